"""Importing clients or practice codes from a file: upload, say what is in it, look it over, import, undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from contracts import accounts
from contracts.accounts import imports
from contracts.accounts.import_columns import FIELDS
from contracts.accounts.import_states import FileFormat
from contracts.errors import InvalidInput
from gateway.calls import import_files
from gateway.http.responses import Response
from gateway.web.imports import responsibility_columns
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

_HERE = "/clients/import"
_PATH = f"{_HERE}/{{import_id}}"
_FIELDS = {
    "name": "Name",
    "type": "Type (business or self-employed)",
    "first_name": "First name",
    "last_name": "Last name",
    "practice_code": "Practice code",
    "company_number": "Company number (Companies House)",
    "industry": "Industry (UK SIC 2007)",
    "solutions": "Solutions",
    "account_manager": "Account manager, by name or email",
    "colleagues": "Colleagues with access, or Everyone",
    "teams": "Teams with access",
    "access_level": "What they may do: view, work or manage",
    "email": "Email",
    "national_insurance_number": "National Insurance number",
    "postcode": "Postcode",
    "income_sources": "Income sources",
    "invitee_name": "Person to invite: name",
    "invitee_email": "Person to invite: email",
    "invitee_mobile": "Person to invite: mobile",
    "crn": "CRN",
}
_ENCODINGS = {
    "utf-8": "Unicode (UTF-8)",
    "utf-16": "Unicode (UTF-16)",
    "windows-1252": "Windows, western Europe",
    "mac_roman": "Mac, western Europe",
    "iso-8859-15": "ISO Latin 9",
    "windows-1250": "Windows, central Europe",
    "windows-1254": "Windows, Turkish",
    "cp850": "DOS, western Europe",
}
MODES = [
    ("create", "Leave them as they are", "Rows add clients."),
    ("create_and_update", "Change those that a row names", "All other rows add clients."),
    ("update", "Change those that a row names, and add none", "All other rows are left out."),
]
VERDICTS = {
    "new": ("New", "good"),
    "near": ("Looks like a client", "waiting"),
    "exact": ("Here already", "plain"),
    "update": ("Changes a client", "good"),
    "same": ("Nothing changes", "plain"),
    "unmatched": ("Names no client", "waiting"),
    "invalid": ("Not valid", "bad"),
}
RESULTS = {
    "created": ("Added", "good"),
    "changed": ("Changed", "good"),
    "unchanged": ("Unchanged", "plain"),
    "skipped": ("Skipped", "plain"),
    "failed": ("Failed", "bad"),
    "undone": ("Taken back", "plain"),
    "kept": ("Kept", "waiting"),
}


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows(_HERE, offer),
        visiting.receives(_HERE, upload, imports.LARGEST_FILE),
        visiting.shows("/clients/import-template.csv", partial(template, FileFormat.CSV)),
        visiting.shows("/clients/import-template.xlsx", partial(template, FileFormat.XLSX)),
        visiting.shows(_PATH, show),
        visiting.takes(_PATH, map_columns),
        visiting.takes(f"{_PATH}/start", _does(accounts.start_import)),
        visiting.takes(f"{_PATH}/resume", _does(accounts.resume_import)),
        visiting.takes(f"{_PATH}/undo", _does(accounts.undo_import)),
        visiting.takes(f"{_PATH}/invitations", invite),
        visiting.takes(f"{_PATH}/delete", forget),
        visiting.shows(f"{_PATH}/failures.csv", failures),
    ]


def offer(visit: Visit) -> Response:
    return visit.page("imports/client_imports.html", values={"kind": "clients"}, **_earlier(visit))


def upload(visit: Visit, form: Form) -> Response:
    """Take the file in; which form it has, its name tells, and the bytes of an XLSX."""
    try:
        if not form.file:
            raise InvalidInput.at("/file", "required", "Choose a CSV or XLSX file.")
        visit.request.arguments = {
            "kind": form.text("kind") or "clients",
            "filename": form.filename[-200:] or "clients",
        }
        form_of_file = "xlsx" if form.file.startswith(b"PK\x03\x04") else "csv"
        taken = import_files.take(visit.request, visit.services, form_of_file, form.file)
    except (InvalidInput, accounts.ImportLimit) as problem:
        return visit.refused("imports/client_imports.html", problem, values=form, **_earlier(visit))
    return visit.go(f"{_HERE}/{taken['id']}")


def show(visit: Visit) -> Response:
    return visit.page("imports/one_import.html", **_shown(visit))


def map_columns(visit: Visit, form: Form) -> Response:
    shown = _shown(visit)
    found = shown["found"]
    if form.text("action") == "read":
        return _read_again(visit, form, shown)
    columns = [form.text(f"columns.{place}") or None for place in range(len(found["columns"]))]
    decided: dict[str, Any] = {"columns": columns}
    if found["kind"] == "clients":
        mode = form.text("mode") or "create"
        # The release before, which may answer yet, knows of none and has all rows add clients.
        decided |= {"mode": mode} if mode != found.get("mode", "create") else {}
        decided |= {"near": form.text("near") or "create", "exact": form.text("exact") or "skip"}
        decided["access"] = {"everyone": form.text("everyone") == "yes"}
    try:
        accounts.map_columns(visit.rpc, import_id=found["id"], **decided)
    except (InvalidInput, accounts.ImportState) as problem:
        return visit.refused("imports/one_import.html", problem, **{**shown, "values": form})
    return visit.go(_here(visit))


def _read_again(visit: Visit, form: Form, shown: dict[str, Any]) -> Response:
    """The file anew, as it is said to be; what did not change is found out again."""
    found, chosen = shown["found"], dict[str, Any]()
    for name in ("encoding", "sheet"):
        if form.text(name) and form.text(name) != found[name]:
            chosen[name] = form.text(name)
    row = form.text("heading_row")
    if row and row != _heading_row(found):
        chosen["heading_row"] = int(row) if row.isascii() and row.isdigit() and len(row) < 8 else row
    try:
        if chosen:
            accounts.map_columns(visit.rpc, import_id=found["id"], **chosen)
    except (InvalidInput, accounts.ImportState) as problem:
        return visit.refused(
            "imports/one_import.html", problem, **{**shown, "values": {**shown["values"], **form}}
        )
    return visit.go(_here(visit))


def _heading_row(found: Mapping[str, Any]) -> str:
    return "" if found["heading_row"] is None else str(found["heading_row"])


def _does(call: Callable[[Any, str], Any]) -> Callable[[Visit, Form], Response]:
    def do(visit: Visit, _form: Form) -> Response:
        try:
            call(visit.rpc, visit.request.parameters["import_id"])
        except accounts.ImportState as problem:
            return visit.refused("imports/one_import.html", problem, **_shown(visit))
        return visit.go(_here(visit))

    return do


def invite(visit: Visit, form: Form) -> Response:
    """Send the invitations, whose number stood on the button."""
    try:
        begun = accounts.invite_imported(
            visit.rpc,
            visit.request.parameters["import_id"],
            acknowledge_existing_users=form.text("acknowledge") == "yes",
        )
    except (accounts.ImportState, accounts.NobodyToInvite, accounts.BulkInvitationLimit) as problem:
        return visit.refused("imports/one_import.html", problem, **_shown(visit))
    return visit.go(f"/invitations/many/{begun['id']}")


def forget(visit: Visit, _form: Form) -> Response:
    try:
        accounts.delete_import(visit.rpc, visit.request.parameters["import_id"])
    except accounts.ImportState as problem:
        return visit.refused("imports/one_import.html", problem, **_shown(visit))
    return visit.go(_HERE, done="forgotten")


def template(form: FileFormat, visit: Visit) -> Response:
    return import_files.template(visit.services, form)


def failures(visit: Visit) -> Response:
    visit.request.arguments = dict(visit.request.parameters)
    return import_files.failures(visit.request, visit.services)


def _here(visit: Visit) -> str:
    return _PATH.format(import_id=visit.request.parameters["import_id"])


def _earlier(visit: Visit) -> dict[str, Any]:
    return {"earlier": accounts.list_imports(visit.rpc, limit=20)["items"], "states": STATES}


def _shown(visit: Visit) -> dict[str, Any]:
    """An import with some of its rows: those of the verdict or result that the address names."""
    import_id = visit.request.parameters["import_id"]
    found = accounts.get_import(visit.rpc, import_id)
    which = {
        name: value for name, value in visit.query.given("verdict", "result").items() if value in _KINDS[name]
    }
    cursor = visit.query.text("cursor")
    after = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 9 else 0
    rows = accounts.list_import_rows(visit.rpc, import_id, limit=50, cursor=after, **which)
    responsible = responsibility_columns.of_practice(visit, found["kind"])
    own: dict[str, str] = {field: _FIELDS[field] for field in FIELDS[found["kind"]]}
    fields = list(responsibility_columns.among(own, responsible).items())
    values = {f"columns.{place}": column["field"] or "" for place, column in enumerate(found["columns"])}
    return {
        "found": found,
        "rows": rows["items"],
        "next_cursor": rows["next_cursor"],
        "which": which,
        "fields": fields,
        "fields_by_name": {**_FIELDS, **responsibility_columns.of_import(found, responsible)},
        "encodings": [(name, _ENCODINGS[name]) for name in accounts.Encoding],
        "sheets": [(name, name) for name in found["sheets"]],
        "values": {
            **values,
            "encoding": found["encoding"] or "",
            "sheet": found["sheet"] or "",
            "heading_row": _heading_row(found),
            "mode": found.get("mode", "create"),
            "near": found["near"],
            "exact": found["exact"],
            "everyone": "yes" if found["access"]["everyone"] else "",
        },
        "modes": MODES,
        "verdicts": VERDICTS,
        "results": RESULTS,
        "states": STATES,
        "working": found["state"] in ("uploading", "reading", "checking", "importing", "undoing"),
    }


_KINDS: dict[str, dict[str, Any]] = {"verdict": VERDICTS, "result": RESULTS}
STATES = {
    "uploading": "Being uploaded",
    "reading": "Being read",
    "mapping": "Waiting for you to say what the columns are",
    "checking": "Being checked",
    "ready": "Checked, and waiting for you to start",
    "importing": "Being imported",
    "done": "Done",
    "undoing": "Being taken back",
    "undone": "Taken back",
    "stopped": "Stopped",
    "unreadable": "Could not be read",
}
