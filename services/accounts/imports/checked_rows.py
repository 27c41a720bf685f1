"""The dry run: whether each row is new, near, exact or invalid, beside the clients and the rows before it."""

from __future__ import annotations

from collections import OrderedDict

import orjson
from sqlalchemy import bindparam, select, text, update

from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork
from chassis.security.vault import Vault
from contracts.accounts.duplicates import Resembled
from contracts.accounts.identifiers import company_number
from contracts.accounts.import_rows import RowMatch
from contracts.accounts.import_states import ImportMode, RowVerdict
from contracts.accounts.new_clients import CreateSelfEmployed
from contracts.errors import FieldError, InvalidInput
from services.accounts import permissions
from services.accounts.client_lists import duplicate_clients, resemblance
from services.accounts.client_lists.duplicate_clients import KnownClient
from services.accounts.imports import checked_updates, import_batch, kept_rows
from services.accounts.imports.import_batch import ImportBatch
from services.accounts.imports.import_records import KeptImport
from services.accounts.imports.kept_rows import KeptRow
from services.accounts.imports.outside_facts import OutsideFacts
from services.accounts.imports.rows import client_matches, row_contents, row_invitees
from services.accounts.imports.rows.row_invitees import RowInvitee
from services.accounts.imports.rows.row_verdicts import Verdict
from services.accounts.tables import Client, ClientImportRow, Member

_MATCHES = 3
_NOTE = Prepared(
    "note_checked_row",
    update(ClientImportRow)
    .where(ClientImportRow.import_id == bindparam("i"), ClientImportRow.number == bindparam("n"))
    .values(
        verdict=bindparam("v"),
        matches=bindparam("m"),
        errors=bindparam("e"),
        invites=bindparam("w"),
        existing_user=bindparam("u"),
        target_id=bindparam("t"),
        target_version=bindparam("tv"),
        changes=bindparam("c"),
    ),
)
_REMEMBERED = 4


#: A row is compared with clients, and with rows before it by their numbers.
Compared = KnownClient | int


class _Seen:
    """What rows are compared with: the practice's clients, and the rows up to `done` with their codes.

    Of the import in one version: in another its rows may say something else.
    """

    def __init__(self, version: int) -> None:
        self.done, self.version = 0, version
        self.register: resemblance.Register[Compared] = resemblance.Register()
        self.codes: set[str] = set()
        self.companies: set[str] = set()
        #: The first row about each client that is changed, with what it says.
        self.targets: dict[str, tuple[int, dict[str, str]]] = {}

    def enter(self, number: int, said: dict[str, str]) -> None:
        code = said.get("practice_code")
        company = company_number(said["company_number"]) if "company_number" in said else None
        known: resemblance.Known[Compared] = resemblance.Known(
            number, said.get("name", ""), code, said.get("email"), None, company
        )
        self.register.add(known)
        if company is not None:
            self.companies.add(company)
        if code is not None:
            self.codes.add(code.casefold())


#: Kept between the steps of one check, which would else begin by reading everything again.
_seen: OrderedDict[str, _Seen] = OrderedDict()


def begin(uow: UnitOfWork, found: KeptImport) -> None:
    """Forget what an earlier check found, but for who is a user: that is not asked again for a cell."""
    forget = (
        "UPDATE client_import_rows SET verdict = NULL, matches = '[]', errors = '[]', invites = NULL,"
        " target_id = NULL, target_version = NULL, changes = NULL WHERE import_id = :i"
    )
    uow.execute(text(forget), {"i": found.id})
    _seen.pop(found.id, None)


def check(uow: UnitOfWork, vault: Vault, found: KeptImport, rows: list[KeptRow], facts: OutsideFacts) -> None:
    """Say of each row what it is."""
    batch = import_batch.open_for(uow, vault, found, rows, facts.colleagues)
    seen = _so_far(uow, vault, batch, found)
    for number, said in batch.said.items():
        is_ = _of_row(batch, seen, said) if batch.clients else _of_code(batch, seen, said)
        seen.enter(number, said)
        target = is_.target
        if target is not None:
            first, of_first = seen.targets.setdefault(target.id, (number, said))
            if first != number:
                is_ = checked_updates.twice(said, target, first)
                _note(uow, vault, found, first, checked_updates.twice(of_first, target, number), facts)
        _note(uow, vault, found, number, is_, facts)
    seen.done = found.done + len(rows)
    if seen.done >= found.row_count:
        # It holds the whole practice, which nobody asks about again.
        _seen.pop(found.id, None)
        return
    _seen[found.id] = seen
    while len(_seen) > _REMEMBERED:
        _seen.popitem(last=False)


