"""Practices and client accounts: the calls of the accounts context, as typed functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contracts.accounts import drafts, duplicates, imports, requests, schemas
from contracts.errors import Refusal
from contracts.invitations.schemas import Invitation
from contracts.messages import Call, Rpc

NAME = "accounts"

REGISTER_PRACTICE = Call(
    NAME, "register_practice", schemas.RegisterPractice, schemas.Registered, "write", public=True
)
GET_PRACTICE = Call(NAME, "get_practice", schemas.Nothing, schemas.Practice, "read")
CHANGE_PRACTICE = Call(NAME, "change_practice", schemas.PracticeChange, schemas.Practice, "write")
CREATE_CLIENT = Call(NAME, "create_client", schemas.CreateClient, schemas.Client, "write")
SYNC_CLIENTS = Call(NAME, "sync_clients", schemas.SyncClients, schemas.SyncedClients, "write")
GET_CLIENT = Call(NAME, "get_client", schemas.GetClient, schemas.Client, "read")
LIST_CLIENTS = Call(NAME, "list_clients", schemas.ListClients, schemas.ClientPage, "read")
COUNT_CLIENTS = Call(NAME, "count_clients", schemas.CountClients, schemas.ClientCounts, "read")
EXPORT_CLIENTS = Call(NAME, "export_clients", schemas.ExportClients, schemas.Exported, "read")
INVITE_TO_CLIENT = Call(NAME, "invite_to_client", schemas.InviteToClient, Invitation, "write")
GET_REFERENCE = Call(NAME, "get_reference", schemas.GetReference, schemas.Reference, "read", public=True)
GET_GUIDE = Call(NAME, "get_guide", schemas.GetClient, schemas.Guide, "read")
CHANGE_CLIENT = Call(NAME, "change_client", schemas.ChangeClient, schemas.Client, "write")
ARCHIVE_CLIENT = Call(NAME, "archive_client", schemas.GetClient, schemas.Client, "write")
RESTORE_CLIENT = Call(NAME, "restore_client", schemas.GetClient, schemas.Client, "write")
DELETE_CLIENT = Call(NAME, "delete_client", schemas.DeleteClient, None, "write")
RESOLVE_EXTRACT_EMAIL = Call(
    NAME,
    "resolve_extract_email",
    schemas.ResolveExtractEmail,
    schemas.ExtractEmailResolved,
    "read",
    public=True,
)
CHECK_DUPLICATES = Call(NAME, "check_duplicates", duplicates.CheckDuplicates, duplicates.Duplicates, "read")
BEGIN_DRAFT = Call(NAME, "begin_draft", drafts.DraftAnswers, drafts.Draft, "write")
CHANGE_DRAFT = Call(NAME, "change_draft", drafts.ChangeDraft, drafts.Draft, "write")
GET_DRAFT = Call(NAME, "get_draft", drafts.GetDraft, drafts.Draft, "read")
LIST_DRAFTS = Call(NAME, "list_drafts", drafts.ListDrafts, drafts.DraftPage, "read")
DELETE_DRAFT = Call(NAME, "delete_draft", drafts.GetDraft, None, "write")
CREATE_FROM_DRAFT = Call(NAME, "create_from_draft", drafts.GetDraft, schemas.Client, "write")
RECEIVE_FILE = Call(NAME, "receive_file", imports.ReceiveFile, imports.Import, "write")
RECEIVE_FILE_PART = Call(NAME, "receive_file_part", imports.ReceivePart, imports.Import, "write")
GET_IMPORT = Call(NAME, "get_import", imports.GetImport, imports.Import, "read")
LIST_IMPORTS = Call(NAME, "list_imports", imports.ListImports, imports.ImportPage, "read")
MAP_COLUMNS = Call(NAME, "settle_import", imports.MapColumns, imports.Import, "write")
START_IMPORT = Call(NAME, "start_import", imports.GetImport, imports.Import, "write")
RESUME_IMPORT = Call(NAME, "resume_import", imports.GetImport, imports.Import, "write")
UNDO_IMPORT = Call(NAME, "undo_import", imports.GetImport, imports.Import, "write")
DELETE_IMPORT = Call(NAME, "delete_import", imports.GetImport, None, "write")
LIST_IMPORT_ROWS = Call(NAME, "list_import_rows", imports.ListRows, imports.RowPage, "read")
EXPORT_IMPORT_FAILURES = Call(NAME, "export_import_failures", imports.GetImport, imports.Failures, "read")
# What is about two accounts at once runs for neither alone.
REQUEST_PRACTICE = Call(
    NAME, "request_practice", requests.RequestPractice, requests.PracticeRequest, "write", public=True
)
LIST_PRACTICE_REQUESTS = Call(
    NAME, "list_practice_requests", requests.ListRequests, requests.PracticeRequestPage, "read"
)
ACCEPT_PRACTICE_REQUEST = Call(
    NAME, "accept_practice_request", requests.AcceptRequest, schemas.Client, "write", public=True
)
DECLINE_PRACTICE_REQUEST = Call(
    NAME, "decline_practice_request", requests.DeclineRequest, requests.PracticeRequest, "write"
)
CATCH_UP = Call(NAME, "catch_up", schemas.CatchUp, schemas.CaughtUp, "read", public=True)

CALLS = (
    REGISTER_PRACTICE,
    GET_PRACTICE,
    CHANGE_PRACTICE,
    CREATE_CLIENT,
    SYNC_CLIENTS,
    GET_CLIENT,
    LIST_CLIENTS,
    COUNT_CLIENTS,
    EXPORT_CLIENTS,
    INVITE_TO_CLIENT,
    GET_REFERENCE,
    GET_GUIDE,
    CHANGE_CLIENT,
    ARCHIVE_CLIENT,
    RESTORE_CLIENT,
    DELETE_CLIENT,
    RESOLVE_EXTRACT_EMAIL,
    CHECK_DUPLICATES,
    BEGIN_DRAFT,
    CHANGE_DRAFT,
    GET_DRAFT,
    LIST_DRAFTS,
    DELETE_DRAFT,
    CREATE_FROM_DRAFT,
    RECEIVE_FILE,
    RECEIVE_FILE_PART,
    GET_IMPORT,
    LIST_IMPORTS,
    MAP_COLUMNS,
    START_IMPORT,
    RESUME_IMPORT,
    UNDO_IMPORT,
    DELETE_IMPORT,
    LIST_IMPORT_ROWS,
    EXPORT_IMPORT_FAILURES,
    REQUEST_PRACTICE,
    LIST_PRACTICE_REQUESTS,
    ACCEPT_PRACTICE_REQUEST,
    DECLINE_PRACTICE_REQUEST,
    CATCH_UP,
)


class ExistingUser(Refusal):
    """product.md 4.1"""

    code = "existing_user"
    status = 409
    title = "This email address already belongs to a user"
    template = (
        "{email} already belongs to a user. If the client has an account, ask them to invite your practice; "
        "if this is another business of the same person, send acknowledge_existing_user and the new "
        "account is offered to them."
    )


class PracticeCodeTaken(Refusal):
    """product.md 2.10"""

    code = "practice_code_taken"
    status = 409
    title = "This practice code is in use"
    template = "Another client of your practice has the practice code {practice_code}. Choose another."


class ExtractEmailTaken(Refusal):
    """product.md 2.11"""

    code = "extract_email_taken"
    status = 409
    title = "This address is in use"
    template = "The address {address} belongs to another client, or did within the last twelve months."


class PlanRequired(Refusal):
    """product.md 8.2"""

    code = "plan_required"
    status = 403
    title = "Your practice's plan does not include this"
    template = "This needs the plan {plan}. Ask a practice admin to change the plan."


class ClientArchived(Refusal):
    """product.md 8.3"""

    code = "client_archived"
    status = 409
    title = "This client is archived"
    template = "{name} is archived. Restore it first."


class ClientAccountRequired(Refusal):
    """product.md 7.1"""

    code = "client_account_required"
    status = 403
    title = "Only clients can do this"
    template = "You are acting for a practice. Switch to the client account to continue."


class RequestDecided(Refusal):
    """product.md 7.1"""

    code = "request_decided"
    status = 409
    title = "This request has been decided"
    template = "The request is {state} already."


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


class HasUsers(Refusal):
    """product.md 8.3"""

    code = "has_users"
    status = 409
    title = "This client has users"
    template = "{name} has users, so it cannot be deleted. Remove them first, or archive the client."


def register_practice(rpc: Rpc, **practice: Any) -> dict[str, Any]:
    """Create a practice with its owner. Raises `InvalidInput`."""
    return rpc.call(REGISTER_PRACTICE, practice)  # type: ignore[no-any-return]


def get_practice(rpc: Rpc) -> dict[str, Any]:
    """The caller's practice."""
    return rpc.call(GET_PRACTICE, {})  # type: ignore[no-any-return]


