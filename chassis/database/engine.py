"""A service's own database: short reads, and units of work, with what follows on them in its process."""

from __future__ import annotations

import time
from collections.abc import Callable

import sqlalchemy

from chassis.database.changes import Changes
from chassis.database.transactions import READ_ONLY, Transactions, WrittenInRead, constraint
from chassis.database.unit_of_work import UnitOfWork
from chassis.messaging.outbox_notifier import OutboxNotifier
from chassis.security.vault import Vault

__all__ = ["Database", "WrittenInRead", "constraint"]

#: Seconds from one write of the readiness check to the next, which is of one row of `commands`.
_WRITE_EVERY = 5.0
_WRITE = sqlalchemy.text(
    "INSERT INTO commands (key, state, answer) VALUES ('readiness', 'done', :at)"
    " ON CONFLICT (key) DO UPDATE SET answer = excluded.answer"
)
#: Seconds for which a refused write counts where none succeeded since.
_REFUSED_FOR = 10.0
#: SQLSTATE: insufficient resources, such as a full disk.
_NO_ROOM = "53"


class Database(Transactions):
    """The database of a service in a green process."""

    def __init__(self, url: str, *, name: str, pool_size: int = 12, sealer: Vault | None = None) -> None:
        super().__init__(url, name=name, pool_size=pool_size, sealer=sealer)
        self.notify_relay = OutboxNotifier(url, name)
        self.changes = Changes(url, name)
        #: Told after each commit that left jobs behind: for loops that work them off.
        self.on_jobs: list[Callable[[], None]] = []
        self._next_write = self._refused_until = 0.0

    def check(self) -> None:
        """Raises where the database does not answer, or takes no writes."""
        with self.autocommit(everywhere=True) as connection:
            if time.monotonic() < self._next_write:
                connection.execute(sqlalchemy.text("SELECT 1"))
            else:
                connection.execute(_WRITE, {"at": str(time.time())})
                self._next_write = time.monotonic() + _WRITE_EVERY
        if time.monotonic() < self._refused_until:
            raise OSError("writes were refused just now, for want of room or because the server only reads")

    def _committed(self, uow: UnitOfWork) -> None:
        self._refused_until = 0.0
        if uow.sent:
            self.notify_relay()
        if uow.changed:
            self.changes.tell(uow.changed)
        if uow.left_jobs:
            for listener in self.on_jobs:
                listener()

    def _failed(self, error: BaseException) -> None:
        """A small write may still find room where others were refused: those count too."""
        code = getattr(getattr(error, "orig", None), "pgcode", None) or ""
        if code.startswith(_NO_ROOM) or code == READ_ONLY:
            self._refused_until = time.monotonic() + _REFUSED_FOR

    def close(self) -> None:
        self.notify_relay.stop()
        self.changes.stop()
        super().close()
