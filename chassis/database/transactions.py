"""Short reads and units of work on a service's own database, in green processes and in others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import sqlalchemy
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from chassis import context
from chassis.context import EVERYWHERE
from chassis.database import row_level_security
from chassis.database.claims import Claim
from chassis.database.prepared import ALONE, BEGIN, opening, run_all
from chassis.database.silent_servers import PATIENCE
from chassis.database.unit_of_work import UnitOfWork
from chassis.rpc.request import Request
from chassis.security.vault import Vault

#: Milliseconds. A statement that takes longer than a caller waits helps nobody.
_STATEMENT_TIMEOUT = 8000
_LOCK_TIMEOUT = 3000
#: Tells the relay that there is something to send (`chassis.messaging.outbox_notifier`).
_NOTIFY = sqlalchemy.text("NOTIFY clientele_outbox")
#: SQLSTATE: a server that only reads.
READ_ONLY = "25006"
#: Seconds that work waits for a connection of the pool.
POOL_TIMEOUT = 4


def engine(url: str, *, pool_size: int = 12, name: str = "clientele") -> Engine:
    """An engine for psycopg2 under eventlet. `name` is what pg_stat_activity shows.

    Its connections are in autocommit for good: changing it, a BEGIN of its own and a rollback when a
    connection goes back each cost as much as a short statement. Units of work begin and end themselves.
    """
    # What is prepared (`chassis.database.prepared`) finds its rows by keys, whoever asks: one plan fits all.
    # A way of planning that is off (BY_INDEX) counts as dear beyond measure where there is no other, and
    # PostgreSQL would compile such a statement for a thousand times as long as running it takes.
    options = (
        f"-c statement_timeout={_STATEMENT_TIMEOUT} -c lock_timeout={_LOCK_TIMEOUT}"
        " -c plan_cache_mode=force_generic_plan -c jit=off -c timezone=UTC"
    )
    made = sqlalchemy.create_engine(
        url.replace("postgresql://", "postgresql+psycopg2://", 1),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT,
        pool_use_lifo=True,
        pool_recycle=600,
        connect_args={**PATIENCE, "application_name": name, "options": options},
        json_deserializer=orjson.loads,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        isolation_level="AUTOCOMMIT",
        pool_reset_on_return=None,
    )
    sqlalchemy.event.listen(made, "before_cursor_execute", _begin_with_scope, retval=True)
    return made


def _begin_with_scope(
    connection: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
) -> tuple[str, Any]:
    if many and BEGIN in connection.info:
        # psycopg2 sends the text once for each row.
        run_all(connection, [])
    first = opening(connection)
    return (f"{first}; {statement}" if first else statement), parameters


class WrittenInRead(Exception):
    """A mistake of ours: a statement in `Database.read` that writes or locks."""


class Transactions:
    """Gives connections. Never hold one across an RPC or a vendor call."""

    def __init__(self, url: str, *, name: str, pool_size: int = 12, sealer: Vault | None = None) -> None:
        self.engine = engine(url, pool_size=pool_size, name=name)
        self.source = name
        #: Seals and opens private parts of messages (`chassis.messaging.payload_encryption`).
        self.sealer = sealer

    @contextmanager
    def read(self, *, everywhere: bool = False) -> Iterator[Connection]:
        """A connection for reading; each statement stands alone, and PostgreSQL refuses one that writes.

        It sees the rows of the account that asks (`row_level_security`), or those of all: where the rule is
        about more than one account, and for what nobody asked for.
        """
        with self.engine.connect() as connection:
            # It goes in the statement's own round trip, as a change of the connection would not.
            connection.info[ALONE] = f"{_tenant(everywhere)}; SET LOCAL transaction_read_only = on"
            try:
                yield connection
            except DBAPIError as error:
                if getattr(error.orig, "pgcode", None) == READ_ONLY:
                    # The same from a unit of work means a server that only reads, and passes.
                    raise WrittenInRead("read() is for reading: autocommit() writes") from error
                raise

    @contextmanager
    def autocommit(self, *, everywhere: bool = False) -> Iterator[Connection]:
        """A connection for single statements that write: each is committed by itself, with nothing to send.

        `everywhere` is as in `read`.
        """
        with self.engine.connect() as connection:
            connection.info[ALONE] = _tenant(everywhere)
            yield connection

    @contextmanager
    def unit_of_work(
        self, request: Request | None = None, *, everywhere: bool = False, claim: Claim | None = None
    ) -> Iterator[UnitOfWork]:
        """A unit of work: all of it is committed at the block's end, or nothing of it.

        For a write that was asked for, the block runs once however often the request arrives; when it
        was done before, its first statement raises `idempotency.Replayed` and the answer is the first one.
        `everywhere` is as in `read`. A `claim` of messages begins the work, and what is done for one of them
        is there for the next.
        """
        write = request.idempotent_write if request is not None else None
        first = f"BEGIN; {_tenant(everywhere)}"
        with self.engine.connect() as connection:
            connection.info[ALONE] = ""
            uow = UnitOfWork(connection, self.source, write, self.sealer, in_order=claim is not None)
            try:
                if claim is not None:
                    claim.begin(connection, first)
                else:
                    # It goes in the round trip of the first statement.
                    claiming = f"; {write.claiming(connection)}" if write is not None else ""
                    connection.info[BEGIN] = first + claiming
                yield uow
                uow.commit()
            except BaseException as error:
                self._failed(error)
                _roll_back(connection)
                refused = write.refused(error) if write is not None else None
                if refused is not None:
                    raise refused from None
                raise
        self._committed(uow)

    def close(self) -> None:
        self.engine.dispose()

    def _committed(self, uow: UnitOfWork) -> None:
        """What follows on a commit: the relay is told of messages, which it else finds a second later."""
        if uow.sent:
            with self.autocommit() as connection:
                connection.execute(_NOTIFY)

    def _failed(self, error: BaseException) -> None:
        """What follows on a unit of work that was rolled back."""


def _tenant(everywhere: bool) -> str:
    return row_level_security.set_tenant(EVERYWHERE if everywhere else context.current().scope)


def _roll_back(connection: Connection) -> None:
    """End the transaction, or else the connection, so that nobody gets one with work of another's in it."""
    if connection.invalidated or connection.info.pop(BEGIN, None) is not None:
        return
    try:
        run_all(connection, [], last="ROLLBACK")
    except DBAPIError:
        connection.invalidate()
    except BaseException:
        connection.invalidate()
        raise


def constraint(error: DBAPIError) -> str | None:
    """The name of the constraint that an IntegrityError broke."""
    diagnostics = getattr(error.orig, "diag", None)
    return getattr(diagnostics, "constraint_name", None)