def change_practice(rpc: Rpc, **change: Any) -> dict[str, Any]:
    """Change the caller's practice. Raises `StaleVersion`, `RoleRequired`."""
    return rpc.call(CHANGE_PRACTICE, change)  # type: ignore[no-any-return]


def create_client(rpc: Rpc, **client: Any) -> dict[str, Any]:
    """Add a client. Raises `RoleRequired`, `ExistingUser`, `PracticeCodeTaken`, `InvalidInput`."""
    return rpc.call(CREATE_CLIENT, client)  # type: ignore[no-any-return]


def sync_clients(rpc: Rpc, **wanted: Any) -> list[dict[str, Any]]:
    """Add a client for each of the organisations of a sign-in. Raises `RoleRequired`, `NotFound`,
    `connections.AuthorizationNotReady`, `InvalidInput`.
    """
    return rpc.call(SYNC_CLIENTS, wanted)["items"]  # type: ignore[no-any-return]


def get_client(rpc: Rpc, client_id: str) -> dict[str, Any]:
    """One client. Raises `NotFound`, also where the caller may not see it."""
    return rpc.call(GET_CLIENT, {"client_id": client_id})  # type: ignore[no-any-return]


def list_clients(rpc: Rpc, **query: Any) -> dict[str, Any]:
    """One page of the caller's clients: `{items, next_cursor}`."""
    return rpc.call(LIST_CLIENTS, query)  # type: ignore[no-any-return]


