"""Memberships: which user acts in which account, and as what."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError

from chassis.command import Replayed
from chassis.database import Database, constraint
from chassis.identity import Caller
from chassis.rpc.asked import Asked
from chassis.work import Work, new_id, now
from contracts.access import ColleagueExists, EmailTaken
from contracts.access.events import COLLEAGUE_CHANGED
from contracts.errors import (
    FieldError,
    InvalidInput,
    NotFound,
    PracticeAccountRequired,
    RoleRequired,
    Unauthenticated,
)
from contracts.invitations.events import INVITE_COLLEAGUE
from services.access import passwords, users
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


def register_owner(database: Database, asked: Asked) -> dict[str, Any]:
    """The owner and first admin of a new practice (product.md 1.1); an existing user gives their password.

    The membership counts at once; it is forgotten if the practice never comes to exist.
    Raises `InvalidInput`, `EmailTaken`.
    """
    data = asked.data
    if asked.command is not None and asked.command.known(database):
        raise Replayed()
    with database.read() as connection:
        user = users.by_email(connection, data["email"])
    if user is not None:
        if not passwords.verify(data["password"], user.password_hash):
            raise EmailTaken()
        password_hash = None
    else:
        passwords.check(data["password"], "/owner/password", email=data["email"])
        password_hash = passwords.hash_password(data["password"])
    practice_id = new_id("prac")
    try:
        with database.work(asked) as work:
            if user is not None:
                user_id, shown = user.id, users.view(user)
            else:
                user_id = users.add(work, name=data["name"], email=data["email"], password_hash=password_hash)
                shown = {"id": user_id, "name": data["name"], "email": data["email"]}
            work.execute(
                insert(Account).values(
                    id=practice_id, kind="practice", name=data["practice_name"], version=0, confirmed=False,
                    created_at=now(),
                )
            )  # fmt: skip
            add(work, practice_id, user_id, shown["name"], role="practice_admin", owner=True)
            return work.answer({"practice_id": practice_id, "user": shown, "membership_version": 1})
    except IntegrityError as error:
        if constraint(error) == "users_email":
            raise EmailTaken() from None
        raise


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


def add_invited(database: Database, asked: Asked) -> dict[str, Any]:
    """The person of a redeemed invitation becomes a user, or is linked, and a member (product.md 5.6).

    Asked only by the invitations service, which has checked the token. Raises `InvalidInput`.
    """
    data = asked.data
    if asked.command is not None and asked.command.known(database):
        raise Replayed()
    with database.read() as connection:
        user = users.by_email(connection, data["email"])
    password_hash = _first_password(user, data)
    with database.work(asked) as work:
        if user is None:
            user_id = users.add(work, name=data["name"], email=data["email"], password_hash=password_hash)
        else:
            user_id = user.id
            if password_hash is not None:
                work.execute(update(User).where(User.id == user_id).values(password_hash=password_hash))
        if data["account_kind"] == "practice":
            if not activate(work, data["account_id"], user_id):
                raise NotFound(what="open invitation")
        else:
            _join_client(work, data, user_id)
        return work.answer({"user_id": user_id})


def _first_password(user: Row[Any] | None, data: dict[str, Any]) -> str | None:
    """The hash of a new user's password; none for an existing user, who must be the one signed in."""
    if user is not None and user.password_hash is not None:
        if data["user_id"] != user.id:
            raise InvalidInput(_must_sign_in())
        return None
    if not data["password"]:
        raise InvalidInput.at("/password", "required", "Choose a password.")
    passwords.check(data["password"], "/password", email=data["email"])
    return passwords.hash_password(data["password"])


def _join_client(work: Work, data: dict[str, Any], user_id: str) -> None:
    """The first user of a client owns it and is its admin (product.md 1.1)."""
    account = {
        "id": data["account_id"], "kind": "client", "name": data["account_name"], "version": 0,
        "confirmed": True, "created_at": now(),
    }  # fmt: skip
    work.execute(upsert(Account).values(account).on_conflict_do_nothing())
    work.execute(select(Account.id).where(Account.id == data["account_id"]).with_for_update())
    first = work.execute(
        select(Membership.user_id).where(Membership.account_id == data["account_id"])
    ).first()
    add(
        work, data["account_id"], user_id, data["name"],
        role="business_admin" if first is None else "standard_user", owner=first is None,
    )  # fmt: skip


def _must_sign_in() -> list[FieldError]:
    message = (
        "This email address already belongs to a user. Sign in with it to accept; no new password is set."
    )
    return [{"pointer": "/password", "code": "sign_in_required", "message": message}]