def _note(
    uow: UnitOfWork, vault: Vault, found: KeptImport, number: int, is_: Verdict, facts: OutsideFacts
) -> None:
    target = is_.target
    uow.later(
        _NOTE,
        {
            "i": found.id,
            "n": number,
            "v": is_.verdict,
            "m": orjson.dumps(is_.matches).decode(),
            "e": orjson.dumps(is_.errors).decode(),
            "w": is_.invitee.ways if is_.invitee is not None else row_invitees.NOBODY,
            "u": _is_user(is_.invitee, facts),
            "t": target.id if target is not None else None,
            "tv": target.version if target is not None else None,
            "c": kept_rows.seal_changes(vault, found.id, number, is_.changes),
        },
    )


def _is_user(invitee: RowInvitee | None, facts: OutsideFacts) -> bool | None:
    """Whether somebody to be invited is a user; None where that is not known."""
    if invitee is None:
        return None
    email = invitee.email.casefold()
    if email in facts.known_users:
        return facts.known_users[email]
    return None if facts.users is None else email in facts.users


def _of_row(batch: ImportBatch, seen: _Seen, said: dict[str, str]) -> Verdict:
    """Of a row that changes a client that is there, or else of one that adds one."""
    if batch.mode == ImportMode.CREATE:
        return _of_client(batch, seen, said)
    try:
        client = client_matches.find(said, batch.known)
    except InvalidInput as invalid:
        return Verdict(RowVerdict.INVALID, errors=import_batch.errors_of(invalid))
    if client is not None:
        return checked_updates.of_row(batch, client, said, seen.codes, seen.companies)
    return Verdict(RowVerdict.UNMATCHED) if batch.mode == ImportMode.UPDATE else _of_client(batch, seen, said)


def _of_client(batch: ImportBatch, seen: _Seen, said: dict[str, str]) -> Verdict:
    try:
        wanted = batch.creation(said)
        invitee = batch.invitee(said, wanted)
    except InvalidInput as invalid:
        return Verdict(RowVerdict.INVALID, (), import_batch.errors_of(invalid))
    number = wanted.national_insurance_number if isinstance(wanted, CreateSelfEmployed) else None
    code = wanted.practice_code
    indices = [] if number is None else batch.vault.indices(number, "nino")
    company = import_batch.company_of(wanted)
    matches = seen.register.find(wanted.name, code, wanted.email, indices, company)[:_MATCHES]
    shown = [_shown(match) for match in matches]
    taken: list[FieldError] = []
    if code is not None and (code.casefold() in batch.codes or code.casefold() in seen.codes):
        taken.append(import_batch.taken(code))
    if company is not None and (company in batch.companies or company in seen.companies):
        taken.append(import_batch.listed_already(company))
    if taken:
        if matches and matches[0].fields.get("name") == "exact":
            return Verdict(RowVerdict.EXACT, shown, (), invitee)
        return Verdict(RowVerdict.INVALID, shown, import_batch.errors_of(InvalidInput(taken)))
    return Verdict(RowVerdict(matches[0].kind) if matches else RowVerdict.NEW, shown, (), invitee)


def _of_code(batch: ImportBatch, seen: _Seen, said: dict[str, str]) -> Verdict:
    try:
        client, code = batch.client_and_code(said)
        if code.casefold() in seen.codes:
            raise InvalidInput([import_batch.taken(code)])
    except InvalidInput as invalid:
        return Verdict(RowVerdict.INVALID, (), import_batch.errors_of(invalid))
    return Verdict(RowVerdict.EXACT if client.practice_code == code else RowVerdict.NEW)


def _shown(match: resemblance.Match[Compared]) -> RowMatch:
    client, alike = match.row, duplicate_clients.alike(match.fields)
    if isinstance(client, int):
        return {"client": None, "row": client, "match": match.kind, "alike": alike}
    resembled: Resembled = {
        "id": client.id,
        "crn": client.crn,
        "name": client.name,
        "practice_code": client.practice_code,
    }
    return {"client": resembled, "row": None, "match": match.kind, "alike": alike}


def _so_far(uow: UnitOfWork, vault: Vault, batch: ImportBatch, found: KeptImport) -> _Seen:
    """What was kept by the step before; after a restart, made anew."""
    kept = _seen.get(found.id)
    if kept is not None and (kept.done, kept.version) == (found.done, found.version):
        return kept
    seen = _Seen(found.version)
    if batch.clients:
        query = (
            select(*duplicate_clients.COMPARED)
            .join(Member, Member.practice_id == Client.practice_id)
            .where(permissions.is_caller, permissions.visible)
        )
        for row in uow.execute(query, permissions.parameters(batch.caller)):
            seen.register.add(duplicate_clients.known(KnownClient._make(row)))
    columns = [column["field"] for column in found.columns]
    before = kept_rows.ordered(found.id).limit(found.done)
    for earlier in kept_rows.kept_in(uow, before) if found.done else ():
        said = row_contents.values(kept_rows.cells_of(vault, earlier), columns)
        seen.enter(earlier.number, said)
        if earlier.target_id is not None:
            seen.targets.setdefault(earlier.target_id, (earlier.number, said))
    return seen
