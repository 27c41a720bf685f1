"""A hint, never in the way: which clients of the practice somebody may be about to add again."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, false, or_, select

from chassis.database.engine import Database
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from services.accounts import permissions, words
from services.accounts.client_lists import resemblance
from services.accounts.tables import Client, ClientWord, Member

_MOST = 5
_CANDIDATES = 500
_LETTERS = 3
_SHOWN = (Client.id, Client.crn, Client.name, Client.practice_code, Client.email, Client.nino_index)


def check(database: Database, vault: Vault, caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """The clients the caller can see that resemble this one, the most alike first. Raises `RoleRequired`."""
    with database.read() as connection:
        permissions.require_adder(connection, caller)
        return {"items": find(connection, vault, caller, wanted), "next_cursor": None}


def find(
    connection: Connection, vault: Vault, caller: Caller, wanted: dict[str, Any]
) -> list[dict[str, Any]]:
    """As `check`, for who may add clients."""
    number = wanted.get("national_insurance_number")
    indices = [] if number is None else vault.indices(number, "nino")
    name, code, email = (wanted.get(part) for part in ("name", "practice_code", "email"))
    rows = connection.execute(
        select(*_SHOWN)
        .join(Member, Member.practice_id == Client.practice_id)
        .where(permissions.is_caller, permissions.session_lives, permissions.visible)
        .where(_may_resemble(caller.account_id, name, code, email, indices))
        .limit(_CANDIDATES),
        permissions.parameters(caller),
    ).all()
    register = resemblance.Register(map(known, rows))
    return [view(match) for match in register.find(name, code, email, indices)[:_MOST]]


def known(row: Any) -> resemblance.Known:
    """A client's row, to be compared."""
    return resemblance.Known(row, row.name, row.practice_code, row.email, row.nino_index)


def view(match: resemblance.Match) -> dict[str, Any]:
    """A match as api.md would show it."""
    row = match.row
    return {
        **{name: getattr(row, name) for name in ("id", "crn", "name", "practice_code")},
        "match": match.kind,
        "alike": [{"field": field, "match": how} for field, how in match.fields.items()],
    }


def _may_resemble(
    practice_id: str, name: str | None, code: str | None, email: str | None, indices: list[str]
) -> ColumnElement[bool]:
    telling = [*resemblance.name_key(name or "").split(), *words.of(code or ""), words.joined(code or "")]
    ways: list[ColumnElement[bool]] = []
    if any(telling):
        ranges = [words.span(word[:_LETTERS]) for word in telling if word]
        begun = [(ClientWord.word >= first) & (ClientWord.word < before) for first, before in ranges]
        ids = select(ClientWord.client_id).where(ClientWord.practice_id == practice_id, or_(false(), *begun))
        ways.append(Client.id.in_(ids.limit(_CANDIDATES)))
    if email:
        first, before = words.span(email.casefold()[:_LETTERS])
        ways.append((Client.email_key >= first) & (Client.email_key < before))
    if indices:
        ways.append(Client.nino_index.in_(indices))
    return or_(false(), *ways)
