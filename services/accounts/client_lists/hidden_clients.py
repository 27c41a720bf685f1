"""Clients that somebody cannot see and may ask for, as far as their practice lets them be found
(docs/adr/0052): by exact name, CRN or practice code, by search, or not at all. Name and code, no more.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, exists, func, literal, or_, select

from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.accounts.client_lists import HiddenClient
from contracts.accounts.client_states import ClientStatus
from contracts.accounts.hidden_clients import FindByCrn, FoundByCrn
from contracts.accounts.states import HiddenClients
from services.accounts import permissions
from services.accounts.client_lists import client_search
from services.accounts.tables import AccessRequest, Client, Member

#: More are no answer to a name, and would be a list of what is hidden.
_MOST = 3


class _Found(NamedTuple):
    """A client, as much of it as is shown."""

    id: str
    name: str
    practice_code: str | None
    requested: bool


_requested = exists().where(
    AccessRequest.client_id == Client.id, AccessRequest.requested_by == Member.user_id, AccessRequest.pending
)
_hidden = (
    select(Client.id, Client.name, Client.practice_code, _requested.label("requested"))
    .join(Member, Member.practice_id == Client.practice_id)
    .where(
        permissions.is_caller,
        permissions.session_lives,
        Client.status == ClientStatus.ACTIVE,
        # What is null is not seen: nobody manages the client.
        ~func.coalesce(permissions.visible, literal(value=False)),
    )
    .order_by(Client.name_sort, Client.id)
    .limit(_MOST)
)

_named = (
    select(Client.id, func.coalesce(permissions.visible, literal(value=False)).label("seen"))
    .join(Member, Member.practice_id == Client.practice_id)
    .where(permissions.is_caller)
)


def find(connection: Connection, caller: Caller, query: str) -> list[HiddenClient]:
    """The few that a search finds and the caller cannot see; none where the practice lets none be found."""
    rule = permissions.of(connection, caller).practice.hidden_clients
    if rule == HiddenClients.OFF:
        return []
    found = _exactly(query) if rule == HiddenClients.EXACT else _beginning(connection, caller, query)
    rows = connection.execute(_hidden.where(found), permissions.parameters(caller))
    return [
        {"id": row.id, "name": row.name, "practice_code": row.practice_code, "requested": row.requested}
        for row in map(_Found._make, rows)
    ]


def by_crn(database: Database, caller: Caller, query: FindByCrn) -> FoundByCrn:
    """The practice's client with a CRN: where none may be found, one that the caller sees.

    Raises `PracticeAccountRequired`, `Unauthenticated`.
    """
    with database.read() as connection:
        practice = permissions.of(connection, caller).practice
        row = connection.execute(
            _named.where(Client.crn == query.crn.replace("-", "").upper()), permissions.parameters(caller)
        ).first()
    if row is None or (practice.hidden_clients == HiddenClients.OFF and not row.seen):
        return {"client_id": None}
    return {"client_id": row.id}


def _exactly(query: str) -> ColumnElement[bool]:
    wanted = query.strip()
    return or_(
        Client.name_sort == wanted.casefold(),
        func.lower(Client.practice_code) == wanted.lower(),
        Client.crn == wanted.upper(),
    )


def _beginning(connection: Connection, caller: Caller, query: str) -> ColumnElement[bool]:
    found = client_search.look_up(connection, caller.account_id, query)
    if isinstance(found, Select):
        return Client.id.in_(select(found.subquery().c.client_id))
    return found
