"""Somebody new becomes a client, by the way that all clients are added (product.md 2 and 3)."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.rpc.request import Request
from chassis.security.vault import Vault
from contracts.accounts import RequestDecided, clients
from contracts.accounts.client_access import Access
from contracts.accounts.practice_requests import AcceptRequest
from contracts.accounts.states import RequestState
from contracts.errors import NotFound
from contracts.messages import Rpc
from services.accounts import permissions
from services.accounts.new_clients import creating_clients
from services.accounts.practice_requests import accepted_request, new_client_details, new_client_records
from services.accounts.practice_requests.new_client_records import NewRequestRow


def accept(
    database: Database,
    calls: Rpc,
    vault: Vault,
    request: Request[AcceptRequest],
    row: NewRequestRow,
    extract_domain: str,
) -> clients.Client:
    """Add the client with who is to see it, and invite who asked at the address that they showed.

    The request is decided in the client's own transaction: of two colleagues one makes the client, and the
    other leaves nothing. Raises `RequestDecided`, `RoleRequired`, `accounts.ExistingUser`,
    `accounts.CompanyNumberTaken`, `InvalidInput`.
    """
    details = new_client_records.details_of(vault, row)
    if details is None:
        raise RequestDecided(state=row.state)
    access = request.data.access or Access()
    acknowledged = request.data.acknowledge_existing_user
    wanted = new_client_details.as_client(row.type, details, row.software, access, acknowledged=acknowledged)

    def decide(uow: UnitOfWork, client_id: str) -> None:
        membership = permissions.of(uow.connection, request.caller)
        pending = new_client_records.find(uow.connection, row.practice_id, row.id, locked=True)
        if pending is None:
            raise NotFound(what="request")
        accepted_request.require_decidable(membership, pending.state, RequestState.ACCEPTED)
        new_client_records.decide(
            uow,
            pending,
            membership.practice.name,
            RequestState.ACCEPTED,
            membership.user_id,
            client_id=client_id,
        )

    return creating_clients.create(database, calls, vault, request, wanted, extract_domain, decide)
