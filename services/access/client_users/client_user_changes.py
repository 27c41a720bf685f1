"""The users of a client account (product.md 1, 1.1, 1.2): seen, added, given another role, removed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, func, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from chassis.database import paging
from chassis.database.engine import Database, constraint
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import UnitOfWork, new_id
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts.access import ClientUserExists, Owner
from contracts.access.events import CLIENT_USER_CHANGED
from contracts.accounts import ExistingUser
from contracts.errors import NotFound, StaleVersion
from contracts.invitations.events import INVITE_TO_CLIENT
from services.access.activity import audit_lines
from services.access.client_access import client_grants
from services.access.client_users import client_permissions, email_look_ups
from services.access.members import memberships, users
from services.access.passwords import try_limits
from services.access.sessions import session_records
from services.access.tables import Membership, User

_USER = select(
    User.id,
    memberships.shown_name,
    User.email,
    Membership.role,
    Membership.status,
    Membership.owner,
    Membership.version,
).join(User, User.id == Membership.user_id)  # fmt: skip


def page(database: Database, caller: Caller, query: dict[str, Any]) -> dict[str, Any]:
    """The users of a client, by name. Raises `NotFound`, `RoleRequired`."""
    limit, after = query["limit"], paging.read_cursor(query["cursor"], str, str)
    client_grants.await_client(database, query["client_id"])
    with database.read() as connection:
        client_permissions.manager(connection, caller, query["client_id"])
        found = (
            _USER.where(Membership.account_id == query["client_id"], Membership.status != "removed")
            .order_by(memberships.shown_name, User.id)
            .limit(limit + 1)
        )
        if after is not None:
            found = found.where(tuple_(memberships.shown_name.element, User.id) > tuple_(*after))
        rows = connection.execute(found).all()
    found_users = paging.page(rows, limit, lambda row: (row.name, row.id))
    return {**found_users, "items": [dict(row._mapping) for row in found_users["items"]]}


def add(database: Database, look_ups: try_limits.Limit, request: Request) -> dict[str, Any]:
    """Add somebody, invited or without a login. Nobody acts in an account before they have accepted.

    Raises `NotFound`, `RoleRequired`, `ClientUserExists`, `ExistingUser`, `TooManyRequests`.
    """
    data, client_id = request.data, request.data["client_id"]
    client_grants.await_client(database, client_id)
    _warn(database, look_ups, request)
    try:
        with database.unit_of_work(request) as uow:
            membership = client_permissions.manager(uow.connection, request.caller, client_id)
            client_permissions.require_over(membership, data["role"])
            memberships.lock_practice(uow, client_id)
            user = users.by_email(uow.connection, data["email"])
            name = data["name"]
            user_id = user.id if user else users.add(uow, name=name, email=data["email"], password_hash=None)
            status = "invited" if data["invite"] else "no_login"
            memberships.add(uow, client_id, user_id, name, role=data["role"], status=status)
            if data["invite"]:
                _order_invitation(uow, membership, client_id, data)
            after = {"role": data["role"], "status": status}
            note_change(uow, client_id, user_id, "client_user.added", membership.user_id, after=after)
            return uow.answer(_view(uow, client_id, user_id))
    except memberships.AlreadyMember:
        raise ClientUserExists(email=data["email"]) from None
    except IntegrityError as error:
        if constraint(error) == "users_email":
            raise ClientUserExists(email=data["email"]) from None
        raise


def _warn(database: Database, look_ups: try_limits.Limit, request: Request) -> None:
    """product.md 4.1, 4.3: the warning is for colleagues who may add clients, and counted."""
    data = request.data
    refuse_repeat(database, request)
    with database.read() as connection:
        membership = client_permissions.manager(connection, request.caller, data["client_id"])
        user = users.by_email(connection, data["email"])
    if membership.kind != "practice" or not memberships.may_add_clients(membership):
        return
    if user is not None and user.password_hash is not None and not data["acknowledge_existing_user"]:
        try_limits.spend(database, look_ups, membership.user_id)
        email_look_ups.note_look_up(database, membership, True)
        raise ExistingUser(email=data["email"])


def _order_invitation(uow: UnitOfWork, membership: Row[Any], client_id: str, data: dict[str, Any]) -> None:
    client = client_permissions.client(uow.connection, client_id)
    by_practice = membership.kind == "practice"
    uow.send(
        INVITE_TO_CLIENT,
        invitation_id=new_id("inv"),
        client_id=client_id,
        client_name=client.name,
        practice_id=client.practice_id,
        practice_name=membership.account_name if by_practice else client.name,
        invited_by=membership.user_id,
        invited_by_name=membership.user_name,
        name=data["name"],
        email=data["email"],
        mobile=None,
    )


def change(database: Database, request: Request) -> dict[str, Any]:
    """Give a user another role, which counts on their next request.

    Raises `NotFound`, `RoleRequired`, `StaleVersion`, and `Owner`, but for the practice (product.md 1.1).
    """
    data, client_id = request.data, request.data["client_id"]
    with database.unit_of_work(request) as uow:
        membership = client_permissions.manager(uow.connection, request.caller, client_id)
        memberships.lock_practice(uow, client_id)
        before = _find(uow, client_id, data["user_id"])
        client_permissions.require_over(membership, before.role, data["role"])
        if before.owner and membership.kind != "practice" and data["role"] != before.role:
            raise Owner()
        if data.get("if_version") not in (None, before.version):
            raise StaleVersion()
        if data["role"] != before.role:
            _update(uow, before, role=data["role"])
            note_change(
                uow, client_id, before.user_id, "client_user.changed", membership.user_id,
                before={"role": before.role}, after={"role": data["role"]},
            )  # fmt: skip
        return uow.answer(_view(uow, client_id, before.user_id))


def remove(database: Database, request: Request) -> dict[str, Any]:
    """End somebody's membership and sessions; open invitations lead nowhere. Raises what `change` does."""
    client_id = request.data["client_id"]
    with database.unit_of_work(request) as uow:
        membership = client_permissions.manager(uow.connection, request.caller, client_id)
        memberships.lock_practice(uow, client_id)
        before = _find(uow, client_id, request.data["user_id"])
        client_permissions.require_over(membership, before.role)
        if before.owner:
            raise Owner()
        _update(uow, before, status="removed", removed_at=func.now())
        ended = session_records.end_all(uow, before.user_id, account_id=client_id)
        was = {"role": before.role, "status": before.status}
        note_change(uow, client_id, before.user_id, "client_user.removed", membership.user_id, before=was)
        return uow.answer({"message_ids": ended})


