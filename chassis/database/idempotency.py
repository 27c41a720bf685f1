"""A write that may arrive more than once and is done once.

The write's key and its answer are stored in the transaction of its effect. A later arrival gets the
stored answer (`kept_answers`); one that arrives meanwhile waits for the first.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import orjson
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection, Update, bindparam, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import OperationalError

from chassis.database.prepared import Prepared, run_all
from chassis.database.tables import commands
from contracts.errors import IdempotencyKeyInUse, IdempotencyKeyReused, Refusal, dump_refusal, load_refusal

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
FINISH: Update = (
    update(commands)
    .where(commands.c.key == bindparam("k"), commands.c.state == "open")
    .values(answer=bindparam("a"), state="done")
    .returning(commands.c.key)
)


class Replayed(Exception):
    """This write was done before."""


class IdempotentWrite:
    """One write. `key` is the caller's, hashed again here, so that the stored key opens nothing."""

    def __init__(self, key: str, fingerprint: str | None, *, secret: bool) -> None:
        self.key = hashlib.sha256(key.encode()).hexdigest()
        self.fingerprint = fingerprint
        self._seal = _seal_for(key) if secret else None
        self._answer: bytes | None = None
        self._final = True

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
        """What stores the answer in the write's own transaction."""
        answer = self._answer if self._answer is not None else self._pack({"result": None})
        state = "done" if self._final else "open"
        return _KEEP, {"k": self.key, "a": answer.decode(), "s": state}

    def finishing(self, result: Any) -> tuple[Update, dict[str, Any]]:
        """What replaces a provisional answer by the final one; it gives a row where it did."""
        return FINISH, {"k": self.key, "a": self._pack({"result": result}).decode()}

    def refusing(self, refusal: Refusal) -> dict[str, Any]:
        """The row of `commands` that keeps a refusal as the answer."""
        return {
            "key": self.key,
            "fingerprint": self.fingerprint,
            "state": "done",
            "answer": self._pack({"error": dump_refusal(refusal)}).decode(),
        }

    def result(self, packed: str) -> Any:
        """What a stored answer says: its result, or its refusal raised."""
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
