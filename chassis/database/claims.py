"""Which messages a handler has taken in: each once, in the transaction of its effect."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from chassis.database.prepared import Prepared, run_all

# In one order, so that two replicas that were given the same messages do not wait for one another.
_CLAIM = Prepared(
    "claim_messages",
    text(
        "INSERT INTO inbox (handler, message_id)"
        " SELECT CAST(:handler AS varchar), id FROM unnest(CAST(:ids AS varchar[])) AS id ORDER BY id"
        " ON CONFLICT DO NOTHING RETURNING message_id"
    ),
)


class Claim:
    """Some messages for one handler. `new` holds the ids of those it has not had, once the work has begun."""

    def __init__(self, handler: str, ids: Sequence[str]) -> None:
        self._handler, self._ids = handler, ids
        self.new: frozenset[str] = frozenset()

    def begin(self, connection: Connection, first: str) -> None:
        parameters = {"handler": self._handler, "ids": list(dict.fromkeys(self._ids))}
        rows = run_all(connection, [(_CLAIM, parameters)], first=first)
        self.new = frozenset(row.message_id for row in rows)
