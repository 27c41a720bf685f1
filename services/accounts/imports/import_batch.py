"""What is at hand while some rows of a file are worked on: whose it is, and what the rows refer to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select

from chassis.database.unit_of_work import UnitOfWork
from chassis.security.identity import Caller
from chassis.security.vault import Vault
from contracts import accounts, fields
from contracts.accounts.identifiers import company_number
from contracts.accounts.import_columns import responsibility_of
from contracts.accounts.import_rows import RowError
from contracts.accounts.import_states import ImportKind, ImportMode
from contracts.accounts.new_clients import CreateBusiness, CreateClient
from contracts.errors import FieldError, InvalidInput, LevelRequired
from services.accounts import permissions
from services.accounts.client_lists import practice_responsibilities
from services.accounts.clients import self_employed
from services.accounts.clients.client_change import ClientChange
from services.accounts.clients.client_row import ClientRow
from services.accounts.imports import import_records, kept_rows, named_clients
from services.accounts.imports.import_records import KeptImport, Options
from services.accounts.imports.kept_rows import KeptRow
from services.accounts.imports.named_clients import Said
from services.accounts.imports.rows import (
    row_access,
    row_changes,
    row_contents,
    row_invitees,
    row_responsibilities,
)
from services.accounts.imports.rows.client_matches import KnownClients
from services.accounts.imports.rows.row_access import NamedPeople
from services.accounts.imports.rows.row_changes import FieldChange
from services.accounts.imports.rows.row_invitees import RowInvitee
from services.accounts.memberships import Membership
from services.accounts.new_clients import new_client
from services.accounts.new_clients.creating_clients import AnyClient
from services.accounts.tables import Client, Member, Team

_OF_ACCESS = {
    "account_manager_id": "account_manager",
    "colleague_ids": "colleagues",
    "team_ids": "teams",
    "levels": "access_level",
}


@dataclass(slots=True)
class ImportBatch:
    """`said` are the rows by number; `codes` the practice codes among them that clients have, by who, and
    `companies` the company numbers. `known` are clients that rows can change, `managed` those of them whose
    practice code may be changed too (docs/adr/0064).
    """

    vault: Vault
    membership: Membership
    caller: Caller
    clients: bool
    options: Options
    said: dict[int, dict[str, str]]
    codes: dict[str, str]
    companies: dict[str, str]
    named: NamedPeople
    mode: ImportMode
    found: dict[tuple[str, str], list[ClientRow]] = field(default_factory=dict)
    known: KnownClients = field(default_factory=KnownClients)
    managed: set[str] = field(default_factory=set)

    def creation(self, said: dict[str, str]) -> AnyClient:
        """The checked data of the client that a row describes. Raises `InvalidInput`."""
        responsible = row_responsibilities.of(said, self.named)
        access = row_access.of(said, self.options["access"], self.named, responsible.errors)
        described = {**row_contents.creation(said, access), "responsibilities": responsible.held}
        wanted: AnyClient = fields.load(CreateClient, described)
        new_client.require_possible(wanted, self.membership.practice)
        return wanted

    def invitee(self, said: dict[str, str], wanted: AnyClient) -> RowInvitee | None:
        """Whom the client can be invited for afterwards. Raises `InvalidInput`."""
        return row_invitees.of(said, wanted.type, self.membership.practice.country)

    def change(self, client: ClientRow, said: dict[str, str]) -> ClientChange:
        """What a row changes of its client. Raises `InvalidInput`, also where another client has its code."""
        decided = row_changes.decide(said, client, self.has_number)
        code, company = decided.columns.get("practice_code"), decided.columns.get("company_number")
        errors = []
        if "practice_code" in decided.changed and client.id not in self.managed:
            errors.append(not_managed())
        if code is not None and self.codes.get(str(code).casefold(), client.id) != client.id:
            errors.append(taken(str(code)))
        if company is not None and self.companies.get(str(company), client.id) != client.id:
            errors.append(listed_already(str(company)))
        if errors:
            raise InvalidInput(errors)
        return decided

    def recorded(self, client: ClientRow, decided: ClientChange) -> list[FieldChange]:
        """The fields that become other, as they are kept with the row."""
        return row_changes.recorded(client, decided, self.number_of)

    def has_number(self, client: ClientRow, number: str) -> bool:
        """Whether a client has this National Insurance number."""
        return client.nino_index in self.vault.indices(number, "nino")

    def number_of(self, client: ClientRow) -> str | None:
        """A client's National Insurance number, opened."""
        sealed = client.nino_sealed
        return None if sealed is None else self.vault.open(sealed, self_employed.place(client.id))

    def client_and_code(self, said: dict[str, str]) -> tuple[ClientRow, str]:
        """The client that a row is about, and its code. Raises `InvalidInput`."""
        row_contents.refuse_failed_formulas(said)
        code = said.get("practice_code")
        if not code or len(code) > 40:
            message = "Enter a practice code of at most 40 characters."
            raise InvalidInput.at("/practice_code", "required", message)
        kind, value = (
            ("crn", said["crn"].upper()) if "crn" in said else ("name", said.get("name", "").casefold())
        )
        clients = self.found.get((kind, value), [])
        if len(clients) != 1:
            how = "no client whose code you can change" if not clients else "more than one client"
            raise InvalidInput.at(f"/{kind}", "unknown_client", f"There is {how} with this {kind}.")
        holder = self.codes.get(code.casefold())
        if holder not in (None, clients[0].id):
            raise InvalidInput([taken(code)])
        return clients[0], code


