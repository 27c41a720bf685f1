"""In processes of the tests' own, calls wait four times as long: the other lane may have the machine then.

That the product answers in time is held where it runs as it is deployed (`tests/integration`).
"""

from __future__ import annotations

from collections.abc import Iterator

from chassis.database import transactions
from contracts import messages
from gateway import app

_TIMES = 4


def longer() -> Iterator[tuple[object, str, float]]:
    """What holds how long is waited, its name there, and the longer time in seconds."""
    for of, name in (
        (messages, "READ_DEADLINE"),
        (messages, "WRITE_DEADLINE"),
        (transactions, "POOL_TIMEOUT"),
        (app, "PATIENCE"),
    ):
        yield of, name, _TIMES * getattr(of, name)
