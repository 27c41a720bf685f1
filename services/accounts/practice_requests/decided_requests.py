"""What becomes of requests of either kind: an admin takes the client on, or says no, and why."""

from __future__ import annotations

from sqlalchemy import update

from chassis import context
from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.rpc.request import Request
from chassis.security.vault import Vault
from contracts import accounts
from contracts.accounts import clients
from contracts.accounts.client_access import Access
from contracts.accounts.events import PRACTICE_REQUEST_DECIDED, PracticeRequestDecidedData
from contracts.accounts.practice_requests import AcceptRequest, DeclineRequest
from contracts.accounts.states import REQUEST_TRANSITIONS, RequestState
from contracts.messages import Rpc
from services.accounts import permissions
from services.accounts.clients import client_view
from services.accounts.memberships import Membership
from services.accounts.new_clients import named_people
from services.accounts.practice_requests import (
    accepted_new_clients,
    accepted_request,
    client_transfer,
    new_client_records,
    request_records,
)
from services.accounts.practice_requests.new_client_records import NewRequestRow
from services.accounts.practice_requests.request_records import RequestRow
from services.accounts.tables import PracticeRequest


def accept(
    database: Database, calls: Rpc, vault: Vault, request: Request[AcceptRequest], extract_domain: str
) -> clients.Client:
    """Take the client on, with who is to see it. Raises `NotFound`, `RoleRequired`, `RequestDecided`,
    `InvalidInput`, `accounts.CompanyNumberTaken`, and for who is new `accounts.ExistingUser`.
    """
    refuse_repeat(database, request)
    with database.read() as connection:
        membership = permissions.of(connection, request.caller)
        accepted_request.require_admin(membership)
        new = new_client_records.find(connection, membership.practice.id, request.data.request_id)
    if new is not None:
        return accepted_new_clients.accept(database, calls, vault, request, new, extract_domain)
    return _accept_client(database, request, extract_domain)


@context.across_accounts
def _accept_client(
    database: Database, request: Request[AcceptRequest], extract_domain: str
) -> clients.Client:
    """A client that has an account goes over; a practice before loses it in the same step."""
    wanted, caller = request.data.access or Access(), request.caller
    with database.unit_of_work(request) as uow:
        membership = permissions.of(uow.connection, caller)
        pending = request_records.find(uow, caller, request.data.request_id, locked=True)
        accepted_request.require_decidable(membership, pending.state, RequestState.ACCEPTED)
        unknown = named_people.unknown_in(uow.connection, membership.practice.id, wanted)
        client = client_transfer.lock(uow, pending.client_id)
        transfer = accepted_request.decide(membership, client, wanted, unknown, now())
        after = client_transfer.write(uow, client, transfer)
        request_records.decide(uow, PracticeRequest.id == pending.id, RequestState.ACCEPTED, caller.user_id)
        undecided = PracticeRequest.state.in_(REQUEST_TRANSITIONS.before(RequestState.WITHDRAWN))
        others = (PracticeRequest.client_id == client.id) & undecided
        request_records.decide(uow, others, RequestState.WITHDRAWN, caller.user_id)
        return uow.answer(client_view.view(after, extract_domain))


def decline(database: Database, vault: Vault, request: Request[DeclineRequest]) -> accounts.PracticeRequest:
    """Say no, and why; who asked gets it by mail. Raises `NotFound`, `RoleRequired`, `RequestDecided`."""
    caller, request_id = request.caller, request.data.request_id
    with database.unit_of_work(request) as uow:
        membership = permissions.of(uow.connection, caller)
        accepted_request.require_admin(membership)
        new = new_client_records.find(uow.connection, membership.practice.id, request_id, locked=True)
        if new is not None:
            return uow.answer(_decline_new(uow, vault, membership, new, request.data.reason))
        pending = request_records.find(uow, caller, request_id, locked=True)
        accepted_request.require_decidable(membership, pending.state, RequestState.DECLINED)
        request_records.decide(uow, PracticeRequest.id == pending.id, RequestState.DECLINED, caller.user_id)
        _tell_declined(uow, membership, pending, request.data.reason)
        return uow.answer(request_records.view(request_records.find(uow, caller, pending.id)))


def _decline_new(
    uow: UnitOfWork, vault: Vault, membership: Membership, row: NewRequestRow, reason: str | None
) -> accounts.PracticeRequest:
    accepted_request.require_decidable(membership, row.state, RequestState.DECLINED)
    new_client_records.decide(
        uow, row, membership.practice.name, RequestState.DECLINED, membership.user_id, reason=reason
    )
    after = new_client_records.find(uow.connection, row.practice_id, row.id)
    return new_client_records.view(vault, after or row)


def _tell_declined(uow: UnitOfWork, membership: Membership, row: RequestRow, reason: str | None) -> None:
    uow.execute(update(PracticeRequest).where(PracticeRequest.id == row.id).values(reason=reason))
    uow.send(
        PRACTICE_REQUEST_DECIDED,
        PracticeRequestDecidedData(
            request_id=row.id,
            practice_id=membership.practice.id,
            practice_name=membership.practice.name,
            state=RequestState.DECLINED,
            client_id=None,
            requested_by=row.requested_by,
            proof_id=None,
            reason=reason,
            by=membership.user_id,
            at=now(),
        ),
    )
