"""Who the admins of practices are, for other services."""

from __future__ import annotations

from sqlalchemy import select

from chassis import context
from chassis.database.engine import Database
from contracts.access import PracticeAdmins, PracticesFound
from services.access.members import memberships, users
from services.access.tables import Account, Membership, User


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


@context.across_accounts
def admins(database: Database, practice_id: str) -> PracticeAdmins:
    """A practice's active admins, for notices that concern all of it: those whose address is proven."""
    query = (
        select(User.id.label("user_id"), memberships.shown_name, User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.account_id == practice_id,
            Membership.role == "practice_admin",
            Membership.status == "active",
            User.claimed_key.is_(None),
        )
        .order_by(User.id)
    )
    with database.read() as connection:
        return {
            "items": [
                {"user_id": row.user_id, "name": row.name, "email": row.email}
                for row in connection.execute(query)
            ]
        }