def catch_up(rpc: Rpc, message_ids: Sequence[str]) -> Mapping[str, Any]:
    """Wait, at most a second, until accounts has taken in these messages."""
    return rpc.call(CATCH_UP, {"message_ids": list(message_ids)})  # type: ignore[no-any-return]


def invite_to_client(rpc: Rpc, client_id: str, **invitee: Any) -> dict[str, Any]:
    """Invite somebody to a client. Raises `NotFound`, `RoleRequired`, `ExistingUser`, `InvalidInput`."""
    return rpc.call(INVITE_TO_CLIENT, {"client_id": client_id, **invitee})  # type: ignore[no-any-return]


def get_reference(rpc: Rpc, kind: str, q: str | None = None) -> list[dict[str, Any]]:
    """What can be chosen of a kind, such as `industries`: each with `code` and `name`."""
    wanted = {"kind": kind} if q is None else {"kind": kind, "q": q}
    return rpc.call(GET_REFERENCE, wanted)["items"]  # type: ignore[no-any-return]


def get_guide(rpc: Rpc, client_id: str) -> list[dict[str, Any]]:
    """The next steps for a new client, each with whether it is done. Raises `NotFound`."""
    return rpc.call(GET_GUIDE, {"client_id": client_id})["items"]  # type: ignore[no-any-return]


def begin_draft(rpc: Rpc, **answers: Any) -> dict[str, Any]:
    """A draft of a client with these answers. Raises `RoleRequired`, `InvalidInput`, `PracticeCodeTaken`."""
    return rpc.call(BEGIN_DRAFT, answers)  # type: ignore[no-any-return]


def change_draft(rpc: Rpc, draft_id: str, **answers: Any) -> dict[str, Any]:
    """Give these answers of a draft; `if_version` refuses a stale edit. Raises `NotFound`, `StaleVersion`."""
    return rpc.call(CHANGE_DRAFT, {"draft_id": draft_id, **answers})  # type: ignore[no-any-return]


