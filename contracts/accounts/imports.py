"""Importing clients, or their practice codes, from a file."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Annotated, NotRequired, Required, TypedDict, Unpack

from contracts.accounts.client_access import Access, ToldAccess
from contracts.accounts.drafts import Author
from contracts.accounts.import_columns import ColumnField, ColumnOf
from contracts.accounts.import_states import (
    Encoding,
    FileFormat,
    ImportKind,
    ImportMode,
    ImportStatus,
    Treatment,
)
from contracts.errors import Refusal
from contracts.fields import ListOf, Text, Whole
from contracts.messages import Call, Rpc
from contracts.shapes import Described, Labelled, RequestShape, given
from contracts.values import BulkInvitationId, ExpectedVersion, ImportId, Limit, Timestamp, Version

MEDIA = {
    "text/csv": FileFormat.CSV,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": FileFormat.XLSX,
}
LARGEST_FILE = 10 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 200
#: Bytes of a file that travel at a time.
PART = 512 * 1024
#: The sheet of the template that explains it, and is never read for clients.
EXPLANATIONS = "How to fill this in"


class ImportState(Refusal):
    """An import is at another step than this needs."""

    code = "import_state"
    status = 409
    title = "The import is at another step"
    template = "The import is {state}, so this cannot be done now."


class ImportLimit(Refusal):
    """No room for another file."""

    code = "import_limit"
    status = 409
    title = "There is no room for another file"
    template = (
        "At most {kept} files of a practice are kept, and {unread} of one person wait to be read. "
        "Forget some that are done, or wait for those that are being read."
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class BeginImport(RequestShape):
    """A file to come. `filename` is shown to colleagues."""

    kind: Annotated[ImportKind, Labelled("what to import")] = ImportKind.CLIENTS
    filename: Annotated[str, Text("the file's name", longest=200)] = "clients"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiveFile(BeginImport):
    format: FileFormat


class Column(TypedDict):
    """A column: its heading, some values, and the field it is taken for, if any."""

    heading: str
    samples: list[str]
    field: (
        Annotated[str, Described("A field, or `responsible:` and the id of a responsibility: who has it")]
        | None
    )


class PreviewedCell(TypedDict):
    """A cell with signs beyond ASCII, to see whether they were read right."""

    row: int
    text: str


class ImportPlan(TypedDict):
    """What an import does, or has done, by its rows. Nobody is invited before that is asked for.

    `unknown_users` are invitees of whom it was not found out whether they are users already.
    """

    creates: Annotated[int, Described("Clients that are added")]
    invites: Annotated[int, Described("Of these, those with somebody to invite by email")]
    texts: Annotated[int, Described("Of those, the ones that get a text as well")]
    existing_users: Annotated[int, Described("Of those, people who are users already (product.md 4.1)")]
    unknown_users: int
    updates: NotRequired[Annotated[int, Described("Clients that are there, and that it changes")]]


class ToInvite(TypedDict):
    """What is left to invite of an import that is done, and the newest sending of it there was."""

    to_send: Annotated[int, Described("Clients with somebody to invite, to whom nobody is invited yet")]
    bulk_invitation_id: BulkInvitationId | None


class Import(TypedDict, total=False):
    id: Required[ImportId]
    kind: Required[ImportKind]
    filename: Required[str]
    state: Required[ImportStatus]
    problem: Required[str | None]
    columns: Required[list[Column]]
    encoding: Annotated[str, Described("Of a text file, once it is read")] | None
    sheets: Annotated[list[str], Described("Of a workbook: those that can be seen")]
    sheet: str | None
    heading_row: Annotated[int, Described("Counted from 1; 0 where the file has no headings")] | None
    notices: Annotated[list[str], Described("What to know about how the file was read")]
    preview: list[PreviewedCell]
    mode: Annotated[str, Described("Whether rows add clients, change those that they name, or both")]
    near: Required[str]
    exact: Required[str]
    access: Required[ToldAccess]
    rows: Required[Annotated[int, Whole(0, MOST_ROWS)]]
    typed: Annotated[bool, Described("Whether its rows are typed as a table, rather than sent as a file")]
    done: Required[
        Annotated[int, Whole(0, MOST_ROWS, metadata={"description": "Rows the present step is through with"})]
    ]
    counts: Required[dict[str, int]]
    plan: Annotated[ImportPlan, Described("Once the rows are checked, and for clients alone")] | None
    invitations: Annotated[ToInvite, Described("Once it is done, and for clients alone")] | None
    created_by: Required[Author]
    created_at: Required[Timestamp]
    finished_at: Required[Timestamp | None]
    undo_until: Required[Timestamp | None]
    version: Required[Version]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceivePart(RequestShape):
    """The next part of the file, base64; `last` lets the file be read."""

    import_id: ImportId
    number: Annotated[int, Whole(0, 1000)]
    data: str
    last: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class GetImport(RequestShape):
    import_id: ImportId


@dataclass(frozen=True, kw_only=True, slots=True)
class GetTemplate(RequestShape):
    format: FileFormat


class Template(TypedDict):
    """A file to fill in, base64."""

    file: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ListImports(RequestShape):
    limit: Limit = 50
    cursor: ImportId | None = None


class ImportPage(TypedDict):
    items: list[Import]
    next_cursor: str | None


class MapColumns(TypedDict, total=False):
    """What each column is, in the file's order, and how rows that name or resemble clients are treated.

    With a mode that updates, a row that names a client by its CRN, else by its practice code, else by its
    company number, changes what the row's columns say of it; an empty cell changes nothing.
    `responsible:` and the id of one of the practice's responsibilities is the column of who has it.
    With an encoding, a sheet or a heading row the file is read again, and its columns are to be named anew.
    """

    import_id: Required[ImportId]
    encoding: Annotated[Encoding, Labelled("an encoding")]
    sheet: Annotated[str, Text("a sheet", longest=100)]
    heading_row: Annotated[int, Whole(0, 2000000)]
    columns: (
        Annotated[
            list[ColumnField | None],
            ListOf(ColumnOf(allow_none=True), longest=MOST_COLUMNS, shortest=1),
        ]
        | None
    )
    mode: Annotated[ImportMode, Labelled("whether rows add clients or change them")]
    near: Annotated[Treatment, Labelled("create or skip")]
    exact: Annotated[Treatment, Labelled("create or skip")]
    access: Annotated[Access, Labelled("who has access")]
    if_version: ExpectedVersion


RECEIVE_FILE = Call("accounts", "receive_file", ReceiveFile, Import, "write")
RECEIVE_FILE_PART = Call("accounts", "receive_file_part", ReceivePart, Import, "write")
GET_IMPORT = Call("accounts", "get_import", GetImport, Import, "read")
LIST_IMPORTS = Call("accounts", "list_imports", ListImports, ImportPage, "read")
GET_IMPORT_TEMPLATE = Call("accounts", "get_import_template", GetTemplate, Template, "read")
MAP_COLUMNS = Call("accounts", "settle_import", MapColumns, Import, "write")
START_IMPORT = Call("accounts", "start_import", GetImport, Import, "write")
RESUME_IMPORT = Call("accounts", "resume_import", GetImport, Import, "write")
UNDO_IMPORT = Call("accounts", "undo_import", GetImport, Import, "write")
DELETE_IMPORT: Call[GetImport, None] = Call("accounts", "delete_import", GetImport, None, "write")


def receive_file(rpc: Rpc, *, kind: str, filename: str, form: str) -> Import:
    """Begin to take in a file to import; its parts follow. Raises `RoleRequired`."""
    return rpc.call(
        RECEIVE_FILE,
        ReceiveFile(kind=given(ImportKind, kind), filename=filename, format=given(FileFormat, form)),
    )


def receive_file_part(rpc: Rpc, *, import_id: str, number: int, data: str, last: bool) -> Import:
    """The next part of a file, base64; the last one lets it be read. Raises `ImportState`, `NotFound`."""
    return rpc.call(RECEIVE_FILE_PART, ReceivePart(import_id=import_id, number=number, data=data, last=last))


def get_import(rpc: Rpc, import_id: str) -> Import:
    """One import with how far it is. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(GET_IMPORT, GetImport(import_id=import_id))


