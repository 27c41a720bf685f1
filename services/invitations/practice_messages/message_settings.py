"""How a practice's messages look, as its admins see and change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.observability.redaction import redact
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts import access, addresses
from contracts.errors import InvalidInput, PracticeAccountRequired, RoleRequired, StaleVersion
from contracts.invitations.events import PRACTICE_MESSAGES_CHANGED
from contracts.messages import Rpc
from services.invitations.messages import letterheads, wordings
from services.invitations.tables import Letterhead
from services.invitations.transport.sender_addresses import Senders

_SENDER = ("sender_name", "reply_to", "from_address")


def require_admin(calls: Rpc, caller: Caller) -> Mapping[str, Any]:
    """The caller's session. Raises `PracticeAccountRequired`, `RoleRequired`."""
    if caller.kind != "practice":
        raise PracticeAccountRequired()
    session = access.get_session(calls)
    if session["account"]["role"] != "practice_admin":
        raise RoleRequired(role="practice_admin")
    return session


def get(database: Database, calls: Rpc, senders: Senders, caller: Caller) -> dict[str, Any]:
    """Raises `PracticeAccountRequired`, `RoleRequired`."""
    require_admin(calls, caller)
    with database.read() as connection:
        return _view(letterheads.stored(connection, caller.account_id), senders, caller.account_id)


def change(database: Database, calls: Rpc, senders: Senders, request: Request) -> dict[str, Any]:
    """Change what is named; null is ours again.

    Raises `PracticeAccountRequired`, `RoleRequired`, `StaleVersion`, `InvalidInput`.
    """
    require_admin(calls, request.caller)
    practice_id, data = request.caller.account_id, request.data
    _check(senders, practice_id, data)
    with database.unit_of_work(request) as uow:
        begin = {"practice_id": practice_id, "wording": {}, "version": 1, "changed_at": now()}
        uow.execute(upsert(Letterhead).values(begin).on_conflict_do_nothing())
        before = uow.execute(
            select(Letterhead.__table__).where(Letterhead.practice_id == practice_id).with_for_update()
        ).one()
        if data.get("if_version") not in (None, before.version):
            raise StaleVersion()
        values: dict[str, Any] = {name: data[name] for name in _SENDER if name in data}
        values["wording"] = _worded(before.wording, data.get("wording", {}))
        different = {name: value for name, value in values.items() if value != getattr(before, name)}
        if different:
            _write(uow, request, before, different)
        return uow.answer(_view(letterheads.stored(uow.connection, practice_id), senders, practice_id))


def _check(senders: Senders, practice_id: str, data: dict[str, Any]) -> None:
    for name in ("reply_to", "from_address"):
        if not addresses.on_the_wire(data.get(name) or "").isascii():
            message = "Use an address of letters a to z before the @: not every mail server knows others."
            raise InvalidInput.at(f"/{name}", "not_ascii", message)
    if data.get("from_address") is not None:
        senders.require(practice_id, data["from_address"], "/from_address")
    for kind, words in data.get("wording", {}).items():
        if words is not None:
            wordings.check(kind, words, f"/wording/{kind}")


def _worded(before: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    wording = before
    for kind, words in wanted.items():
        wording = wordings.changed(wording, kind, words)
    return wording


def _write(uow: UnitOfWork, request: Request, before: Row[Any], different: dict[str, Any]) -> None:
    version = before.version + 1
    uow.execute(
        update(Letterhead)
        .where(Letterhead.practice_id == before.practice_id)
        .values(**different, version=version, changed_at=now())
    )
    was = {name: getattr(before, name) for name in different}
    uow.send(
        PRACTICE_MESSAGES_CHANGED,
        practice_id=before.practice_id,
        actor_id=request.caller.user_id,
        before=_difference(was, different),
        after=_difference(different, was),
        version=version,
    )


def _difference(mine: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    """What the audit trail shows: of words only the kinds that differ, and no address or number in full."""
    shown = {name: value for name, value in mine.items() if name != "wording"}
    if "wording" in mine:
        kinds = sorted({*mine["wording"], *others["wording"]})
        shown |= {
            kind: mine["wording"].get(kind)
            for kind in kinds
            if mine["wording"].get(kind) != others["wording"].get(kind)
        }
    return dict(redact(shown))


def _view(row: Row[Any] | None, senders: Senders, practice_id: str) -> dict[str, Any]:
    own = row.wording if row is not None else {}
    return {
        **{name: getattr(row, name) if row is not None else None for name in _SENDER},
        "sender_address": senders.ours,
        "from_domains": list(senders.domains(practice_id)),
        "wording": {
            kind: {"subject": None, **ours, **own.get(kind, {}), "changed": kind in own}
            for kind, ours in wordings.DEFAULTS.items()
        },
        "placeholders": list(wordings.PLACEHOLDERS),
        "version": row.version if row is not None else 1,
    }
