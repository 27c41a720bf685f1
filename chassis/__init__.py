"""What every service stands on. Knows no domain and imports only `contracts`.

entrypoints, dependencies   what a service.py is written with
container                   Nameko's container without its notes on each worker
context                     what travels with a request through every hop
rpc                         calls with deadlines, identities and refusals
messaging                   events and commands that survive a crash: outbox, relay, inbox, broker
database                    a service's own data, its transactions, and writes that are done once
security                    who asks, what one service may say to another, what is kept encrypted
observability               logs, metrics, traces and what became of an error
process                     settings, start and stop, health, jobs, threads
migrations, topology        commands of an operator: databases and the broker made ready
relay_process, alive        commands of a container: a service's relay, and how a process is
dead_letters                a command, too: what could not be taken in, listed and replayed
"""

import warnings

# Known and accepted: Nameko stands on eventlet. Said at each start, it would hide what is to be read there.
warnings.filterwarnings("ignore", message="\\s*Eventlet is deprecated")
