"""The unit of work: one transaction with the messages that follow from it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection, CursorResult, text
from sqlalchemy.sql import Executable
from ulid import ULID

from chassis import context
from chassis.database.idempotency import IdempotentWrite
from chassis.database.prepared import BEGIN, Prepared, run_all
from chassis.messaging import payload_encryption
from chassis.observability.tracing import TRACEPARENT
from chassis.security.vault import Vault
from contracts import fields
from contracts.envelope import Envelope
from contracts.messages import Command, DataT, Event
from contracts.moments import moment

Result = TypeVar("Result")

_SEND = Prepared(
    "send",
    text(
        "INSERT INTO outbox (id, exchange, type, aggregate, body, headers)"
        " VALUES (:id, :exchange, :type, :aggregate, :body, :headers)"
    ),
)
#: Behind every id: messages stand in the outbox in the order in which they were sent.
_AFTER_ALL_ROWS = "~"


class UnitOfWork:
    """What a use case works with. Made by `Database.unit_of_work`, never by hand."""

    def __init__(
        self,
        connection: Connection,
        source: str,
        write: IdempotentWrite | None = None,
        sealer: Vault | None = None,
        *,
        in_order: bool = False,
    ) -> None:
        self._connection = connection
        self.source = source
        self.write = write
        self._sealer = sealer
        self._in_order = in_order
        #: Set it to have the loops of `entrypoints.works_off` look for jobs at once.
        self.left_jobs = False
        #: Keys of what is other after the commit: for who waits for it (`chassis.database.changes`).
        self.changed: list[str] = []
        self._left: list[tuple[Prepared, Mapping[str, Any]]] = []
        self._last: list[tuple[str, Prepared, Mapping[str, Any]]] = []
        self._sent = False

    @property
    def connection(self) -> Connection:
        """For statements that are run at once. `in_order`, what was left for later is run before them."""
        if self._in_order and self._left:
            left, self._left = self._left, []
            run_all(self._connection, left)
        return self._connection

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        return self.connection.execute(statement, parameters)

    def first(self, statement: Prepared, parameters: Mapping[str, Any]) -> Any:
        """Run it at once, in one round trip with what was left for later; its first row, or None."""
        left: list[tuple[Prepared, Mapping[str, Any]]] = []
        if self._in_order:
            left, self._left = self._left, left
        rows = run_all(self._connection, [*left, (statement, parameters)])
        return rows[0] if rows else None

    def later(self, statement: Prepared, parameters: Mapping[str, Any]) -> None:
        """Run it at the end, in one round trip with all else that is: where its result is not needed."""
        self._left.append((statement, parameters))

    def last(self, statement: Prepared, parameters: Mapping[str, Any], *, order: str) -> None:
        """Run it after all else, in that round trip: what locks a row that many pieces of work want.

        `order` is the row, such as a practice's id: every work locks them in the same order.
        """
        self._last.append((order, statement, parameters))

    @property
    def sent(self) -> bool:
        """Whether this work leaves messages behind."""
        return self._sent

    def send(self, message: Event[DataT] | Command[DataT], data: DataT, /) -> str:
        """Record an event or order a command; gives the message's id, made here and never again."""
        dumped = fields.dump(message.schema, data)
        aggregate = str(dumped[message.aggregate])
        identity = str(ULID())
        dumped |= payload_encryption.encrypted(self._sealer, message, identity, data)
        source = message.source if isinstance(message, Event) else self.source
        envelope = Envelope(
            id=identity,
            type=message.type,
            source=f"/clientele/{source}",
            subject=aggregate,
            time=moment(now()),
            correlation_id=context.current().correlation_id,
        )
        headers = envelope.headers()
        trace = context.current().trace
        if trace is not None:
            headers[TRACEPARENT] = trace
        self._sent = True
        row = {
            "id": identity,
            "exchange": message.exchange,
            "type": message.type,
            "aggregate": aggregate,
            "body": orjson.dumps(dumped).decode(),
            "headers": headers,
        }
        self.last(_SEND, row, order=_AFTER_ALL_ROWS)
        return identity

    def answer(self, result: Result, *, final: bool = True) -> Result:
        """Keep the write's answer with its effect. `final=False` lets `finish` replace it once."""
        if self.write is not None:
            self.write.keep(result, final=final)
        return result

    def commit(self) -> None:
        """Write what was left to the end, the messages and the answer, and commit, all in one round trip."""
        in_order = sorted(self._last, key=lambda each: each[0])
        left = self._left + [(statement, parameters) for _, statement, parameters in in_order]
        if self.write is not None:
            left.append(self.write.ending())
        if not left and self._connection.info.pop(BEGIN, None) is not None:
            # Nothing was done, so nothing was begun.
            return
        run_all(self._connection, left, last="COMMIT")


def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def new_id(prefix: str) -> str:
    """A new opaque id, such as `client_01ARZ3NDEKTSV4RRFFQ69G5FAV`."""
    return f"{prefix}_{ULID()}"