def get_draft(rpc: Rpc, draft_id: str) -> dict[str, Any]:
    """One draft with how far its steps are. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(GET_DRAFT, {"draft_id": draft_id})  # type: ignore[no-any-return]


def list_drafts(rpc: Rpc, **query: Any) -> dict[str, Any]:
    """One page of the practice's drafts: `{items, next_cursor}`. Raises `RoleRequired`."""
    return rpc.call(LIST_DRAFTS, query)  # type: ignore[no-any-return]


def delete_draft(rpc: Rpc, draft_id: str) -> None:
    """Throw a draft away. Raises `NotFound`."""
    rpc.call(DELETE_DRAFT, {"draft_id": draft_id})


def create_from_draft(rpc: Rpc, draft_id: str) -> dict[str, Any]:
    """Make a client of a draft; raises what `create_client` does, and `NotFound`."""
    return rpc.call(CREATE_FROM_DRAFT, {"draft_id": draft_id})  # type: ignore[no-any-return]


def change_client(rpc: Rpc, client_id: str, **change: Any) -> dict[str, Any]:
    """Change a client's settings. Raises `NotFound`, `StaleVersion`, `RoleRequired`, `PracticeCodeTaken`,
    `ExtractEmailTaken`, `ClientArchived`, `InvalidInput`.
    """
    return rpc.call(CHANGE_CLIENT, {"client_id": client_id, **change})  # type: ignore[no-any-return]


def archive_client(rpc: Rpc, client_id: str) -> dict[str, Any]:
    """Take a client out of the daily lists. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(ARCHIVE_CLIENT, {"client_id": client_id})  # type: ignore[no-any-return]


def restore_client(rpc: Rpc, client_id: str) -> dict[str, Any]:
    """Bring an archived client back. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(RESTORE_CLIENT, {"client_id": client_id})  # type: ignore[no-any-return]


def delete_client(rpc: Rpc, client_id: str, confirm_name: str) -> None:
    """Delete a client for good. Raises `NotFound`, `RoleRequired`, `HasUsers`, `InvalidInput`."""
    rpc.call(DELETE_CLIENT, {"client_id": client_id, "confirm_name": confirm_name})


def resolve_extract_email(rpc: Rpc, address: str) -> dict[str, Any]:
    """Whose mail to this address is, for a service that takes mail in. Raises `NotFound`."""
    return rpc.call(RESOLVE_EXTRACT_EMAIL, {"address": address})  # type: ignore[no-any-return]


def count_clients(rpc: Rpc, status: str | None = None) -> dict[str, Any]:
    """How many clients the caller can see: all, mine, by status, type, connection and invitation."""
    return rpc.call(COUNT_CLIENTS, {} if status is None else {"status": status})  # type: ignore[no-any-return]


def export_clients(rpc: Rpc, **query: Any) -> Iterator[str]:
    """The clients of a query as CSV, in parts. Raises `PlanRequired`."""
    part = rpc.call(EXPORT_CLIENTS, query)
    yield part["csv"]
    while part["next_cursor"] is not None:
        part = rpc.call(EXPORT_CLIENTS, {**query, "cursor": part["next_cursor"]})
        yield part["csv"]


def check_duplicates(rpc: Rpc, **client: Any) -> list[dict[str, Any]]:
    """The clients that resemble this one, the most alike first. Raises `RoleRequired`."""
    return rpc.call(CHECK_DUPLICATES, client)["items"]  # type: ignore[no-any-return]


def receive_file(rpc: Rpc, *, kind: str, filename: str, form: str) -> dict[str, Any]:
    """Begin to take in a file to import; its parts follow. Raises `RoleRequired`."""
    arguments = {"kind": kind, "filename": filename, "format": form}
    return rpc.call(RECEIVE_FILE, arguments)  # type: ignore[no-any-return]


