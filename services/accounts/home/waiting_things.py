"""What waits for somebody of the practice, each sort as its own list shows it: how many, and the first."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, Select, func, select

from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts.accounts.client_lists import Named
from contracts.accounts.client_states import ClientConnection
from contracts.accounts.home import Waiting
from contracts.accounts.import_states import ImportStatus
from contracts.accounts.states import RequestState
from services.accounts import permissions
from services.accounts.imports import kept_states
from services.accounts.practice_requests import new_client_records
from services.accounts.practice_requests.new_client_records import NewRequestRow
from services.accounts.tables import (
    Client,
    ClientDraft,
    ClientImport,
    Member,
    NewClientRequest,
    PracticeRequest,
)

#: How many are named.
_FIRST = 3
#: What an import is in while nothing happens unless somebody says so.
_UNDECIDED = (ImportStatus.MAPPING, ImportStatus.READY, ImportStatus.STOPPED, ImportStatus.UNREADABLE)


def requests(connection: Connection, vault: Vault, caller: Caller) -> Waiting:
    """Of people with an account and of new ones, the longest waiting first; for admins alone."""
    known = _waiting(
        connection,
        select(PracticeRequest.id, PracticeRequest.client_name).where(
            PracticeRequest.practice_id == caller.account_id, PracticeRequest.state == RequestState.PENDING
        ),
    )
    statement = new_client_records.of_practice(caller.account_id).where(
        NewClientRequest.state == RequestState.PENDING
    )
    count = connection.execute(select(func.count()).select_from(statement.subquery())).scalar_one()
    rows = connection.execute(statement.order_by(NewClientRequest.id).limit(_FIRST))
    new = [_request(vault, NewRequestRow._make(row)) for row in rows]
    # Ids are made in the order of time, after a prefix that both sorts share.
    first = sorted([*known["first"], *new], key=lambda each: each["id"])[:_FIRST]
    return {"count": known["count"] + count, "first": first}


def drafts(connection: Connection, caller: Caller) -> Waiting:
    """Clients that were begun; for whoever may add clients."""
    name = func.coalesce(ClientDraft.answers["name"].as_string(), "")
    statement = select(ClientDraft.id, name).where(
        ClientDraft.practice_id == caller.account_id, ClientDraft.client_id.is_(None)
    )
    return _waiting(connection, statement)


def imports(connection: Connection, caller: Caller, *, admin: bool) -> Waiting:
    """Files that wait for a word: an admin's all, another's own."""
    statement = select(ClientImport.id, ClientImport.filename).where(
        ClientImport.practice_id == caller.account_id, ClientImport.state.in_(kept_states.both(*_UNDECIDED))
    )
    if not admin:
        statement = statement.where(ClientImport.created_by == caller.user_id)
    return _waiting(connection, statement)


def reconnects(connection: Connection, caller: Caller) -> Waiting:
    """Clients of those the caller works with whose software has to be signed in to again.

    That the caller's session lives, whoever asks has seen.
    """
    statement = (
        select(Client.id, Client.name)
        .join(Member, Member.practice_id == Client.practice_id)
        .where(
            permissions.is_caller,
            permissions.workable,
            Client.connection_state == ClientConnection.NEEDS_RECONNECT,
        )
    )
    return _waiting(connection, statement, permissions.parameters(caller))


def _waiting(
    connection: Connection, statement: Select[str, str], parameters: Mapping[str, str] | None = None
) -> Waiting:
    given = parameters or {}
    counted = statement.add_columns(func.count().over().label("count"))
    rows = connection.execute(counted.order_by(statement.selected_columns[0]).limit(_FIRST), given).all()
    first: list[Named] = [{"id": row[0], "name": row[1]} for row in rows]
    return {"count": rows[0][2] if rows else 0, "first": first}


def _request(vault: Vault, row: NewRequestRow) -> Named:
    details = new_client_records.details_of(vault, row)
    return {"id": row.id, "name": details.name if details else ""}
