"""A write that may arrive more than once and is done once.

The command's key and its answer are stored in the transaction of its effect. A later arrival gets the
stored answer; one that arrives meanwhile waits for the first.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import OperationalError

from chassis.database.prepared import Prepared, run_all
from chassis.database.tables import commands
from contracts.errors import IdempotencyKeyInUse, IdempotencyKeyReused, Refusal, dump_refusal, load_refusal

if TYPE_CHECKING:
    from chassis.database.engine import Database
    from chassis.rpc.request import Request

#: Seconds after which a provisional answer is taken as the answer.
_ADOPT_AFTER = 3.0

_CLAIM = Prepared(
    "claim_command",
    upsert(commands)
    .values(key=bindparam("k"), fingerprint=bindparam("f"), state="open")
    .on_conflict_do_nothing(index_elements=["key"])
    .returning(commands.c.key),
)
_KEEP = Prepared(
    "keep_answer",
    update(commands)
    .where(commands.c.key == bindparam("k"))
    .values(answer=bindparam("a"), state=bindparam("s")),
)
_FINISH = (
    update(commands)
    .where(commands.c.key == bindparam("k"), commands.c.state == "open")
    .values(answer=bindparam("a"), state="done")
    .returning(commands.c.key)
)
_FIND = select(commands.c.fingerprint, commands.c.state, commands.c.answer).where(
    commands.c.key == bindparam("k")
)


class Replayed(Exception):
    """This command was done before."""


class IdempotentWrite:
    """One write. `key` is the caller's, hashed again here, so that the stored key opens nothing."""

    def __init__(self, key: str, fingerprint: str | None, *, secret: bool) -> None:
        self.key = hashlib.sha256(key.encode()).hexdigest()
        self.fingerprint = fingerprint
        self._seal = _seal_for(key) if secret else None
        self._answer: bytes | None = None
        self._final = True

    @classmethod
    def of(cls, request: Request | None) -> IdempotentWrite | None:
        """The command of a request; none for reads and for callers that named no key."""
        if request is None or request.idempotency_key is None or request.call.kind != "write":
            return None
        return cls(request.idempotency_key, request.fingerprint, secret=request.call.secret)

    def begin(self, connection: Connection, first: str) -> None:
        """Begin a transaction with `first` and by claiming the key, waiting for whoever holds it.

        Raises `Replayed` when it is taken, `IdempotencyKeyInUse` after a while.
        """
        claim = (_CLAIM, {"k": self.key, "f": self.fingerprint})
        try:
            claimed = run_all(connection, [claim], first=first)
        except OperationalError as error:
            if "lock timeout" in str(error.orig):
                raise IdempotencyKeyInUse() from None
            raise
        if not claimed:
            raise Replayed()

    def keep(self, result: Any, *, final: bool) -> None:
        self._answer, self._final = self._pack({"result": result}), final

    def ending(self) -> tuple[Prepared, dict[str, Any]]:
        """What stores the answer in the command's own transaction."""
        answer = self._answer if self._answer is not None else self._pack({"result": None})
        state = "done" if self._final else "open"
        return _KEEP, {"k": self.key, "a": answer.decode(), "s": state}

    def finish(self, database: Database, result: Any) -> Any:
        """Replace a provisional answer by the final one; gives the answer that stands."""
        with database.read() as connection:
            packed = self._pack({"result": result}).decode()
            if connection.execute(_FINISH, {"k": self.key, "a": packed}).first() is not None:
                database.changes.tell([self.key])
                # As it was stored: the first answer and a replay are the same to the byte.
                return self._result(packed)
        return self.replay(database)

    def refuse(self, database: Database, refusal: Refusal) -> None:
        """Keep a refusal as the command's answer."""
        row = {
            "key": self.key,
            "fingerprint": self.fingerprint,
            "state": "done",
            "answer": self._pack({"error": dump_refusal(refusal)}).decode(),
        }
        with database.read() as connection:
            connection.execute(upsert(commands).on_conflict_do_nothing(index_elements=["key"]), row)

    def known(self, database: Database) -> bool:
        """Whether the command was done before: for use cases that look elsewhere before they begin."""
        with database.read() as connection:
            return connection.execute(_FIND, {"k": self.key}).first() is not None

    def replay(self, database: Database) -> Any:
        """The first answer: its result, or its refusal raised. Waits while it is provisional.

        Raises `IdempotencyKeyReused` for another request, `IdempotencyKeyInUse` when it is not known yet.
        """
        found: list[Any] = []

        def is_done() -> bool:
            with database.read() as connection:
                found[:] = connection.execute(_FIND, {"k": self.key}).all()
            return not found or found[0].fingerprint != self.fingerprint or found[0].state == "done"

        while not database.changes.until([self.key], is_done, within=_ADOPT_AFTER):
            with database.read() as connection:
                connection.execute(_FINISH, {"k": self.key, "a": found[0].answer})
        if not found:
            raise IdempotencyKeyInUse()
        if found[0].fingerprint != self.fingerprint:
            raise IdempotencyKeyReused()
        return self._result(found[0].answer)

    def _result(self, packed: str) -> Any:
        answer = self._unpack(packed)
        if "error" in answer:
            raise load_refusal(answer["error"])
        return answer["result"]

    def _pack(self, answer: dict[str, Any]) -> bytes:
        plain = orjson.dumps(answer)
        return self._seal().encrypt(plain) if self._seal is not None else plain

    def _unpack(self, packed: str) -> dict[str, Any]:
        try:
            plain = self._seal().decrypt(packed.encode()) if self._seal is not None else packed
        except InvalidToken:
            raise IdempotencyKeyReused() from None
        return dict(orjson.loads(plain))


def _seal_for(key: str) -> Callable[[], Fernet]:
    """A cipher that only who knows the key can make again: answers with secrets are stored under it."""
    return lambda: Fernet(
        base64.urlsafe_b64encode(hashlib.sha256(b"clientele answer\0" + key.encode()).digest())
    )
