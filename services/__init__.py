"""The services: each owns its data, and is started, migrated, tested and released alone.

accounts     practices, client accounts, and the process of creating them
access       users, roles, teams, sessions, and who sees which client
invitations  inviting people, by email and text
connections  clients' accounting software
"""
