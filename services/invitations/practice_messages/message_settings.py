"""How a practice's messages look, as its admins see and change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import cast

from sqlalchemy import Connection, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.observability.redaction import redact
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts import access, addresses
from contracts.access import Session
from contracts.errors import InvalidInput, PracticeAccountRequired, RoleRequired, StaleVersion
from contracts.invitations import ChangePracticeMessages, PracticeMessages, Wording
from contracts.invitations.events import PRACTICE_MESSAGES_CHANGED, PracticeMessagesChangedData
from contracts.messages import Rpc
from services.invitations.messages import letterheads, logos, wordings
from services.invitations.tables import Letterhead
from services.invitations.transport.sender_addresses import Senders

_SENDER = ("sender_name", "reply_to", "from_address", "colour")


@dataclass(frozen=True, slots=True)
class MessageSettings:
    """What a practice may choose: its sender, and its words by kind of message."""

    sender_name: str | None
    reply_to: str | None
    from_address: str | None
    wording: dict[str, dict[str, str]]
    colour: str | None


def require_admin(calls: Rpc, caller: Caller) -> Session:
    """The caller's session. Raises `PracticeAccountRequired`, `RoleRequired`."""
    if caller.kind != "practice":
        raise PracticeAccountRequired()
    session = access.get_session(calls)
    if session["account"]["role"] != "practice_admin":
        raise RoleRequired(role="practice_admin")
    return session


def get(database: Database, calls: Rpc, senders: Senders, caller: Caller) -> PracticeMessages:
    """Raises `PracticeAccountRequired`, `RoleRequired`."""
    require_admin(calls, caller)
    with database.read() as connection:
        return _view(connection, senders, caller.account_id)


def change(
    database: Database, calls: Rpc, senders: Senders, request: Request[ChangePracticeMessages]
) -> PracticeMessages:
    """Change what is named; null is ours again.

    Raises `PracticeAccountRequired`, `RoleRequired`, `StaleVersion`, `InvalidInput`.
    """
    require_admin(calls, request.caller)
    practice_id, data = request.caller.account_id, request.data
    _check(senders, practice_id, data)
    with database.unit_of_work(request) as uow:
        before = letterheads.begun(uow, practice_id)
        if data.get("if_version") not in (None, before.version):
            raise StaleVersion()
        after = _changed(before, data)
        if after != _settings(before):
            _write(uow, request.caller.user_id, before, after)
        return uow.answer(_view(uow.connection, senders, practice_id))


def _check(senders: Senders, practice_id: str, data: ChangePracticeMessages) -> None:
    addresses_given = {"reply_to": data.get("reply_to"), "from_address": data.get("from_address")}
    for name, address in addresses_given.items():
        if not addresses.on_the_wire(address or "").isascii():
            message = "Use an address of letters a to z before the @: not every mail server knows others."
            raise InvalidInput.at(f"/{name}", "not_ascii", message)
    from_address = data.get("from_address")
    if from_address is not None:
        senders.require(practice_id, from_address, "/from_address")
    for kind, words in _wordings(data).items():
        if words is not None:
            wordings.check(kind, words, f"/wording/{kind}")


def _wordings(data: ChangePracticeMessages) -> Mapping[str, Mapping[str, str | None] | None]:
    """The words that are given, by kind and part."""
    given: object = data.get("wording", {})
    return cast(Mapping[str, Mapping[str, str | None] | None], given)


def _settings(stored: letterheads.StoredLetterhead) -> MessageSettings:
    return MessageSettings(
        stored.sender_name, stored.reply_to, stored.from_address, stored.wording, stored.colour
    )


def _changed(before: letterheads.StoredLetterhead, data: ChangePracticeMessages) -> MessageSettings:
    """The settings with what is named changed."""
    wording = before.wording
    for kind, words in _wordings(data).items():
        wording = wordings.changed(wording, kind, words)
    return MessageSettings(
        data.get("sender_name", before.sender_name),
        data.get("reply_to", before.reply_to),
        data.get("from_address", before.from_address),
        wording,
        data.get("colour", before.colour),
    )


def _write(
    uow: UnitOfWork, actor_id: str, before: letterheads.StoredLetterhead, after: MessageSettings
) -> None:
    was, now_is = asdict(_settings(before)), asdict(after)
    different = {name: value for name, value in now_is.items() if value != was[name]}
    version = before.version + 1
    uow.execute(
        update(Letterhead)
        .where(Letterhead.practice_id == before.practice_id)
        .values(**different, version=version, changed_at=now())
    )
    uow.send(
        PRACTICE_MESSAGES_CHANGED,
        PracticeMessagesChangedData(
            practice_id=before.practice_id,
            actor_id=actor_id,
            before=_shown(_settings(before), after),
            after=_shown(after, _settings(before)),
            version=version,
        ),
    )


def _shown(mine: MessageSettings, others: MessageSettings) -> dict[str, object]:
    """What the audit trail shows of what differs: no address or number in full."""
    shown: dict[str, object] = {
        name: getattr(mine, name) for name in _SENDER if getattr(mine, name) != getattr(others, name)
    }
    kinds = sorted({*mine.wording, *others.wording})
    shown |= {
        kind: mine.wording.get(kind) for kind in kinds if mine.wording.get(kind) != others.wording.get(kind)
    }
    return dict(redact(shown))


def _view(connection: Connection, senders: Senders, practice_id: str) -> PracticeMessages:
    stored = letterheads.stored(connection, practice_id)
    own = stored.wording if stored is not None else {}
    return {
        "sender_name": stored.sender_name if stored is not None else None,
        "reply_to": stored.reply_to if stored is not None else None,
        "from_address": stored.from_address if stored is not None else None,
        "sender_address": senders.ours,
        "from_domains": list(senders.domains(practice_id)),
        "wording": {kind: _wording(kind, own.get(kind)) for kind in wordings.DEFAULTS},
        "placeholders": list(wordings.PLACEHOLDERS),
        "colour": stored.colour if stored is not None else None,
        "logo": logos.shown(connection, practice_id),
        "version": stored.version if stored is not None else 1,
    }


def _wording(kind: str, own: Mapping[str, str] | None) -> Wording:
    words = wordings.DEFAULTS[kind] | dict(own or {})
    return {"subject": words.get("subject"), "opening": words["opening"], "changed": own is not None}
