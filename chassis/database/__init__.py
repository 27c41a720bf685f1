"""A service's own data (PostgreSQL, SQLAlchemy Core).

engine               a service's database: `Database.read` and `Database.unit_of_work`
transactions         reads and units of work, in processes of any kind
silent_servers       how long a server that says nothing is waited for
unit_of_work         one transaction with the messages that follow from it
leased_jobs          jobs in a table, each done by one worker at a time
idempotency          a write that may arrive more than once and is done once
json_rows            rows of several selects in one round trip
kept_answers         the answers that such writes had
changes              wakes who waits for something in the database
claims               which messages a handler has taken in
prepared             statements that the server plans once
upserts              the statements of projections
row_level_security   each account reaches its own rows only
rows                 rows as dataclasses
paging               pages of a list, and their cursors
tables               the tables that every service has
alembic_environment  how Alembic finds a service's migrations
"""
