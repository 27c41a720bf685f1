"""Invitations of clients and colleagues, and their delivery.

service               the Nameko class: every entrypoint
branding_entrypoints  the entrypoints of logos and colours
mail_entrypoints      the loops that send mail which invites nobody
board                 invitations as a practice sees and manages them
practice_messages     how a practice's messages look: its settings, previews, tests
account_mails         mail that invites nobody: links for passwords, notices to admins
redemptions           using invitations up, one person at a time
deliveries            sending what is queued, and what is reported of it
invitations           invitations as they begin, change and end
messages              what mails and texts say
transport             SMTP and Twilio: how messages leave the house
permissions           who may see and manage an invitation
tables                the tables
"""
