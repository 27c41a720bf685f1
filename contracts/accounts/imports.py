"""Importing clients, or their practice codes, from a file."""

from __future__ import annotations

from contracts.accounts.drafts import Author, ToldAccess
from contracts.accounts.duplicates import MATCHES, Resemblance, Resembled
from contracts.accounts.schemas import Access
from contracts.fields import Choice, Contract, Flag, Id, ListOf, Moment, Part, Result, Text, Whole, fields

KINDS = ("clients", "practice_codes")
MEDIA = {
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
STATES = (
    *("uploading", "reading", "mapping", "checking", "ready", "importing"),
    *("done", "undoing", "undone", "stopped", "unreadable"),
)
FIELDS = {
    "clients": (
        *(
            "type",
            "name",
            "first_name",
            "last_name",
            "practice_code",
            "industry",
            "solutions",
            "account_manager",
        ),
        *("email", "national_insurance_number", "postcode", "income_sources"),
    ),
    "practice_codes": ("crn", "name", "practice_code"),
}
ALL_FIELDS = tuple(dict.fromkeys([*FIELDS["clients"], *FIELDS["practice_codes"]]))
VERDICTS = ("new", "near", "exact", "invalid")
RESULTS = ("created", "changed", "skipped", "failed", "undone", "kept")
LARGEST_FILE = 10 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 200
#: Those that a text file can be said to have.
ENCODINGS = (
    *("utf-8", "utf-16", "windows-1252", "mac_roman", "iso-8859-15", "windows-1250", "windows-1254", "cp850"),
)
#: Bytes of a file that travel at a time.
PART = 512 * 1024


class BeginImport(Contract):
    """A file to come. `filename` is shown to colleagues."""

    kind = Choice(KINDS, "what to import", load_default="clients")
    filename = Text("the file's name", longest=200, load_default="clients")


class ReceiveFile(BeginImport):
    format = Choice(tuple(MEDIA.values()), required=True)


class ReceivePart(Contract):
    """The next part of the file, base64; `last` lets the file be read."""

    import_id = Id("import", required=True)
    number = Whole(0, 1000, required=True)
    data = fields.String(required=True)
    last = Flag(required=True)


class GetImport(Contract):
    import_id = Id("import", required=True)


class ListImports(Contract):
    limit = Whole(1, 200, load_default=50)
    cursor = Id("import", load_default=None)


class MapColumns(Contract):
    """What each column is, in the file's order, and how rows that resemble clients are treated.

    With an encoding, a sheet or a heading row the file is read again, and its columns are to be named anew.
    """

    import_id = Id("import", required=True)
    encoding = Choice(ENCODINGS, "an encoding")
    sheet = Text("a sheet", longest=100)
    heading_row = Whole(1, 2_000_000)
    columns = ListOf(
        Choice(ALL_FIELDS, "a field", allow_none=True), longest=MOST_COLUMNS, shortest=1, allow_none=True
    )
    near = Choice(("create", "skip"), "create or skip")
    exact = Choice(("create", "skip"), "create or skip")
    access = Part(Access, "who has access")
    if_version = Whole(1, 2**53, metadata={"internal": True})


class ListRows(Contract):
    """The rows of a file, in its order."""

    import_id = Id("import", required=True)
    verdict = Choice(VERDICTS, "a verdict", load_default=None)
    result = Choice(RESULTS, "a result", load_default=None)
    limit = Whole(1, 200, load_default=50)
    cursor = Whole(0, 2**31 - 1, load_default=0)


class Column(Result):
    """A column: its heading, some values, and the field it is taken for, if any."""

    heading = fields.String(required=True)
    samples = fields.List(fields.String(), required=True)
    field = fields.String(required=True, allow_none=True)


class PreviewedCell(Result):
    """A cell with signs beyond ASCII, to see whether they were read right."""

    row = fields.Integer(required=True)
    text = fields.String(required=True)


class Import(Result):
    id = Id("import", required=True)
    kind = Choice(KINDS, required=True)
    filename = fields.String(required=True)
    state = Choice(STATES, required=True)
    problem = fields.String(required=True, allow_none=True)
    columns = fields.List(fields.Nested(Column), required=True)
    encoding = fields.String(allow_none=True, metadata={"description": "Of a text file, once it is read"})
    sheets = fields.List(fields.String(), metadata={"description": "Of a workbook: those that can be seen"})
    sheet = fields.String(allow_none=True)
    heading_row = fields.Integer(allow_none=True)
    notices = fields.List(
        fields.String(), metadata={"description": "What to know about how the file was read"}
    )
    preview = fields.List(fields.Nested(PreviewedCell))
    near = fields.String(required=True)
    exact = fields.String(required=True)
    access = Part(ToldAccess, required=True)
    rows = Whole(0, MOST_ROWS, required=True)
    done = Whole(
        0, MOST_ROWS, required=True, metadata={"description": "Rows the present step is through with"}
    )
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    created_by = Part(Author, required=True)
    created_at = Moment(required=True)
    finished_at = Moment(required=True, allow_none=True)
    undo_until = Moment(required=True, allow_none=True)
    version = Whole(1, 2**53, required=True)


class ImportPage(Result):
    items = fields.List(fields.Nested(Import), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class RowError(Result):
    field = fields.String(required=True)
    code = fields.String(required=True)
    message = fields.String(required=True)


class RowMatch(Result):
    """A client, or an earlier row of the file, that a row resembles."""

    client = Part(Resembled, required=True, allow_none=True)
    row = fields.Integer(required=True, allow_none=True)
    match = Choice(MATCHES, required=True)
    alike = fields.List(fields.Nested(Resemblance), required=True)


class RowNotice(Result):
    """Something that a row says and that is not kept, with why."""

    field = fields.String(required=True)
    message = fields.String(required=True)


class Row(Result):
    """A row: what it says, what it resembles, what is wrong with it, and what became of it."""

    number = Whole(1, 2**31, required=True, metadata={"description": "The line in the file, headings are 1"})
    values = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    verdict = fields.String(required=True, allow_none=True)
    matches = fields.List(fields.Nested(RowMatch), required=True)
    errors = fields.List(fields.Nested(RowError), required=True)
    notices = fields.List(fields.Nested(RowNotice), metadata={"description": "What of it is not kept"})
    result = fields.String(required=True, allow_none=True)
    detail = fields.String(required=True, allow_none=True)
    client_id = fields.String(required=True, allow_none=True)


class RowPage(Result):
    items = fields.List(fields.Nested(Row), required=True)
    next_cursor = fields.Integer(required=True, allow_none=True)


class Failures(Result):
    csv = fields.String(required=True)
