"""Memberships: which user acts in which account, and as what."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from chassis.identity import Caller
from chassis.work import Work, now
from contracts.access.events import COLLEAGUE_CHANGED
from contracts.errors import (
    Unauthenticated,
)
from services.access import users
from services.access.tables import Account, Membership, Session, User

ADMINS = ("practice_admin", "client_admin")

_OF_CALLER = (
    select(
        Membership.account_id,
        Membership.user_id,
        Membership.role,
        Membership.permissions,
        Membership.owner,
        Account.kind,
        Account.name.label("account_name"),
        User.name.label("user_name"),
    )
    .join(Account, Account.id == Membership.account_id)
    .join(User, User.id == Membership.user_id)
    .join(Session, (Session.user_id == Membership.user_id) & (Session.account_id == Membership.account_id))
    .where(Membership.status == "active", Session.ended_at.is_(None))
)


def of_caller(connection: Connection, caller: Caller) -> Row[Any]:
    """The caller's membership as it is now. Raises `Unauthenticated` when it or the session has ended."""
    found: Row[Any] | None = connection.execute(  # type: ignore[assignment]
        _OF_CALLER.where(
            Session.id == caller.session_id,
            Membership.user_id == caller.user_id,
            Membership.account_id == caller.account_id,
        )
    ).first()
    if found is None:
        raise Unauthenticated()
    return found


def may_add_clients(standing: Row[Any]) -> bool:
    """product.md 1"""
    return standing.role in ADMINS or "add_clients" in standing.permissions


def add(
    work: Work,
    account_id: str,
    user_id: str,
    name: str,
    *,
    role: str,
    permissions: list[str] | None = None,
    status: str = "active",
    owner: bool = False,
) -> None:
    """A new membership. For a practice's, everybody is told."""
    row = {
        "account_id": account_id,
        "user_id": user_id,
        "role": role,
        "permissions": permissions or [],
        "status": status,
        "owner": owner,
        "version": 1,
        "created_at": now(),
    }
    work.execute(insert(Membership).values(row))
    if account_id.startswith("prac_"):
        tell(work, row, name)


def tell(work: Work, row: dict[str, Any], name: str) -> None:
    """Tell everybody what a colleague's membership is now."""
    told = {key: row[key] for key in ("user_id", "role", "permissions", "status", "version")}
    work.send(COLLEAGUE_CHANGED, practice_id=row["account_id"], name=name, **told)


def activate(work: Work, account_id: str, user_id: str) -> bool:
    """An invited colleague becomes an active one; whether such a membership was there."""
    row = work.execute(
        update(Membership)
        .where(
            Membership.account_id == account_id, Membership.user_id == user_id, Membership.status == "invited"
        )
        .values(status="active", version=Membership.version + 1)
        .returning(*Membership.__table__.columns)
    ).first()
    if row is None:
        return False
    tell(work, dict(row._mapping), users.by_id(work.connection, user_id).name)
    return True
