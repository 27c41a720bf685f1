"""A client invites the practice (product.md 7.1): its business admin asks, the practice's admins decide.

Who asks learns nothing of whose an email address is (product.md 4.3): the answer is the same for every one.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, insert, or_, select, update

from chassis.database.engine import Database
from chassis.database.kept_answers import refuse_repeat
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts import access
from contracts.accounts import ClientAccountRequired, RequestDecided
from contracts.errors import NotFound, RoleRequired, TooManyRequests
from contracts.messages import Rpc
from services.accounts import permissions
from services.accounts.clients import client_view
from services.accounts.new_clients import client_access
from services.accounts.practice_requests import client_transfer
from services.accounts.tables import Client, PracticeRequest

_A_DAY = 10
_NO_ACCESS = {"everyone": False, "colleague_ids": [], "team_ids": [], "account_manager_id": None}


def ask(database: Database, calls: Rpc, request: Request) -> Mapping[str, Any]:
    """Ask each practice that this is an admin of. Raises `ClientAccountRequired`, `RoleRequired`,
    `TooManyRequests`.
    """
    caller, email = request.caller, request.data["practice_admin_email"]
    if caller.kind != "client":
        raise ClientAccountRequired()
    refuse_repeat(database, request)
    session = _require_business_admin(calls)
    practices: list[str | None] = list(access.practices_of_admin(calls, email=email))
    with database.unit_of_work(request) as uow:
        client = _own(uow, caller)
        _require_room(uow, client.id)
        own = {name: getattr(client, name) for name in ("id", "name", "type")}
        rows = [
            {
                "id": new_id("request"),
                "practice_id": practice_id,
                **{f"client_{name}": value for name, value in own.items()},
                "practice_admin_email": email,
                "requested_by": caller.user_id,
                "requested_by_name": session["user"]["name"],
                "state": "pending",
                "created_at": now(),
            }
            for practice_id in [each for each in practices if each != client.practice_id] or [None]
        ]
        uow.execute(insert(PracticeRequest), rows)
        return uow.answer(_view(_find(uow, caller, rows[0]["id"])))


def _require_business_admin(calls: Rpc) -> Mapping[str, Any]:
    """The caller's session. Raises `RoleRequired`."""
    session = access.get_session(calls)
    if session["account"]["role"] != "business_admin":
        raise RoleRequired(role="business_admin")
    return session


def _own(uow: UnitOfWork, caller: Caller) -> Any:
    found = uow.execute(
        select(Client.id, Client.name, Client.type, Client.practice_id)
        .where(Client.id == caller.account_id)
        .with_for_update()
    ).first()
    if found is None:
        raise NotFound(what="client account")
    return found


def _require_room(uow: UnitOfWork, client_id: str) -> None:
    since = now() - datetime.timedelta(days=1)
    query = select(func.count(func.distinct(PracticeRequest.created_at))).where(
        PracticeRequest.client_id == client_id, PracticeRequest.created_at > since
    )
    if uow.execute(query).scalar_one() >= _A_DAY:
        raise TooManyRequests(retry_after=3600)


def page(database: Database, calls: Rpc, caller: Caller, query: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the practice is asked, or what the client has asked, newest first. Raises `RoleRequired`."""
    if caller.kind == "client":
        _require_business_admin(calls)
    statement = _of(caller).order_by(PracticeRequest.id.desc()).limit(query["limit"] + 1)
    if query["state"] is not None:
        statement = statement.where(PracticeRequest.state == query["state"])
    if query["cursor"] is not None:
        statement = statement.where(PracticeRequest.id < query["cursor"])
    with database.read() as connection:
        if caller.kind == "practice":
            _require_admin(permissions.of(connection, caller))
        rows = connection.execute(statement).all()
    items = [_view(row) for row in rows[: query["limit"]]]
    return {"items": items, "next_cursor": items[-1]["id"] if len(rows) > len(items) else None}


def accept(database: Database, request: Request, extract_domain: str) -> Mapping[str, Any]:
    """Take the client on, with who is to see it; a practice before loses it in the same step.

    Raises `NotFound`, `RoleRequired`, `RequestDecided`, `InvalidInput`.
    """
    with database.unit_of_work(request) as uow:
        practice = permissions.of(uow.connection, request.caller)
        pending = _pending(uow, request, practice)
        wanted = client_access.checked(uow, request.caller, practice, request.data["access"] or _NO_ACCESS)
        client = client_transfer.transfer(uow, request.caller, practice, pending.client_id, wanted)
        _decide(uow, request, PracticeRequest.id == pending.id, "accepted")
        others = (PracticeRequest.client_id == pending.client_id) & (PracticeRequest.state == "pending")
        _decide(uow, request, others, "withdrawn")
        return uow.answer(client_view.view(client, extract_domain))


def decline(database: Database, request: Request) -> Mapping[str, Any]:
    """Say no. Raises `NotFound`, `RoleRequired`, `RequestDecided`."""
    with database.unit_of_work(request) as uow:
        pending = _pending(uow, request, permissions.of(uow.connection, request.caller))
        _decide(uow, request, PracticeRequest.id == pending.id, "declined")
        return uow.answer(_view(_find(uow, request.caller, pending.id)))


def _pending(uow: UnitOfWork, request: Request, practice: Any) -> Any:
    pending = _find(uow, request.caller, request.data["request_id"], locked=True)
    _require_admin(practice)
    if pending.state != "pending":
        raise RequestDecided(state=pending.state)
    return pending


def _require_admin(practice: Any) -> None:
    if practice.role not in permissions.ADMINS:
        raise RoleRequired(role="practice_admin or client_admin")


def _decide(uow: UnitOfWork, request: Request, which: Any, state: str) -> None:
    uow.execute(
        update(PracticeRequest)
        .where(which)
        .values(state=state, decided_by=request.caller.user_id, decided_at=now())
    )


def _of(caller: Caller) -> Any:
    mine = or_(
        PracticeRequest.practice_id == caller.account_id, PracticeRequest.client_id == caller.account_id
    )
    return select(*PracticeRequest.__table__.columns).where(mine)


def _find(uow: UnitOfWork, caller: Caller, request_id: str, *, locked: bool = False) -> Any:
    statement = _of(caller).where(PracticeRequest.id == request_id)
    found = uow.execute(statement.with_for_update() if locked else statement).first()
    if found is None:
        raise NotFound(what="request")
    return found


def _view(row: Any) -> Mapping[str, Any]:
    return {
        "id": row.id,
        "client": {"id": row.client_id, "name": row.client_name, "type": row.client_type},
        "practice_admin_email": row.practice_admin_email,
        "requested_by": {"id": row.requested_by, "name": row.requested_by_name},
        "state": row.state,
        "created_at": client_view.moment(row.created_at),
        "decided_at": None if row.decided_at is None else client_view.moment(row.decided_at),
    }