def list_imports(rpc: Rpc, *, limit: Limit = 50, cursor: ImportId | None = None) -> ImportPage:
    """The practice's imports, newest first: `{items, next_cursor}`. Raises `RoleRequired`."""
    return rpc.call(LIST_IMPORTS, ListImports(limit=limit, cursor=cursor))


def get_import_template(rpc: Rpc, form: FileFormat) -> bytes:
    """A file to fill in, whose columns are known. Raises `RoleRequired`."""
    return base64.b64decode(rpc.call(GET_IMPORT_TEMPLATE, GetTemplate(format=form))["file"])


def map_columns(rpc: Rpc, **decided: Unpack[MapColumns]) -> Import:
    """Say what the columns are and how rows are treated. Raises `ImportState`, `InvalidInput`, `NotFound`."""
    return rpc.call(MAP_COLUMNS, decided)


def start_import(rpc: Rpc, import_id: str) -> Import:
    """Import what was checked. Raises `ImportState`, `NotFound`."""
    return rpc.call(START_IMPORT, GetImport(import_id=import_id))


def resume_import(rpc: Rpc, import_id: str) -> Import:
    """Let a stopped import go on. Raises `ImportState`, `NotFound`."""
    return rpc.call(RESUME_IMPORT, GetImport(import_id=import_id))


def undo_import(rpc: Rpc, import_id: str) -> Import:
    """Take an import back within 24 hours. Raises `ImportState`, `NotFound`."""
    return rpc.call(UNDO_IMPORT, GetImport(import_id=import_id))


def delete_import(rpc: Rpc, import_id: str) -> None:
    """Forget a file and its rows; clients it made stay. Raises `ImportState`, `NotFound`."""
    rpc.call(DELETE_IMPORT, GetImport(import_id=import_id))