def open_for(
    uow: UnitOfWork,
    vault: Vault,
    found: KeptImport,
    rows: Sequence[KeptRow],
    colleagues: Mapping[str, str],
) -> ImportBatch:
    """The batch of these rows of an import; `colleagues` are those known by an address.

    Raises `RoleRequired` where who asked may add none.
    """
    caller = import_records.acting(found)
    said = said_in(vault, found, rows)
    batch = ImportBatch(
        vault=vault,
        membership=permissions.require_author(uow.connection, caller),
        caller=caller,
        clients=found.kind == ImportKind.CLIENTS,
        options=found.options,
        said=said,
        codes=codes_among(uow, found.practice_id, said),
        companies=companies_among(uow, found.practice_id, said),
        mode=found.mode,
        named=_named_people(uow, found.practice_id, said, colleagues),
    )
    if not batch.clients:
        batch.found = named_clients.to_give_codes(uow, caller, said)
    elif found.mode != ImportMode.CREATE:
        batch.known = named_clients.to_change(uow, caller, said)
        batch.managed = named_clients.managed(uow, caller, batch.known.ids())
    return batch


def said_in(vault: Vault, found: KeptImport, rows: Sequence[KeptRow]) -> dict[int, dict[str, str]]:
    """What rows say, by number."""
    columns = [column["field"] for column in found.columns]
    return {row.number: row_contents.values(kept_rows.cells_of(vault, row), columns) for row in rows}


def errors_of(invalid: InvalidInput) -> list[RowError]:
    """Errors by the field of the file that they are about."""
    return [
        {
            "field": _field(error["pointer"]),
            "code": error["code"],
            "message": error["message"],
        }
        for error in invalid.errors
    ]


def _field(pointer: str) -> str:
    for part, column in _OF_ACCESS.items():
        if pointer.startswith(f"/access/{part}"):
            return column
    return f"{pointer}/".split("/")[1]


def company_of(wanted: AnyClient) -> str | None:
    """The company number of a client to be."""
    return wanted.company_number if isinstance(wanted, CreateBusiness) else None


def taken(code: str) -> FieldError:
    """The error of a practice code that another client has (product.md 2.10)."""
    message = f"Another client has the practice code {code}, or another row of this file. Choose another."
    return {"pointer": "/practice_code", "code": accounts.PracticeCodeTaken.code, "message": message}


def not_managed() -> FieldError:
    """The error of another practice code for a client that is not managed (docs/adr/0064)."""
    message = "You need the level manage for this client to change its practice code."
    return {"pointer": "/practice_code", "code": LevelRequired.code, "message": message}


def listed_already(number: str) -> FieldError:
    """The error of a company number that another client has."""
    message = f"Another client has the company number {number}, or another row of this file."
    return {"pointer": "/company_number", "code": accounts.CompanyNumberTaken.code, "message": message}


def companies_among(uow: UnitOfWork, practice_id: str, said: Said) -> dict[str, str]:
    """Those of the company numbers in rows that clients of the practice have, with whose they are."""
    written = {company_number(row["company_number"]) for row in said.values() if "company_number" in row}
    wanted = written - {None}
    query = select(Client.company_number, Client.id).where(
        Client.practice_id == practice_id, Client.company_number.in_(wanted)
    )
    return {str(row.company_number): row.id for row in uow.execute(query)} if wanted else {}


def codes_among(uow: UnitOfWork, practice_id: str, said: Said) -> dict[str, str]:
    """The same of practice codes, in lower case."""
    wanted = {row["practice_code"].lower() for row in said.values() if "practice_code" in row}
    lowered = func.lower(Client.practice_code)
    query = select(Client.practice_code, Client.id).where(
        Client.practice_id == practice_id, lowered.in_(wanted)
    )
    return {row.practice_code.casefold(): row.id for row in uow.execute(query)} if wanted else {}


def _named_people(
    uow: UnitOfWork, practice_id: str, said: dict[int, dict[str, str]], by_email: Mapping[str, str]
) -> NamedPeople:
    """The colleagues, teams and responsibilities that rows can name; nothing is asked where none does."""
    columns = {column for row in said.values() for column in row}
    members = select(Member.name, Member.user_id).where(
        Member.practice_id == practice_id, Member.status.in_(("active", "invited"))
    )
    teams = select(Team.name, Team.id).where(Team.practice_id == practice_id, ~Team.deleted)
    responsible = any(responsibility_of(column) is not None for column in columns)
    people = {"account_manager", "colleagues"} & columns or responsible
    return NamedPeople(
        {**(_by_name(uow, members) if people else {}), **by_email},
        _by_name(uow, teams) if {"teams", "colleagues"} & columns else {},
        practice_responsibilities.by_id(uow.connection, practice_id) if responsible else {},
    )


def _by_name(uow: UnitOfWork, query: Select[str, str]) -> dict[str, str | None]:
    """Ids by name in lower case; none where several have one name."""
    found: dict[str, str | None] = {}
    for row in uow.execute(query):
        name, id_ = map(str, row)
        key = name.strip().casefold()
        found[key] = id_ if key not in found else None
    return found
