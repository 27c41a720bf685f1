"""Who is who, and who may see which client: users, sessions, memberships and the audit trail.

service               the entrypoints that answer calls, and what settings decide
event_handlers        the entrypoints that take in messages
look_up_entrypoints   the entrypoints about whose an address is
program_entrypoints   the entrypoints about programs of practices
request_entrypoints   the entrypoints about requests to see a client, and who has been given it
team_entrypoints      the entrypoints about teams
responsibility_entrypoints  the entrypoints about responsibilities
review_entrypoints    the entrypoints about reviews of who reaches what
permissions           who may do what in a practice
members               who acts in which account, and as what
activity              the audit trail as it is written
passwords             passwords, and how often one may be tried
notices               what concerns somebody: the list behind the bell
sessions              signing in, second factors, own sessions, API tokens
teams                 colleagues who are given access together
responsibilities      what somebody may be responsible for at a client
client_access         who may see which client
access_history        who could see which client, as of any moment
access_requests       asking to see a client that one cannot see, or to do more with one
access_reviews        looking through who reaches what, line by line
client_users          the users of a client account
colleagues            the colleagues of a practice
credentials           other passwords and addresses, by mailed links
joining               becoming a member
programs              programs of a practice, their secrets and tokens
practices             what access knows of practices
audit_trail           the audit trail as it is read
chain                 a command: checks the audit trail
tables                the tables
"""
