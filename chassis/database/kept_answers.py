"""The answers kept of writes that are done once: given again, and replaced while they are provisional."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.database.engine import Database
from chassis.database.idempotency import FINISH, IdempotentWrite, Replayed
from chassis.database.prepared import Prepared
from chassis.database.tables import commands
from chassis.rpc.request import Request
from contracts.errors import IdempotencyKeyInUse, IdempotencyKeyReused, Refusal

Result = TypeVar("Result")

#: Seconds after which a provisional answer is taken as the answer.
_ADOPT_AFTER = 3.0

_FIND = Prepared(
    "find_answer",
    select(commands.c.fingerprint, commands.c.state, commands.c.answer).where(
        commands.c.key == bindparam("k")
    ),
)


def refuse_repeat(database: Database, request: Request) -> None:
    """Raises `Replayed` where it was done before: for use cases that look elsewhere before they begin."""
    if request.idempotent_write is None:
        return
    with database.read() as connection:
        known = _FIND.first(connection, {"k": request.idempotent_write.key})
    if known is not None:
        raise Replayed()


def finish(database: Database, request: Request, result: Result) -> Result:
    """Replace a provisional answer by the final one; gives the answer that stands."""
    write = request.idempotent_write
    if write is None:
        return result
    statement, values = write.finishing(result)
    with database.autocommit() as connection:
        if statement.first(connection, values) is not None:
            database.changes.tell([write.key])
            # As it was stored: the first answer and a replay are the same to the byte.
            stored: Result = write.result(values["a"])
            return stored
    first: Result = replay(database, write)
    return first


def refuse(database: Database, write: IdempotentWrite, refusal: Refusal) -> None:
    """Keep a refusal as the write's answer."""
    statement = upsert(commands).on_conflict_do_nothing(index_elements=["key"])
    with database.autocommit() as connection:
        connection.execute(statement, write.refusing(refusal))


def replay(database: Database, write: IdempotentWrite) -> Any:
    """The first answer: its result, or its refusal raised. Waits while it is provisional.

    Raises `IdempotencyKeyReused` for another request, `IdempotencyKeyInUse` when it is not known yet.
    """
    found: list[Any] = []

    def is_done() -> bool:
        with database.read() as connection:
            found[:] = _FIND.all(connection, {"k": write.key})
        return not found or found[0].fingerprint != write.fingerprint or found[0].state == "done"

    while not database.changes.until([write.key], is_done, within=_ADOPT_AFTER):
        with database.autocommit() as connection:
            FINISH.first(connection, {"k": write.key, "a": found[0].answer})
    if not found:
        raise IdempotencyKeyInUse()
    if found[0].fingerprint != write.fingerprint:
        raise IdempotencyKeyReused()
    return write.result(found[0].answer)
