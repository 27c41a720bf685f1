"""A client invites the practice (product.md 7.1): its business admin asks, and the practice's admins decide.

Who asks learns nothing of whose an email address is (product.md 4.3): the answer is the same for every one.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

from sqlalchemy import func, insert, select

from chassis import context
from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts import access, accounts
from contracts.accounts import ClientAccountRequired
from contracts.accounts.events import PRACTICE_REQUESTED, PracticeRequestedData
from contracts.accounts.practice_requests import RequestPractice
from contracts.accounts.states import RequestKind, RequestState
from contracts.errors import InvalidInput, NotFound, TooManyRequests
from contracts.messages import Rpc
from services.accounts.practice_requests import (
    business_admins,
    request_records,
)
from services.accounts.practices import handle_words, practice_links
from services.accounts.tables import Client, PracticeRequest

_A_DAY = 10


class _Own(NamedTuple):
    """The client account that asks."""

    id: str
    name: str
    type: str
    practice_id: str


@context.across_accounts
def ask(database: Database, calls: Rpc, request: Request[RequestPractice]) -> accounts.PracticeRequest:
    """Ask each practice that this is an admin of, or the one whose link this is.

    Raises `ClientAccountRequired`, `RoleRequired`, `TooManyRequests`, `InvalidInput`, `NotFound` for a link.
    """
    caller, email, handle = request.caller, request.data.practice_admin_email, request.data.handle
    if caller.kind != "client":
        raise ClientAccountRequired()
    refuse_repeat(database, request)
    session = business_admins.require(calls)
    practices: list[str | None] = list(_asked(database, calls, email, handle))
    with database.unit_of_work(request) as uow:
        client = _own(uow, caller)
        _require_room(uow, client.id)
        to = {
            new_id("request"): practice_id
            for practice_id in [each for each in practices if each != client.practice_id] or [None]
        }
        at = now()
        rows = [
            {
                "id": request_id,
                "practice_id": practice_id,
                "client_id": client.id,
                "client_name": client.name,
                "client_type": client.type,
                "practice_admin_email": email,
                "handle": handle and handle_words.key(handle),
                "requested_by": caller.user_id,
                "requested_by_name": session["user"]["name"],
                "state": RequestState.PENDING,
                "created_at": at,
            }
            for request_id, practice_id in to.items()
        ]
        uow.execute(insert(PracticeRequest), rows)
        for request_id, practice_id in to.items():
            _tell(uow, request_id, practice_id, at)
        return uow.answer(request_records.view(request_records.find(uow, caller, next(iter(to)))))


def _tell(uow: UnitOfWork, request_id: str, practice_id: str | None, at: datetime.datetime) -> None:
    uow.send(
        PRACTICE_REQUESTED,
        PracticeRequestedData(
            request_id=request_id, practice_id=practice_id, kind=RequestKind.EXISTING_ACCOUNT, at=at
        ),
    )


def _asked(database: Database, calls: Rpc, email: str | None, handle: str | None) -> list[str]:
    if (email is None) == (handle is None):
        message = (
            "Enter the email address of an admin of the practice, or the ending of its link: one of them."
        )
        raise InvalidInput.at("/practice_admin_email", "required", message)
    if email is not None:
        return access.practices_of_admin(calls, email=email)
    with database.read() as connection:
        return [practice_links.find(connection, handle or "").practice_id]


def _own(uow: UnitOfWork, caller: Caller) -> _Own:
    found = uow.execute(
        select(Client.id, Client.name, Client.type, Client.practice_id)
        .where(Client.id == caller.account_id)
        .with_for_update()
    ).first()
    if found is None:
        raise NotFound(what="client account")
    return _Own._make(found)


def _require_room(uow: UnitOfWork, client_id: str) -> None:
    since = now() - datetime.timedelta(days=1)
    query = select(func.count(func.distinct(PracticeRequest.created_at))).where(
        PracticeRequest.client_id == client_id, PracticeRequest.created_at > since
    )
    if uow.execute(query).scalar_one() >= _A_DAY:
        raise TooManyRequests(retry_after=3600)
