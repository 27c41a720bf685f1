"""The language the services speak: calls, events, commands, errors, and nothing of how they are carried.

Each context is a package of its own: `accounts`, `access`, `invitations`, `connections`. Its first
file is its table of contents: the calls others may make, as typed functions. Beside it stand the
schemas and the events.
"""
