"""Somebody new asks a practice by its link: an address first, then their details (docs/adr/0049).

Nothing here tells whether an address is known, or asks what could: access sends a link to each alike.
"""

from __future__ import annotations

import datetime

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError

from chassis import context
from chassis.database.engine import Database, constraint
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import new_id, now
from chassis.rpc.request import Request
from chassis.security.vault import Vault
from contracts import access, accounts
from contracts.accounts.events import PRACTICE_REQUESTED, PracticeRequestedData
from contracts.accounts.new_client_requests import AnyNewClient, BeginRequest, OpenRequest
from contracts.accounts.states import ClientType, RequestKind, RequestState
from contracts.errors import TooManyRequests
from contracts.messages import Rpc
from services.accounts import reference_data
from services.accounts.clients import client_checks, mobile_numbers
from services.accounts.practice_requests import new_client_details, new_client_records
from services.accounts.practices import practice_links
from services.accounts.practices.practice_links import OpenLink
from services.accounts.tables import NewClientRequest

#: How long a request waits for the practice.
_LIFE = datetime.timedelta(days=30)
#: How many of a practice wait at a time, so that whoever reads them is not buried.
_MOST = 500
_A_DAY = 86400


@context.across_accounts
def begin(database: Database, calls: Rpc, request: Request[BeginRequest]) -> None:
    """Have a link sent to an address. Raises `NotFound`, `TooManyRequests`."""
    refuse_repeat(database, request)
    with database.read() as connection:
        link = practice_links.find(connection, request.data.handle)
    access.send_address_proof(
        calls,
        practice_id=link.practice_id,
        practice_name=link.practice_name,
        email=request.data.email,
        address=request.data.address,
    )
    with database.unit_of_work(request) as uow:
        return uow.answer(None)


@context.across_accounts
def open_form(database: Database, calls: Rpc, request: Request[OpenRequest]) -> accounts.OpenedRequest:
    """What the link is for; opening it changes nothing. Raises `access.ProofUnusable`."""
    proven = access.use_address_proof(calls, token=request.data.token)
    with database.unit_of_work(request) as uow:
        link = _link(uow.connection, proven)
        opened: accounts.OpenedRequest = {
            "practice_name": link.practice_name,
            "email": proven["email"],
            "types": [ClientType(each) for each in reference_data.client_types(link.country)],
        }
        return uow.answer(opened)


@context.across_accounts
def submit(
    database: Database, calls: Rpc, vault: Vault, request: Request[AnyNewClient]
) -> accounts.Requested:
    """Put the request before the practice, once for each link.

    Raises `access.ProofUnusable`, `accounts.AlreadyRequested`, `TooManyRequests`, `InvalidInput`.
    """
    wanted = request.data
    refuse_repeat(database, request)
    proven = access.use_address_proof(calls, token=wanted.token, keep=True)
    try:
        with database.unit_of_work(request) as uow:
            link = _link(uow.connection, proven)
            client_checks.require_offered(wanted.type, link.country)
            mobile = mobile_numbers.in_e164(wanted.mobile, link.country, "/mobile")
            _require_room(uow.connection, link.practice_id)
            details = new_client_details.said(wanted, proven["email"], mobile)
            request_id, at = new_id("request"), now()
            row = {
                "id": request_id,
                "practice_id": link.practice_id,
                "handle": link.handle,
                "proof_id": proven["proof_id"],
                "type": wanted.type,
                "software": wanted.software,
                "sealed": new_client_records.seal(vault, request_id, details),
                "email_index": vault.index(proven["email"].casefold(), "email"),
                "state": RequestState.PENDING,
                "created_at": at,
                "expires_at": at + _LIFE,
            }
            uow.execute(insert(NewClientRequest).values(row))
            uow.send(
                PRACTICE_REQUESTED,
                PracticeRequestedData(
                    request_id=request_id, practice_id=link.practice_id, kind=RequestKind.NEW_CLIENT, at=at
                ),
            )
            made: accounts.Requested = {"practice_name": link.practice_name}
            return uow.answer(made)
    except IntegrityError as error:
        if constraint(error) == "new_client_requests_by_email":
            raise accounts.AlreadyRequested() from None
        if constraint(error) == "new_client_requests_proof_id_key":
            raise access.ProofUnusable() from None
        raise


def _link(connection: Connection, proven: access.ProvenAddress) -> OpenLink:
    """The practice's link. Raises `ProofUnusable` where it was switched off, or the proof used, since."""
    used = select(NewClientRequest.id).where(NewClientRequest.proof_id == proven["proof_id"])
    link = practice_links.of_practice(connection, proven["practice_id"])
    if link is None or connection.execute(used).first() is not None:
        raise access.ProofUnusable()
    return link


def _require_room(connection: Connection, practice_id: str) -> None:
    waiting = select(func.count()).where(
        NewClientRequest.practice_id == practice_id, NewClientRequest.state == RequestState.PENDING
    )
    if connection.execute(waiting).scalar_one() >= _MOST:
        raise TooManyRequests(retry_after=_A_DAY)
