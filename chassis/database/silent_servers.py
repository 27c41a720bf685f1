"""A database whose machine has gone without a word is missed within a quarter of a minute.

A connection to it would else wait as long as the kernel sends again, which is many minutes: longer than a
cluster takes to have another leader, and than anything may stand still (docs/adr/0024). Where a balancer
stands before the database, the kernel misses nobody: the balancer's acknowledges all that is sent, whatever
becomes of it. So who asks has limits of their own, which `chassis.process.patching` keeps.
"""

from __future__ import annotations

from typing import Any, Final

from psycopg2 import extensions


class BoundedConnection(extensions.connection):
    """One whose server says something within `answered_within` seconds of what it was asked, or is given up.

    What runs out of time raises psycopg2's OperationalError, and the connection is closed. PostgreSQL itself
    ends a statement sooner (`statement_timeout`), while it can.
    """

    answered_within = 12.0


#: Of every connection, by libpq's names: seconds, and milliseconds for `tcp_user_timeout`.
PATIENCE: Final[dict[str, Any]] = {
    "connection_factory": BoundedConnection,
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 12_000,
}
