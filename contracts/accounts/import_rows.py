"""The rows of an imported file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict

from contracts.accounts.duplicates import Resemblance, Resembled
from contracts.accounts.import_states import RowResult, RowVerdict
from contracts.accounts.imports import GetImport
from contracts.accounts.states import Match
from contracts.fields import Whole
from contracts.messages import Call, Rpc
from contracts.shapes import Described, Labelled, RequestShape, given
from contracts.values import ImportId, Limit


@dataclass(frozen=True, kw_only=True, slots=True)
class ListRows(RequestShape):
    """The rows of a file, in its order."""

    import_id: ImportId
    verdict: Annotated[RowVerdict, Labelled("a verdict")] | None = None
    result: Annotated[RowResult, Labelled("a result")] | None = None
    limit: Limit = 50
    cursor: Annotated[int, Whole(0, 2**31 - 1)] = 0


class RowError(TypedDict):
    field: str
    code: str
    message: str


class RowMatch(TypedDict):
    """A client, or an earlier row of the file, that a row resembles."""

    client: Resembled | None
    row: int | None
    match: Match
    alike: list[Resemblance]


class RowNotice(TypedDict):
    """Something that a row says and that is not kept, with why."""

    field: str
    message: str


class RowInvitee(TypedDict):
    """Whom the row's client can be invited for, once it is there; `mobile` is E.164."""

    name: str
    email: str
    mobile: str | None


class RowChange(TypedDict):
    """A field that a row changes: what is there, and what it becomes, as a cell would say it."""

    field: str
    before: str | None
    after: str | None


class Row(TypedDict):
    """A row: what it says, what it resembles, what is wrong with it, and what became of it."""

    number: Annotated[int, Whole(1, 2**31, metadata={"description": "The line in the file, headings are 1"})]
    values: dict[str, str]
    verdict: str | None
    matches: list[RowMatch]
    errors: list[RowError]
    notices: NotRequired[Annotated[list[RowNotice], Described("What of it is not kept")]]
    result: str | None
    detail: str | None
    client_id: str | None
    invitee: NotRequired[RowInvitee | None]
    existing_user: NotRequired[
        Annotated[bool, Described("Whether that address is a user's; null where that was not looked up")]
        | None
    ]
    updates: NotRequired[Annotated[Resembled, Described("The client that the row changes")] | None]
    changes: NotRequired[Annotated[list[RowChange], Described("What of it becomes other, or became so")]]


class RowPage(TypedDict):
    items: list[Row]
    next_cursor: int | None


class Failures(TypedDict):
    csv: str


LIST_IMPORT_ROWS = Call("accounts", "list_import_rows", ListRows, RowPage, "read")
EXPORT_IMPORT_FAILURES = Call("accounts", "export_import_failures", GetImport, Failures, "read")


def list_import_rows(
    rpc: Rpc,
    import_id: ImportId,
    *,
    verdict: str | None = None,
    result: str | None = None,
    limit: Limit = 50,
    cursor: int = 0,
) -> RowPage:
    """Rows of a file with their verdicts and results: `{items, next_cursor}`. Raises `NotFound`."""
    return rpc.call(
        LIST_IMPORT_ROWS,
        ListRows(
            import_id=import_id,
            verdict=given(RowVerdict, verdict),
            result=given(RowResult, result),
            limit=limit,
            cursor=cursor,
        ),
    )


def export_import_failures(rpc: Rpc, import_id: str) -> str:
    """The rows that are wrong or failed, as CSV with why. Raises `NotFound`."""
    return rpc.call(EXPORT_IMPORT_FAILURES, GetImport(import_id=import_id))["csv"]