def note_change(
    uow: UnitOfWork, client_id: str, user_id: str, kind: str, actor_id: str, **change: Any
) -> None:
    """Note a change of a client's user and tell everybody what they are now."""
    client = client_permissions.client(uow.connection, client_id)
    if client is None:
        return
    audit_lines.note(
        uow, kind, practice_id=client.practice_id, actor_id=actor_id, client_id=client_id, user_id=user_id,
        **change,
    )  # fmt: skip
    row = uow.execute(_of(client_id, user_id)).one()
    now = {name: getattr(row, name) for name in ("role", "status", "owner", "version")}
    uow.send(CLIENT_USER_CHANGED, client_id=client_id, practice_id=client.practice_id, user_id=user_id, **now)


def _of(client_id: str, user_id: str) -> Any:
    return select(Membership.__table__).where(
        Membership.account_id == client_id, Membership.user_id == user_id
    )


def _find(uow: UnitOfWork, client_id: str, user_id: str) -> Row[Any]:
    found = uow.execute(_of(client_id, user_id).where(Membership.status != "removed")).first()
    if found is None:
        raise NotFound(what="user")
    return found


def _update(uow: UnitOfWork, before: Row[Any], **values: Any) -> None:
    uow.execute(
        update(Membership)
        .where(Membership.account_id == before.account_id, Membership.user_id == before.user_id)
        .values(**values, version=Membership.version + 1)
    )


def _view(uow: UnitOfWork, client_id: str, user_id: str) -> dict[str, Any]:
    query = _USER.where(Membership.account_id == client_id, Membership.user_id == user_id)
    return dict(uow.execute(query).one()._mapping)
