"""Who the admins of practices are: for their colleagues, and for other services."""

from __future__ import annotations

from sqlalchemy import select

from chassis import context
from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.access import Admins, PracticeAdmins, PracticesFound
from services.access import permissions
from services.access.members import memberships, users
from services.access.tables import Account, Membership, User

_ADMINS = (
    select(User.id.label("user_id"), memberships.shown_name, User.email)
    .join(Membership, Membership.user_id == User.id)
    .where(Membership.role == "practice_admin", Membership.status == "active", ~Membership.program)
    .order_by(User.id)
)


@context.across_accounts
def of_admin(database: Database, email: str) -> PracticesFound:
    """The practices that somebody with this email is an active practice admin of (product.md 7.1)."""
    query = (
        select(Account.id)
        .join(Membership, Membership.account_id == Account.id)
        .join(User, User.id == Membership.user_id)
        .where(
            Account.kind == "practice",
            Account.confirmed,
            Membership.role == "practice_admin",
            Membership.status == "active",
            User.email_key == users.email_key(email),
        )
        .order_by(Account.id)
    )
    with database.read() as connection:
        return {"practice_ids": list(connection.execute(query).scalars())}


def own(database: Database, caller: Caller) -> Admins:
    """Whom to ask in the caller's practice. Raises `PracticeAccountRequired`."""
    with database.read() as connection:
        actor = permissions.colleague(connection, caller)
        rows = connection.execute(_ADMINS.where(Membership.account_id == actor.account_id)).all()
    return {"items": [{"name": row.name, "email": row.email} for row in rows]}


@context.across_accounts
def admins(database: Database, practice_id: str) -> PracticeAdmins:
    """A practice's active admins, for notices that concern all of it: those whose address is proven."""
    query = _ADMINS.where(Membership.account_id == practice_id, User.claimed_key.is_(None))
    with database.read() as connection:
        return {
            "items": [
                {"user_id": row.user_id, "name": row.name, "email": row.email}
                for row in connection.execute(query)
            ]
        }
