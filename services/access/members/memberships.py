"""Memberships: which user acts in which account, and as what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.database.unit_of_work import UnitOfWork, now
from chassis.security.identity import Caller
from contracts.access.events import COLLEAGUE_CHANGED
from contracts.errors import FieldError, NotFound, StaleVersion, Unauthenticated
from services.access.members import users
from services.access.tables import Account, Membership, Session, User


class AlreadyMember(Exception):
    """The user is a member of the account already."""


#: The name somebody goes by in an account (product.md 4.3): what who invited them has typed. Whose address it
#: is, and what they call themselves, is not told by inviting it.
shown_name: ColumnElement[str] = func.coalesce(Membership.name, User.name).label("name")

ADMINS = ("practice_admin", "client_admin")

_COLUMNS = [column for column in Membership.__table__.columns if column.name != "name"]

_OF_CALLER = (
    select(
        Membership.account_id,
        Membership.user_id,
        Membership.role,
        Membership.permissions,
        Membership.owner,
        Account.kind,
        Account.name.label("account_name"),
        func.coalesce(Membership.name, User.name).label("user_name"),
    )
    .join(Account, Account.id == Membership.account_id)
    .join(User, User.id == Membership.user_id)
    .join(Session, (Session.user_id == Membership.user_id) & (Session.account_id == Membership.account_id))
    .where(Membership.status == "active", Session.ended_at.is_(None))
)


def of_caller(connection: Connection, caller: Caller, *more: ColumnElement[Any]) -> Row[Any]:
    """The caller's membership as it is now, and `more` beside it.

    Raises `Unauthenticated` when it or the session has ended.
    """
    found: Row[Any] | None = connection.execute(
        _OF_CALLER.add_columns(*more).where(
            Session.id == caller.session_id,
            Membership.user_id == caller.user_id,
            Membership.account_id == caller.account_id,
        )
    ).first()
    if found is None:
        raise Unauthenticated()
    return found


def may_add_clients(membership: Row[Any]) -> bool:
    """product.md 1"""
    return membership.role in ADMINS or "add_clients" in membership.permissions


def lock_practice(uow: UnitOfWork, practice_id: str, *, shared: bool = False) -> None:
    """Let nobody else change who is a colleague meanwhile; `shared` is for who relies on it only."""
    uow.execute(select(Account.id).where(Account.id == practice_id).with_for_update(read=shared))


def colleague(connection: Connection, practice_id: str, user_id: str) -> Row[Any]:
    """A colleague's membership with their name and email. Raises `NotFound`."""
    found: Any = connection.execute(
        select(*_COLUMNS, shown_name, User.email)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.account_id == practice_id,
            Membership.user_id == user_id,
            Membership.status != "removed",
        )
    ).first()
    if found is None:
        raise NotFound(what="colleague")
    colleague: Row[Any] = found
    return colleague


def unknown(uow: UnitOfWork, practice_id: str, user_ids: Sequence[str]) -> list[int]:
    """The places of those that are no colleagues of the practice."""
    if not user_ids:
        return []
    query = select(Membership.user_id).where(
        Membership.account_id == practice_id,
        Membership.user_id.in_(user_ids),
        Membership.status != "removed",
    )
    known = set(uow.execute(query).scalars())
    return [place for place, user_id in enumerate(user_ids) if user_id not in known]


def not_a_colleague(pointer: str) -> FieldError:
    return {
        "pointer": pointer,
        "code": "unknown_colleague",
        "message": "Choose a colleague of your practice.",
    }


def add(
    uow: UnitOfWork,
    account_id: str,
    user_id: str,
    name: str,
    *,
    role: str,
    permissions: list[str] | None = None,
    status: str = "active",
    owner: bool = False,
) -> None:
    """A new membership. For a practice's, everybody is told. Raises `AlreadyMember`."""
    row = {
        "account_id": account_id,
        "user_id": user_id,
        "role": role,
        "permissions": permissions or [],
        "status": status,
        "owner": owner,
        "version": 1,
        "created_at": now(),
        "name": name,
    }
    _put(uow, row)
    if account_id.startswith("prac_"):
        tell(uow, row, name)


def _put(uow: UnitOfWork, row: dict[str, Any]) -> None:
    """Insert a membership. Who was removed before goes on with the next version, so that no news is old."""
    again = {name: row[name] for name in ("role", "permissions", "status", "owner", "name")}
    put = (
        upsert(Membership)
        .values(row)
        .on_conflict_do_update(
            index_elements=["account_id", "user_id"],
            set_={**again, "version": Membership.version + 1},
            where=Membership.status == "removed",
        )
        .returning(Membership.version)
    )
    version = uow.execute(put).scalar()
    if version is None:
        raise AlreadyMember()
    row["version"] = version


def change(uow: UnitOfWork, before: Row[Any], **values: Any) -> str:
    """Change a colleague's membership and tell everybody; gives the message's id. Raises `StaleVersion`."""
    row = uow.execute(
        update(Membership)
        .where(
            Membership.account_id == before.account_id,
            Membership.user_id == before.user_id,
            Membership.version == before.version,
        )
        .values(**values, version=Membership.version + 1)
        .returning(*Membership.__table__.columns)
    ).first()
    if row is None:
        raise StaleVersion()
    return tell(uow, dict(row._mapping), before.name)


def tell(uow: UnitOfWork, row: dict[str, Any], name: str) -> str:
    """Tell everybody what a colleague's membership is now; gives the message's id."""
    data = {key: row[key] for key in ("user_id", "role", "permissions", "status", "version")}
    return uow.send(COLLEAGUE_CHANGED, practice_id=row["account_id"], name=name, **data)


def activate(uow: UnitOfWork, account_id: str, user_id: str) -> bool:
    """An invited colleague becomes an active one; whether such a membership was there."""
    row = uow.execute(
        update(Membership)
        .where(
            Membership.account_id == account_id, Membership.user_id == user_id, Membership.status == "invited"
        )
        .values(status="active", version=Membership.version + 1)
        .returning(*Membership.__table__.columns)
    ).first()
    if row is None:
        return False
    tell(uow, dict(row._mapping), row.name or users.by_id(uow.connection, user_id).name)
    return True
