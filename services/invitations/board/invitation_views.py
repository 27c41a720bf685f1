"""Invitations as a practice sees them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from sqlalchemy import Connection, select

from chassis.database import paging
from chassis.database.engine import Database
from chassis.database.rows import loaded
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.security.identity import Caller
from contracts import access
from contracts.access import AccessLevel
from contracts.errors import NotFound, PracticeAccountRequired
from contracts.invitations import Channel, InvitationPage, ListedInvitation, ListInvitations
from contracts.messages import Rpc
from contracts.moments import moment
from services.invitations import permissions
from services.invitations.board import invitation_summary
from services.invitations.invitations.invitation_facts import CHANNELS, StoredInvitation
from services.invitations.invitations.invitation_states import COLUMNS
from services.invitations.tables import Delivery, Invitation


def of_client(database: Database, calls: Rpc, caller: Caller, client_id: str) -> InvitationPage:
    """A client's invitations, newest first. Raises `NotFound` for who may not see the client."""
    of_practice = caller.kind == "practice"
    if not (of_practice and access.sees_client(calls, client_id=client_id, practice_id=caller.account_id)):
        raise NotFound(what="client")
    with database.read() as connection:
        rows = connection.execute(
            select(*COLUMNS)
            .where(Invitation.client_id == client_id, Invitation.practice_id == caller.account_id)
            .order_by(Invitation.created_at.desc())
        ).all()
        return {
            "items": _views(connection, [loaded(StoredInvitation, row) for row in rows]),
            "next_cursor": None,
        }


def page(database: Database, calls: Rpc, caller: Caller, query: ListInvitations) -> InvitationPage:
    """The practice's board, newest first. A page may be short where the caller may not see all of it.

    Raises `PracticeAccountRequired`, `InvalidInput`.
    """
    if caller.kind != "practice":
        raise PracticeAccountRequired()
    statement = select(*COLUMNS).where(Invitation.practice_id == caller.account_id)
    if query.state is not None:
        statement = statement.where(Invitation.state == query.state)
    if query.invited_by is not None:
        statement = statement.where(Invitation.invited_by == query.invited_by)
    if query.ending is not None:
        statement = statement.where(invitation_summary.ends_soon(now()))
    if query.cursor is not None:
        statement = statement.where(Invitation.id < _read_cursor(query.cursor))
    limit = query.limit
    with database.read() as connection:
        in_order = statement.order_by(Invitation.id.desc()).limit(limit + 1)
        rows = paging.rows_in_index_order(connection, in_order)
    more, found = len(rows) > limit, [loaded(StoredInvitation, row) for row in rows[:limit]]
    seen = permissions.visible(calls, caller, found)
    with database.read() as connection:
        items = _views(connection, seen.invitations)
    items = [_at_level(each, seen.level_of(each["client_id"])) for each in items]
    return {"items": items, "next_cursor": paging.write_cursor(found[-1].id) if more else None}


def get(database: Database, calls: Rpc, caller: Caller, invitation_id: str) -> ListedInvitation:
    """One invitation. Raises `NotFound`, `PracticeAccountRequired`."""
    level = permissions.require(database, calls, caller, invitation_id)
    with database.read() as connection:
        return _at_level(_one(connection, invitation_id), level)


def one(uow: UnitOfWork, invitation_id: str) -> ListedInvitation:
    """An invitation as it is within this unit of work."""
    return _one(uow.connection, invitation_id)


def _one(connection: Connection, invitation_id: str) -> ListedInvitation:
    row = connection.execute(select(*COLUMNS).where(Invitation.id == invitation_id)).one()
    return _views(connection, [loaded(StoredInvitation, row)])[0]


def _views(connection: Connection, invitations: Sequence[StoredInvitation]) -> list[ListedInvitation]:
    deliveries = connection.execute(
        select(Delivery.invitation_id, Delivery.channel, Delivery.state, Delivery.detail)
        .where(
            Delivery.invitation_id.in_([each.id for each in invitations]),
            Delivery.channel.in_(CHANNELS),
        )
        .order_by(Delivery.channel)
    ).all()
    channels: dict[str, list[Channel]] = {each.id: [] for each in invitations}
    for row in deliveries:
        shown: Channel = {"channel": row.channel, "state": row.state, "detail": row.detail}
        channels[row.invitation_id].append(shown)
    return [_view(each, channels[each.id]) for each in invitations]


def _at_level(invitation: ListedInvitation, level: AccessLevel) -> ListedInvitation:
    """As a colleague reads it who reaches its client at this level (docs/adr/0064)."""
    return {**invitation, "level": level} if invitation["client_id"] is not None else invitation


def _read_cursor(cursor: str) -> str:
    source = "a page of invitations"
    (invitation_id,) = paging.read_cursor(cursor, str, source=source)
    if not invitation_id.startswith("inv_"):
        raise paging.invalid_cursor(source)
    return str(invitation_id)


def _view(invitation: StoredInvitation, channels: list[Channel]) -> ListedInvitation:
    return {
        "id": invitation.id,
        "state": invitation.state,
        "name": invitation.name,
        "client_id": invitation.client_id,
        "account_name": invitation.account_name,
        "email": invitation.email,
        "mobile": invitation.mobile,
        "sent_at": _moment(invitation.sent_at),
        "expires_at": _moment(invitation.expires_at),
        "channels": channels,
    }


def _moment(at: datetime.datetime | None) -> str | None:
    return moment(at) if at is not None else None
