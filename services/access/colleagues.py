"""The colleagues of a practice: who they are, and inviting one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.exc import IntegrityError

from chassis.database import Database, constraint
from chassis.identity import Caller
from chassis.rpc.asked import Asked
from chassis.work import new_id
from contracts.access import ColleagueExists
from contracts.errors import PracticeAccountRequired, RoleRequired
from contracts.invitations.events import INVITE_COLLEAGUE
from services.access import users
from services.access.members import ADMINS, add, may_add_clients, of_caller
from services.access.tables import Membership, User


def list_colleagues(database: Database, caller: Caller) -> dict[str, Any]:
    """The colleagues of the caller's practice, by name, for who may add clients or manage the team."""
    with database.read() as connection:
        standing = of_caller(connection, caller)
        if standing.kind != "practice":
            raise PracticeAccountRequired()
        if not may_add_clients(standing):
            raise RoleRequired(role="practice_admin or client_admin")
        rows = connection.execute(
            select(
                User.id, User.name, User.email, Membership.role, Membership.permissions, Membership.status,
                Membership.owner,
            )
            .join(User, User.id == Membership.user_id)
            .where(Membership.account_id == caller.account_id, Membership.status != "removed")
            .order_by(User.name, User.id)
        )  # fmt: skip
        return {"items": [dict(row._mapping) for row in rows], "next_cursor": None}


def invite_colleague(database: Database, asked: Asked) -> dict[str, Any]:
    """Invite somebody to the practice by email (product.md 5.7). Raises `RoleRequired`, `ColleagueExists`."""
    data = asked.data
    try:
        with database.work(asked) as work:
            standing = of_caller(work.connection, asked.caller)
            _require_inviter(standing, data["role"])
            user = users.by_email(work.connection, data["email"])
            user_id = (
                user.id
                if user is not None
                else users.add(work, name=data["name"], email=data["email"], password_hash=None)
            )
            name = user.name if user is not None else data["name"]
            permissions = sorted(set(data["permissions"]))
            add(
                work, standing.account_id, user_id, name,
                role=data["role"], permissions=permissions, status="invited",
            )  # fmt: skip
            work.send(
                INVITE_COLLEAGUE,
                invitation_id=new_id("inv"),
                practice_id=standing.account_id,
                practice_name=standing.account_name,
                user_id=user_id,
                invited_by=standing.user_id,
                invited_by_name=standing.user_name,
                name=name,
                email=data["email"],
            )
            return work.answer(
                {
                    "id": user_id,
                    "name": name,
                    "email": user.email if user is not None else data["email"],
                    "role": data["role"],
                    "permissions": permissions,
                    "status": "invited",
                    "owner": False,
                }
            )
    except IntegrityError as error:
        if constraint(error) in ("memberships_pkey", "users_email"):
            raise ColleagueExists(email=data["email"]) from None
        raise


def _require_inviter(standing: Row[Any], role: str) -> None:
    if standing.kind != "practice":
        raise PracticeAccountRequired()
    if standing.role not in ADMINS:
        raise RoleRequired(role="practice_admin or client_admin")
    if role == "practice_admin" and standing.role != "practice_admin":
        raise RoleRequired(role="practice_admin")
