"""Asking to see a client, or to do more with it."""

from __future__ import annotations

from sqlalchemy import Connection, exists, insert, select
from sqlalchemy.exc import IntegrityError

from chassis.database.engine import Database, constraint
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import new_id, now
from chassis.rpc.request import Request
from contracts.access import AccessRequest as ShownRequest
from contracts.access import AccessRequestState, AlreadyRequested, RequestAccess
from contracts.accounts.states import HiddenClients
from services.access import permissions
from services.access.access_requests import reached_levels, request_decision, request_rows, request_views
from services.access.access_requests.request_decision import Wanted
from services.access.client_access import known_clients
from services.access.members.member_facts import Actor
from services.access.passwords import try_limits
from services.access.tables import AccessRequest, Account, ClientAccess


def request(database: Database, limit: try_limits.Limit, request: Request[RequestAccess]) -> ShownRequest:
    """Ask for a client. Every try counts, so that what may not be found is not found by trying.

    Raises `NotFound`, `AlreadyHasAccess`, `AlreadyRequested`, `TooManyRequests`, `InvalidInput`.
    """
    refuse_repeat(database, request)
    with database.read() as connection:
        permissions.colleague(connection, request.caller)
    try_limits.spend(database, limit, request.caller.user_id)
    client_id = request.data.client_id
    if client_id is not None:
        known_clients.await_client(database, client_id)
    try:
        with database.unit_of_work(request) as uow:
            actor = permissions.colleague(uow.connection, request.caller)
            wanted = _wanted(uow.connection, actor, request.data)
            request_decision.require_askable(wanted)
            request_id, at = new_id("areq"), now()
            row = {
                "id": request_id,
                "practice_id": actor.account_id,
                "client_id": client_id,
                "requested_by": actor.user_id,
                "reason": request.data.reason,
                "until": request.data.until,
                "level": request.data.level,
                "held": wanted.reached.level,
                "state": AccessRequestState.PENDING,
                "created_at": at,
                "expires_at": request_decision.expiry(at, request.data.until),
                "version": 1,
            }
            uow.execute(insert(AccessRequest).values(row))
            made = request_rows.find(uow.connection, actor.account_id, request_id)
            request_rows.tell(uow, made, actor.user_id)
            return uow.answer(request_views.view(made, actor))
    except IntegrityError as error:
        if constraint(error) == "access_requests_open":
            raise AlreadyRequested() from None
        raise


def _wanted(connection: Connection, actor: Actor, request: RequestAccess) -> Wanted:
    """The client as it stands to who asks. Two queries, whether it is there or not."""
    client_id = request.client_id
    known = exists().where(ClientAccess.client_id == client_id, ClientAccess.practice_id == actor.account_id)
    row = connection.execute(
        select(Account.hidden_clients, known.label("known")).where(Account.id == actor.account_id)
    ).one()
    reached = reached_levels.of(connection, actor.account_id, actor.user_id, client_id or "")
    # Null while accounts has not said anything: then it is what a practice begins with.
    rule = HiddenClients(row.hidden_clients or HiddenClients.EXACT)
    return Wanted(row.known, reached, rule, request.level, request.until)
