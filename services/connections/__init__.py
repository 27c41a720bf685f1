"""Clients' connections to accounting software: sign-ins, tokens, limits of vendors.

service              the Nameko class: every entrypoint
rekeying             a command: seals again what an old key sealed
connections          clients' connections: made, shown, checked, ended
authorizations       sign-ins at vendors, from the first page to the organisations they reach
grants               tokens: sealed, refreshed, used, revoked
companies            companies of the register at Companies House
event_feed           what happened, kept for practices' programs
webhooks             events sent to addresses that practices name
connection_changes   a connection's changes, as they are published
vendor_access        which vendors there are, and the limits of calls to them
vendors              a module for each vendor of accounting software
permissions          what a caller may do
projections          what is kept of other services' events
tables               the tables
connection_facts     what decisions are given of a connection
"""
