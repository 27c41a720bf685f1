"""A database whose machine has gone without a word is missed within a quarter of a minute.

A connection to it would else wait as long as the kernel sends again, which is many minutes: longer than a
cluster takes to have another leader, and than anything may stand still (docs/adr/0024).
"""

from __future__ import annotations

from typing import Any, Final

#: Of every connection, by libpq's names: seconds, and milliseconds for `tcp_user_timeout`.
PATIENCE: Final[dict[str, Any]] = {
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 12_000,
}
