"""Sessions as they are shown and ended; how long they last.

Tokens are opaque and kept as hashes; time-outs are by the database's clock.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from chassis.database.unit_of_work import UnitOfWork, now
from chassis.security.identity import LIFETIME
from contracts.access import Account as ShownAccount
from contracts.access import AccountKind
from contracts.access import Session as ShownSession
from contracts.access.events import SESSION_REVOKED, SessionRevokedData
from contracts.moments import moment
from services.access.members import users
from services.access.members.member_facts import Person
from services.access.tables import Account, Membership, Session


@dataclass(frozen=True, slots=True)
class Policy:
    """How long a session lasts: without use, and at most."""

    idle: datetime.timedelta
    absolute: datetime.timedelta


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def end_all(
    uow: UnitOfWork,
    user_id: str,
    *,
    account_id: str | None = None,
    but: str | None = None,
    tokens: bool = True,
) -> list[str]:
    """End a user's sessions, and API tokens too, all or those for one account; gives the messages' ids."""
    ended = update(Session).where(Session.user_id == user_id, Session.ended_at.is_(None))
    if account_id is not None:
        ended = ended.where(Session.account_id == account_id)
    if not tokens:
        ended = ended.where(Session.scope == "session")
    if but is not None:
        ended = ended.where(Session.id != but)
    rows = uow.execute(ended.values(ended_at=func.now()).returning(Session.id, Session.expires_at)).all()
    return [tell(uow, row.id, user_id) for row in rows if row.expires_at > now()]


def tell(uow: UnitOfWork, session_id: str, user_id: str) -> str:
    """Void a session's passports everywhere; they expire by themselves soon after."""
    forget_after = now() + datetime.timedelta(seconds=2 * LIFETIME)
    return uow.send(
        SESSION_REVOKED,
        SessionRevokedData(session_id=session_id, user_id=user_id, forget_after=forget_after),
    )


def accounts_of(connection: Connection, user_id: str) -> list[ShownAccount]:
    """The accounts that a user can act for, the first joined first."""
    rows = connection.execute(
        select(Account.id, Account.kind, Account.name, Membership.role, Membership.permissions)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.user_id == user_id, Membership.status == "active")
        .order_by(Membership.created_at, Account.id)
    )
    return [
        {
            "id": row.id,
            "kind": AccountKind(row.kind),
            "name": row.name,
            "role": row.role,
            "permissions": row.permissions,
        }
        for row in rows
    ]


def view(
    user: Person, chosen: ShownAccount, accounts: list[ShownAccount], expires_at: datetime.datetime
) -> ShownSession:
    """A session as api.md shows it."""
    return {
        "user": users.view(user),
        "account": chosen,
        "accounts": accounts,
        "expires_at": moment(expires_at),
    }
