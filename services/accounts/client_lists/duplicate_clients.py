"""A hint, never in the way: which clients of the practice somebody may be about to add again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, false, or_, select

from chassis.database.engine import Database
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts.accounts.duplicates import (
    CheckDuplicates,
    Duplicate,
    Duplicates,
    KnownCompanies,
    Resemblance,
    Resembled,
)
from contracts.accounts.states import Match as AlikeAs
from services.accounts import permissions, words
from services.accounts.client_lists import resemblance
from services.accounts.tables import Client, ClientWord, Member

_MOST = 5
_CANDIDATES = 500
_LETTERS = 3


class KnownClient(NamedTuple):
    """What a client is compared by, and shown as."""

    id: str
    crn: str
    name: str
    practice_code: str | None
    email: str | None
    nino_index: str | None
    company_number: str | None


#: The columns of a `KnownClient`.
COMPARED = tuple(getattr(Client, name) for name in KnownClient._fields)


def check(database: Database, vault: Vault, caller: Caller, wanted: CheckDuplicates) -> Duplicates:
    """The clients the caller can see that resemble this one, the most alike first. Raises `RoleRequired`."""
    with database.read() as connection:
        permissions.require_adder(connection, caller)
        return {"items": find(connection, vault, caller, wanted), "next_cursor": None}


def find(connection: Connection, vault: Vault, caller: Caller, wanted: CheckDuplicates) -> list[Duplicate]:
    """As `check`, for who may add clients."""
    number = wanted.get("national_insurance_number")
    indices = [] if number is None else vault.indices(number, "nino")
    name, code, email = wanted.get("name"), wanted.get("practice_code"), wanted.get("email")
    company = wanted.get("company_number")
    rows = connection.execute(
        select(*COMPARED)
        .join(Member, Member.practice_id == Client.practice_id)
        .where(permissions.is_caller, permissions.visible)
        .where(_may_resemble(caller.account_id, name, code, email, indices, company))
        .limit(_CANDIDATES),
        permissions.parameters(caller),
    ).all()
    register = resemblance.Register(known(KnownClient._make(row)) for row in rows)
    return [view(match) for match in register.find(name, code, email, indices, company)[:_MOST]]


def by_number(database: Database, caller: Caller, numbers: Sequence[str]) -> KnownCompanies:
    """Those of the companies that are clients of the practice; who, where the caller sees them.

    Raises `RoleRequired`.
    """
    taken = select(Client.company_number).where(
        Client.practice_id == caller.account_id, Client.company_number.in_(numbers)
    )
    seen = (
        select(*COMPARED)
        .join(Member, Member.practice_id == Client.practice_id)
        .where(permissions.is_caller, permissions.visible)
        .where(Client.company_number.in_(numbers))
    )
    with database.read() as connection:
        permissions.require_adder(connection, caller)
        rows = connection.execute(seen, permissions.parameters(caller)).all() if numbers else []
        shown = {row.company_number: _resembled(KnownClient._make(row)) for row in rows}
        held = [str(each) for each in connection.execute(taken).scalars()] if numbers else []
    return {"items": [{"company_number": each, "client": shown.get(each)} for each in held]}


def _resembled(client: KnownClient) -> Resembled:
    return {
        "id": client.id,
        "crn": client.crn,
        "name": client.name,
        "practice_code": client.practice_code,
    }


def known(client: KnownClient) -> resemblance.Known[KnownClient]:
    """A client, to be compared."""
    return resemblance.Known(
        client, client.name, client.practice_code, client.email, client.nino_index, client.company_number
    )


def view(match: resemblance.Match[KnownClient]) -> Duplicate:
    """A match as api.md would show it."""
    return {**_resembled(match.row), "match": match.kind, "alike": alike(match.fields)}


def alike(fields: Mapping[str, AlikeAs]) -> list[Resemblance]:
    """In what fields something resembles, and how."""
    return [{"field": field, "match": how} for field, how in fields.items()]


def _may_resemble(
    practice_id: str,
    name: str | None,
    code: str | None,
    email: str | None,
    indices: list[str],
    company_number: str | None,
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
    if company_number:
        ways.append(Client.company_number == company_number)
    return or_(false(), *ways)
