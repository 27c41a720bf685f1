"""The colleagues of a practice: who they are, inviting one, giving one another role."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, func, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import Text

from chassis.database import paging
from chassis.database.engine import Database, constraint
from chassis.database.unit_of_work import new_id
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts.access import ColleagueExists, Owner
from contracts.errors import StaleVersion
from contracts.invitations.events import INVITE_TO_PRACTICE
from services.access import permissions
from services.access.activity import audit_lines
from services.access.members import memberships, users
from services.access.tables import ClientAccess, Membership, TeamMember, User
from services.access.teams import team_changes

_COLLEAGUE = select(
    User.id, memberships.shown_name, User.email, Membership.role, Membership.permissions, Membership.status,
    Membership.owner, Membership.version,
    func.array(
        select(TeamMember.team_id)
        .where(TeamMember.user_id == User.id, TeamMember.practice_id == Membership.account_id)
        .order_by(TeamMember.team_id)
        .correlate(User, Membership)
        .scalar_subquery(),
        type_=ARRAY(Text),
    ).label("team_ids"),
    select(func.count())
    .where(
        ClientAccess.practice_id == Membership.account_id, ClientAccess.account_manager_id == User.id
    )
    .correlate(User, Membership)
    .scalar_subquery()
    .label("manages_clients"),
).join(User, User.id == Membership.user_id)  # fmt: skip


def page(database: Database, caller: Caller, asked_for: dict[str, Any]) -> dict[str, Any]:
    """The colleagues of the caller's practice, by name, for who may add clients or manage the team."""
    limit, after = asked_for["limit"], paging.read_cursor(asked_for["cursor"], str, str)
    with database.read() as connection:
        membership = permissions.adder(connection, caller)
        query = (
            _COLLEAGUE.where(Membership.account_id == membership.account_id, Membership.status != "removed")
            .order_by(memberships.shown_name, User.id)
            .limit(limit + 1)
        )
        if after is not None:
            query = query.where(tuple_(memberships.shown_name.element, User.id) > tuple_(*after))
        rows = connection.execute(query).all()
    found = paging.page(rows, limit, lambda row: (row.name, row.id))
    return {**found, "items": [dict(row._mapping) for row in found["items"]]}


def get(database: Database, caller: Caller, user_id: str) -> dict[str, Any]:
    """One colleague. Raises `NotFound`."""
    with database.read() as connection:
        membership = permissions.adder(connection, caller)
        return view(connection, membership.account_id, user_id)


def view(connection: Any, practice_id: str, user_id: str) -> dict[str, Any]:
    """A colleague as api.md shows them. Raises `NotFound`."""
    memberships.colleague(connection, practice_id, user_id)
    query = _COLLEAGUE.where(Membership.account_id == practice_id, Membership.user_id == user_id)
    return dict(connection.execute(query).one()._mapping)


def invite(database: Database, request: Request) -> dict[str, Any]:
    """Invite somebody to the practice by email (product.md 5.7). Raises `RoleRequired`, `ColleagueExists`."""
    data = request.data
    try:
        with database.unit_of_work(request) as uow:
            membership = permissions.admin(uow.connection, request.caller)
            permissions.require_over(membership, data["role"])
            memberships.lock_practice(uow, membership.account_id)
            user = users.by_email(uow.connection, data["email"])
            user_id = (
                user.id
                if user is not None
                else users.add(uow, name=data["name"], email=data["email"], password_hash=None)
            )
            extra = sorted(set(data["permissions"]))
            memberships.add(
                uow, membership.account_id, user_id, data["name"],
                role=data["role"], permissions=extra, status="invited",
            )  # fmt: skip
            team_changes.join(uow, membership, user_id, data["team_ids"])
            _order_invitation(uow, membership, user_id, data["name"], data["email"])
            given = {
                "role": data["role"],
                "permissions": extra,
                "team_ids": sorted(set(data["team_ids"])),
            }
            audit_lines.note(
                uow, "colleague.invited", practice_id=membership.account_id, actor_id=membership.user_id,
                user_id=user_id, after=given,
            )  # fmt: skip
            return uow.answer(view(uow.connection, membership.account_id, user_id))
    except memberships.AlreadyMember:
        raise ColleagueExists(email=data["email"]) from None
    except IntegrityError as error:
        if constraint(error) == "users_email":
            raise ColleagueExists(email=data["email"]) from None
        raise


def _order_invitation(uow: Any, membership: Row[Any], user_id: str, name: str, email: str) -> None:
    uow.send(
        INVITE_TO_PRACTICE,
        invitation_id=new_id("inv"),
        practice_id=membership.account_id,
        practice_name=membership.account_name,
        user_id=user_id,
        invited_by=membership.user_id,
        invited_by_name=membership.user_name,
        name=name,
        email=email,
    )


def change(database: Database, request: Request) -> dict[str, Any]:
    """Give a colleague another role or other permissions; both count on their next request.

    Raises `NotFound`, `RoleRequired`, `Owner`, `StaleVersion`.
    """
    data = request.data
    with database.unit_of_work(request) as uow:
        membership = permissions.admin(uow.connection, request.caller)
        memberships.lock_practice(uow, membership.account_id)
        before = memberships.colleague(uow.connection, membership.account_id, data["user_id"])
        role = data.get("role", before.role)
        permissions.require_over(membership, before.role, role)
        if before.owner and role != before.role:
            raise Owner()
        if data.get("if_version") not in (None, before.version):
            raise StaleVersion()
        wanted = {"role": role, "permissions": sorted(set(data.get("permissions", before.permissions)))}
        message_ids = []
        if wanted != _rights_of(before):
            message_ids.append(memberships.change(uow, before, **wanted))
            audit_lines.note(
                uow, "colleague.changed", practice_id=membership.account_id, actor_id=membership.user_id,
                user_id=before.user_id, before=_rights_of(before), after=wanted,
            )  # fmt: skip
        shown = view(uow.connection, membership.account_id, before.user_id)
        return uow.answer({**shown, "message_ids": message_ids})


def _rights_of(membership: Row[Any]) -> dict[str, Any]:
    return {"role": membership.role, "permissions": list(membership.permissions)}
