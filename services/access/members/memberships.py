"""Memberships: which user acts in which account, and as what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.security.identity import Caller
from contracts.access.events import COLLEAGUE_CHANGED, ColleagueChangedData
from contracts.access.states import ADMINS, MembershipStatus
from contracts.errors import NotFound, StaleVersion, Unauthenticated
from services.access.members import users
from services.access.members.member_facts import Actor, Colleague
from services.access.tables import Account, Membership, Session, User


class AlreadyMember(Exception):
    """The user is a member of the account already."""


#: The name somebody goes by in an account (product.md 4.3): what who invited them has typed. Whose address it
#: is, and what they call themselves, is not shown by inviting it.
shown_name: ColumnElement[str] = func.coalesce(Membership.name, User.name).label("name")
#: The same, to compare with.
by_shown_name: ColumnElement[str] = func.coalesce(Membership.name, User.name)

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
#: What nearly every request asks first.
_CALLER = Prepared(
    "caller",
    _OF_CALLER.where(
        Session.id == bindparam("session_id"),
        Membership.user_id == bindparam("user_id"),
        Membership.account_id == bindparam("account_id"),
    ),
)
#: A `Colleague`.
COLLEAGUE = select(
    Membership.account_id, Membership.user_id, Membership.role, Membership.permissions, Membership.status,
    Membership.owner, Membership.version, shown_name, User.email,
).join(User, User.id == Membership.user_id).where(~Membership.program)  # fmt: skip


def of_caller(connection: Connection, caller: Caller) -> Actor:
    """The caller's membership as it is now. Raises `Unauthenticated` when it or the session has ended."""
    row = _CALLER.first(
        connection,
        {"session_id": caller.session_id, "user_id": caller.user_id, "account_id": caller.account_id},
    )
    if row is None:
        raise Unauthenticated()
    return Actor._make(row)


def of_caller_beside(
    connection: Connection, caller: Caller, *more: ColumnElement[list[str]]
) -> tuple[Actor, list[list[str]]]:
    """The caller's membership as it is now, and `more` columns beside it. One query.

    Raises `Unauthenticated` when it or the session has ended.
    """
    found = connection.execute(
        _OF_CALLER.add_columns(*more).where(
            Session.id == caller.session_id,
            Membership.user_id == caller.user_id,
            Membership.account_id == caller.account_id,
        )
    ).first()
    if found is None:
        raise Unauthenticated()
    own = len(Actor._fields)
    return Actor._make(found[:own]), list(found[own:])


def lock_practice(uow: UnitOfWork, practice_id: str, *, shared: bool = False) -> None:
    """Let nobody else change who is a colleague meanwhile; `shared` is for who relies on it only."""
    uow.execute(select(Account.id).where(Account.id == practice_id).with_for_update(read=shared))


def colleague(connection: Connection, practice_id: str, user_id: str) -> Colleague:
    """A colleague's membership with their name and email. Raises `NotFound`."""
    found = connection.execute(
        COLLEAGUE.where(
            Membership.account_id == practice_id,
            Membership.user_id == user_id,
            Membership.status != "removed",
        )
    ).first()
    if found is None:
        raise NotFound(what="colleague")
    return Colleague._make(found)


def active_role(connection: Connection, practice_id: str, user_id: str) -> tuple[str, list[str]] | None:
    """Role and permissions of somebody, or a program, who works for the practice now, signed in or not."""
    found = connection.execute(
        select(Membership.role, Membership.permissions).where(
            Membership.account_id == practice_id,
            Membership.user_id == user_id,
            Membership.status == MembershipStatus.ACTIVE,
        )
    ).first()
    return None if found is None else (found.role, found.permissions)


def admins(connection: Connection, practice_id: str) -> list[str]:
    """Who may decide who sees which client."""
    query = select(Membership.user_id).where(
        Membership.account_id == practice_id,
        Membership.role.in_(ADMINS),
        Membership.status == MembershipStatus.ACTIVE,
        ~Membership.program,
    )
    return list(connection.execute(query).scalars())


