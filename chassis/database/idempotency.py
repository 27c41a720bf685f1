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
from sqlalchemy import Connection, bindparam, insert, update
from sqlalchemy.exc import IntegrityError, OperationalError

from chassis.database.prepared import Prepared
from chassis.database.tables import commands
from contracts.errors import IdempotencyKeyInUse, IdempotencyKeyReused, Refusal, dump_refusal, load_refusal

_PRIMARY_KEY = "commands_pkey"
_CLAIM = Prepared(
    "claim_command",
    insert(commands).values(key=bindparam("k"), fingerprint=bindparam("f"), state="open").inline(),
)
_KEEP = Prepared(
    "keep_answer",
    update(commands)
    .where(commands.c.key == bindparam("k"))
    .values(answer=bindparam("a"), state=bindparam("s")),
)
FINISH = Prepared(
    "finish_answer",
    update(commands)
    .where(commands.c.key == bindparam("k"), commands.c.state == "open")
    .values(answer=bindparam("a"), state="done")
    .returning(commands.c.key),
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

    def claiming(self, connection: Connection) -> str:
        """The statement that claims the key, for the round trip of the transaction's first one.

        It waits for whoever holds the key. Where it fails, nothing after it is run; see `refused`.
        """
        return _CLAIM.written(connection, {"k": self.key, "f": self.fingerprint})

    def refused(self, error: BaseException) -> Exception | None:
        """What it means that the transaction ended with this error, where it is the claim's: `Replayed` when
        the key is taken, `IdempotencyKeyInUse` when who holds it was waited for in vain.
        """
        diagnostics = getattr(getattr(error, "orig", None), "diag", None)
        if isinstance(error, IntegrityError) and getattr(diagnostics, "constraint_name", "") == _PRIMARY_KEY:
            return Replayed()
        waited = isinstance(error, OperationalError) and "lock timeout" in str(error.orig)
        if waited and _PRIMARY_KEY in (getattr(diagnostics, "context", None) or ""):
            return IdempotencyKeyInUse()
        return None

    def keep(self, result: Any, *, final: bool) -> None:
        self._answer, self._final = self._pack({"result": result}), final

    def ending(self) -> tuple[Prepared, dict[str, Any]]:
        """What stores the answer in the write's own transaction."""
        answer = self._answer if self._answer is not None else self._pack({"result": None})
        state = "done" if self._final else "open"
        return _KEEP, {"k": self.key, "a": answer.decode(), "s": state}

    def finishing(self, result: Any) -> tuple[Prepared, dict[str, Any]]:
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
