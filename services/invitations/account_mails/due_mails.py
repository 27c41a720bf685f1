"""One due mail of a table of them is sent: again later where that may help, and gone once it is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from chassis import context
from chassis.database.engine import Database
from chassis.database.leased_jobs import LeasedJobs
from chassis.observability import logs
from services.invitations.transport import delivery_problems

_log = logs.get(__name__)


class _Following(Protocol):
    """A mail that follows from a request."""

    @property
    def correlation_id(self) -> str | None: ...


Mail = TypeVar("Mail", bound=_Following)


def send_one(
    database: Database,
    mails: LeasedJobs[Mail],
    send: Callable[[Mail], None],
    *,
    kind: str,
    about: Callable[[Mail], dict[str, str]],
) -> bool:
    """Whether there was one. `kind` and what it is `about` are for the log."""
    claimed = mails.claim(database)
    if claimed is None:
        return False
    mail = claimed.job
    with context.following(mail.correlation_id):
        try:
            send(mail)
        except delivery_problems.NotNow:
            if mails.postpone(database, claimed):
                return True
            _log.warning(f"{kind}_not_sent", **about(mail))
        except delivery_problems.Refused:
            _log.warning(f"{kind}_refused", **about(mail))
        with database.unit_of_work() as uow:
            mails.remove(uow, claimed)
    return True
