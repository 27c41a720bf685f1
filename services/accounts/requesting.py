"""A client invites the practice (product.md 7.1): its business admin asks, the practice's admins decide.

Who asks learns nothing of whose an email address is (product.md 4.3): the answer is the same for every one.
"""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import func, insert, or_, select, update

from chassis.command import Replayed
from chassis.database import Database
from chassis.identity import Caller
from chassis.rpc.asked import Asked
from chassis.work import Work, new_id, now
from contracts import access
from contracts.accounts import ClientAccountRequired, RequestDecided
from contracts.errors import NotFound, RoleRequired, TooManyRequests
from contracts.messages import Rpc
from services.accounts import assigning, reading, standing, transferring
from services.accounts.tables import Client, PracticeRequest

_A_DAY = 10
_NO_ACCESS = {"everyone": False, "colleague_ids": [], "team_ids": [], "account_manager_id": None}


def ask(database: Database, calls: Rpc, asked: Asked) -> dict[str, Any]:
    """Ask each practice that this is an admin of. Raises `ClientAccountRequired`, `RoleRequired`,
    `TooManyRequests`.
    """
    caller, email = asked.caller, asked.data["practice_admin_email"]
    if caller.kind != "client":
        raise ClientAccountRequired()
    if asked.command is not None and asked.command.known(database):
        raise Replayed()
    session = _require_business_admin(calls)
    practices: list[str | None] = list(access.practices_of_admin(calls, email=email))
    with database.work(asked) as work:
        client = _own(work, caller)
        _require_room(work, client.id)
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
        work.execute(insert(PracticeRequest), rows)
        return work.answer(_view(_find(work, caller, rows[0]["id"])))


def _require_business_admin(calls: Rpc) -> dict[str, Any]:
    """The caller's session. Raises `RoleRequired`."""
    session = access.get_session(calls)
    if session["account"]["role"] != "business_admin":
        raise RoleRequired(role="business_admin")
    return session


def _own(work: Work, caller: Caller) -> Any:
    found = work.execute(
        select(Client.id, Client.name, Client.type, Client.practice_id)
        .where(Client.id == caller.account_id)
        .with_for_update()
    ).first()
    if found is None:
        raise NotFound(what="client account")
    return found


def _require_room(work: Work, client_id: str) -> None:
    since = now() - datetime.timedelta(days=1)
    query = select(func.count(func.distinct(PracticeRequest.created_at))).where(
        PracticeRequest.client_id == client_id, PracticeRequest.created_at > since
    )
    if work.execute(query).scalar_one() >= _A_DAY:
        raise TooManyRequests(retry_after=3600)


def page(database: Database, calls: Rpc, caller: Caller, query: dict[str, Any]) -> dict[str, Any]:
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
            _require_admin(standing.of(connection, caller))
        rows = connection.execute(statement).all()
    items = [_view(row) for row in rows[: query["limit"]]]
    return {"items": items, "next_cursor": items[-1]["id"] if len(rows) > len(items) else None}


def accept(database: Database, asked: Asked, extract_domain: str) -> dict[str, Any]:
    """Take the client on, with who is to see it; a practice before loses it in the same step.

    Raises `NotFound`, `RoleRequired`, `RequestDecided`, `InvalidInput`.
    """
    with database.work(asked) as work:
        practice = standing.of(work.connection, asked.caller)
        request = _pending(work, asked, practice)
        wanted = assigning.checked(work, asked.caller, practice, asked.data["access"] or _NO_ACCESS)
        client = transferring.transfer(work, asked.caller, practice, request.client_id, wanted)
        _decide(work, asked, PracticeRequest.id == request.id, "accepted")
        others = (PracticeRequest.client_id == request.client_id) & (PracticeRequest.state == "pending")
        _decide(work, asked, others, "withdrawn")
        return work.answer(reading.view(client, extract_domain))


def decline(database: Database, asked: Asked) -> dict[str, Any]:
    """Say no. Raises `NotFound`, `RoleRequired`, `RequestDecided`."""
    with database.work(asked) as work:
        request = _pending(work, asked, standing.of(work.connection, asked.caller))
        _decide(work, asked, PracticeRequest.id == request.id, "declined")
        return work.answer(_view(_find(work, asked.caller, request.id)))


def _pending(work: Work, asked: Asked, practice: Any) -> Any:
    request = _find(work, asked.caller, asked.data["request_id"], locked=True)
    _require_admin(practice)
    if request.state != "pending":
        raise RequestDecided(state=request.state)
    return request


def _require_admin(practice: Any) -> None:
    if practice.role not in standing.ADMINS:
        raise RoleRequired(role="practice_admin or client_admin")


def _decide(work: Work, asked: Asked, which: Any, state: str) -> None:
    work.execute(
        update(PracticeRequest)
        .where(which)
        .values(state=state, decided_by=asked.caller.user_id, decided_at=now())
    )


def _of(caller: Caller) -> Any:
    mine = or_(
        PracticeRequest.practice_id == caller.account_id, PracticeRequest.client_id == caller.account_id
    )
    return select(*PracticeRequest.__table__.columns).where(mine)


def _find(work: Work, caller: Caller, request_id: str, *, locked: bool = False) -> Any:
    statement = _of(caller).where(PracticeRequest.id == request_id)
    found = work.execute(statement.with_for_update() if locked else statement).first()
    if found is None:
        raise NotFound(what="request")
    return found


def _view(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "client": {"id": row.client_id, "name": row.client_name, "type": row.client_type},
        "practice_admin_email": row.practice_admin_email,
        "requested_by": {"id": row.requested_by, "name": row.requested_by_name},
        "state": row.state,
        "created_at": reading.moment(row.created_at),
        "decided_at": None if row.decided_at is None else reading.moment(row.decided_at),
    }