def receive_file_part(rpc: Rpc, *, import_id: str, number: int, data: str, last: bool) -> dict[str, Any]:
    """The next part of a file, base64; the last one lets it be read. Raises `ImportState`, `NotFound`."""
    arguments = {"import_id": import_id, "number": number, "data": data, "last": last}
    return rpc.call(RECEIVE_FILE_PART, arguments)  # type: ignore[no-any-return]


def get_import(rpc: Rpc, import_id: str) -> dict[str, Any]:
    """One import with how far it is. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(GET_IMPORT, {"import_id": import_id})  # type: ignore[no-any-return]


def list_imports(rpc: Rpc, **query: Any) -> dict[str, Any]:
    """The practice's imports, newest first: `{items, next_cursor}`. Raises `RoleRequired`."""
    return rpc.call(LIST_IMPORTS, query)  # type: ignore[no-any-return]


def map_columns(rpc: Rpc, import_id: str, **decided: Any) -> dict[str, Any]:
    """Say what the columns are and how rows are treated. Raises `ImportState`, `InvalidInput`, `NotFound`."""
    return rpc.call(MAP_COLUMNS, {"import_id": import_id, **decided})  # type: ignore[no-any-return]


def start_import(rpc: Rpc, import_id: str) -> dict[str, Any]:
    """Import what was checked. Raises `ImportState`, `NotFound`."""
    return rpc.call(START_IMPORT, {"import_id": import_id})  # type: ignore[no-any-return]


def resume_import(rpc: Rpc, import_id: str) -> dict[str, Any]:
    """Let a stopped import go on. Raises `ImportState`, `NotFound`."""
    return rpc.call(RESUME_IMPORT, {"import_id": import_id})  # type: ignore[no-any-return]


def undo_import(rpc: Rpc, import_id: str) -> dict[str, Any]:
    """Take an import back within 24 hours. Raises `ImportState`, `NotFound`."""
    return rpc.call(UNDO_IMPORT, {"import_id": import_id})  # type: ignore[no-any-return]


def delete_import(rpc: Rpc, import_id: str) -> None:
    """Forget a file and its rows; clients it made stay. Raises `ImportState`, `NotFound`."""
    rpc.call(DELETE_IMPORT, {"import_id": import_id})


def list_import_rows(rpc: Rpc, import_id: str, **query: Any) -> dict[str, Any]:
    """Rows of a file with their verdicts and results: `{items, next_cursor}`. Raises `NotFound`."""
    return rpc.call(LIST_IMPORT_ROWS, {"import_id": import_id, **query})  # type: ignore[no-any-return]


def export_import_failures(rpc: Rpc, import_id: str) -> str:
    """The rows that are wrong or failed, as CSV with why. Raises `NotFound`."""
    return str(rpc.call(EXPORT_IMPORT_FAILURES, {"import_id": import_id})["csv"])


def request_practice(rpc: Rpc, *, practice_admin_email: str) -> dict[str, Any]:
    """Ask a practice to take the caller's account on. Raises `RoleRequired`, `ClientAccountRequired`."""
    return rpc.call(REQUEST_PRACTICE, {"practice_admin_email": practice_admin_email})  # type: ignore[no-any-return]


def list_practice_requests(rpc: Rpc, **query: Any) -> dict[str, Any]:
    """What the practice is asked, or the client has asked: `{items, next_cursor}`. Raises `RoleRequired`."""
    return rpc.call(LIST_PRACTICE_REQUESTS, query)  # type: ignore[no-any-return]


def accept_practice_request(
    rpc: Rpc, request_id: str, access: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Take the client on; gives the client. Raises `NotFound`, `RoleRequired`, `RequestDecided`."""
    arguments = {"request_id": request_id, "access": dict(access) if access is not None else None}
    return rpc.call(ACCEPT_PRACTICE_REQUEST, arguments)  # type: ignore[no-any-return]


def decline_practice_request(rpc: Rpc, request_id: str) -> dict[str, Any]:
    """Say no to a client. Raises `NotFound`, `RoleRequired`, `RequestDecided`."""
    return rpc.call(DECLINE_PRACTICE_REQUEST, {"request_id": request_id})  # type: ignore[no-any-return]