def by_email(connection: Connection, practice_id: str, emails: Sequence[str]) -> list[Colleague]:
    """The colleagues with these addresses, active or invited."""
    query = COLLEAGUE.where(
        Membership.account_id == practice_id,
        User.email_key.in_([users.email_key(email) for email in emails]),
        Membership.status.in_((MembershipStatus.ACTIVE, MembershipStatus.INVITED)),
    )
    return [Colleague._make(row) for row in connection.execute(query)]


def known(connection: Connection, practice_id: str, user_ids: Sequence[str]) -> set[str]:
    """Those of them that are colleagues of the practice."""
    if not user_ids:
        return set()
    query = select(Membership.user_id).where(
        Membership.account_id == practice_id,
        Membership.user_id.in_(user_ids),
        Membership.status != "removed",
    )
    return set(connection.execute(query).scalars())


def add(
    uow: UnitOfWork,
    account_id: str,
    user_id: str,
    name: str,
    *,
    role: str,
    permissions: Sequence[str] = (),
    status: str = MembershipStatus.ACTIVE,
    owner: bool = False,
    program: bool = False,
) -> None:
    """A new membership. For a practice's, an event says so. Raises `AlreadyMember`."""
    again: Mapping[str, object] = {
        "role": role,
        "permissions": list(permissions),
        "status": status,
        "owner": owner,
        "name": name,
        "program": program,
    }
    # Who was removed before goes on with the next version, so that no news is old.
    put = (
        upsert(Membership)
        .values(account_id=account_id, user_id=user_id, version=1, created_at=now(), **again)
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
    if account_id.startswith("prac_"):
        _tell(uow, account_id, user_id, name, role, permissions, status, version)


def change(uow: UnitOfWork, before: Colleague, **values: object) -> str:
    """Change a colleague's membership and tell everybody; gives the message's id. Raises `StaleVersion`."""
    row = uow.execute(
        update(Membership)
        .where(
            Membership.account_id == before.account_id,
            Membership.user_id == before.user_id,
            Membership.version == before.version,
        )
        .values(**values, version=Membership.version + 1)
        .returning(Membership.role, Membership.permissions, Membership.status, Membership.version)
    ).first()
    if row is None:
        raise StaleVersion()
    return _tell(
        uow, before.account_id, before.user_id, before.name,
        row.role, row.permissions, row.status, row.version,
    )  # fmt: skip


def end_program(uow: UnitOfWork, practice_id: str, user_id: str) -> str:
    """A program's membership ends, and an event says so; gives the message's id."""
    row = uow.execute(
        update(Membership)
        .where(Membership.account_id == practice_id, Membership.user_id == user_id, Membership.program)
        .values(status=MembershipStatus.REMOVED, removed_at=now(), version=Membership.version + 1)
        .returning(
            Membership.name, Membership.role, Membership.permissions, Membership.status, Membership.version
        )
    ).one()
    return _tell(
        uow, practice_id, user_id, row.name or "", row.role, row.permissions, row.status, row.version
    )


def activate(uow: UnitOfWork, account_id: str, user_id: str) -> bool:
    """An invited colleague becomes an active one; whether such a membership was there."""
    row = uow.execute(
        update(Membership)
        .where(
            Membership.account_id == account_id,
            Membership.user_id == user_id,
            Membership.status == MembershipStatus.INVITED,
        )
        .values(status=MembershipStatus.ACTIVE, version=Membership.version + 1)
        .returning(
            Membership.name, Membership.role, Membership.permissions, Membership.status, Membership.version
        )
    ).first()
    if row is None:
        return False
    name = row.name or users.by_id(uow.connection, user_id).name
    _tell(uow, account_id, user_id, name, row.role, row.permissions, row.status, row.version)
    return True


def _tell(
    uow: UnitOfWork,
    practice_id: str,
    user_id: str,
    name: str,
    role: str,
    permissions: Sequence[str],
    status: str,
    version: int,
) -> str:
    """Tell everybody what a colleague's membership is now; gives the message's id."""
    return uow.send(
        COLLEAGUE_CHANGED,
        ColleagueChangedData(
            practice_id=practice_id,
            user_id=user_id,
            name=name,
            role=role,
            permissions=list(permissions),
            status=MembershipStatus(status),
            version=version,
        ),
    )
