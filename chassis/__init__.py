"""What every service stands on. Knows no domain and imports only `contracts`.

settings, logs, metrics, health   what a process is told and tells
database, unit_of_work, tables    a service's own data and its transactions
idempotency                       a write that may arrive more than once and is done once
row_level_security                the second wall between practices
broker, memory_broker, topology   connections to RabbitMQ, or to its stand-in inside one process
outbox (relay), inbox             messages that survive a crash
rpc                               calls with deadlines, identities and refusals
entrypoints, runner               what a service.py is written with, and what runs it
"""

import warnings

# Known and accepted: Nameko stands on eventlet. Said at each start, it would hide what is to be read there.
warnings.filterwarnings("ignore", message="\\s*Eventlet is deprecated")
