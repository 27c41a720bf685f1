"""Importing clients, and their practice codes, from files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import orjson

from contracts import accounts
from contracts.accounts import imports
from contracts.accounts.import_states import FileFormat
from contracts.errors import InvalidInput, NotFound, PracticeAccountRequired, RoleRequired
from contracts.messages import NoArguments
from gateway.api.operations import Operation
from gateway.calls import import_files
from gateway.calls.services import Services
from gateway.http import bodies, problems
from gateway.http.requests import Request
from gateway.http.responses import JSON, Response

_TAG = "Imports"
_PATH = "/v1/client-imports/{import_id}"
_RIGHTS = (PracticeAccountRequired, RoleRequired)
_STEP = (*_RIGHTS, NotFound, accounts.ImportState)

_IMPORT: Mapping[str, Any] = {
    "id": "import_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "kind": "clients",
    "filename": "clients.csv",
    "state": "mapping",
    "problem": None,
    "columns": [{"heading": "Client name", "samples": ["Acme Widgets Ltd"], "field": "name"}],
    "encoding": "windows-1252",
    "sheets": [],
    "sheet": None,
    "heading_row": 1,
    "notices": [
        "The file does not say how it is encoded: it was read as of Windows. Check names with accents."
    ],
    "preview": [{"row": 7, "text": "Café Zoë"}],
    "mode": "create",
    "near": "create",
    "exact": "skip",
    "access": {"everyone": False, "colleague_ids": [], "team_ids": [], "account_manager_id": None},
    "typed": False,
    "rows": 120,
    "done": 0,
    "counts": {},
    "plan": None,
    "invitations": None,
    "created_by": {"id": "user_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Ada Birch"},
    "created_at": "2026-11-02T08:00:00Z",
    "finished_at": None,
    "undo_until": None,
    "version": 3,
}

_NOT_READ: Mapping[str, Any] = {
    "columns": [],
    "encoding": None,
    "heading_row": None,
    "notices": [],
    "preview": [],
}


def receive(request: Request, services: Services) -> Response:
    """The file is the body; see `import_files.take`."""
    kind = request.environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if kind not in imports.MEDIA:
        raise problems.UnsupportedMediaType(wanted=" or ".join(imports.MEDIA))
    file = bodies.read_raw(request.environ, imports.LARGEST_FILE)
    if not file:
        raise InvalidInput.at("", "required", "Send the file as the body.")
    answer = import_files.take(request, services, imports.MEDIA[kind], file)
    headers = [JSON, ("Location", f"/v1/client-imports/{answer['id']}")]
    return Response(orjson.dumps(answer), 201, headers)


def _template(form: FileFormat, _request: Request, services: Services) -> Response:
    return import_files.template(services, form)


OPERATIONS = (
    Operation(
        method="POST",
        path="/v1/client-imports",
        name="importClients",
        summary="Upload a file of clients, or of practice codes",
        description=(
            "The body is a CSV of any usual encoding and delimiter, or an XLSX: at most 10 MiB and 20,000 "
            "rows of 200 columns. The row of its headings is looked for. It is then read; follow `state`. In "
            "`mapping`, say what the columns are; in `ready`, look at the rows and start."
        ),
        tag=_TAG,
        call=accounts.RECEIVE_FILE,
        documented=imports.BeginImport,
        uploads=tuple(imports.MEDIA),
        answer=receive,
        status=201,
        location="/v1/client-imports/{id}",
        refusals=(
            *_RIGHTS,
            accounts.ImportLimit,
            problems.MalformedJson,
            problems.PayloadTooLarge,
            problems.UnsupportedMediaType,
        ),
        example_answer={**_IMPORT, **_NOT_READ, "state": "reading", "rows": 0, "version": 2},
    ),
    Operation(
        method="GET",
        path="/v1/client-imports",
        name="listClientImports",
        summary="The practice's imports, newest first",
        tag=_TAG,
        call=accounts.LIST_IMPORTS,
        refusals=_RIGHTS,
        example_answer={"items": [_IMPORT], "next_cursor": None},
    ),
    *(
        Operation(
            method="GET",
            path=f"/v1/client-import-template.{form}",
            name=f"getClientImportTemplate{form.capitalize()}",
            summary=f"A file to fill in and import, as {form.upper()}",
            description=said,
            tag=_TAG,
            call=accounts.GET_IMPORT_TEMPLATE,
            documented=NoArguments,
            answer=partial(_template, form),
            media=media,
            refusals=_RIGHTS,
        )
        for (media, form), said in zip(
            imports.MEDIA.items(),
            (
                "One line of headings that an import knows, with one for each of your responsibilities.",
                "With a sheet that explains the columns, which an import leaves out, and lists of your "
                "colleagues and teams to choose from.",
            ),
            strict=True,
        )
    ),
    Operation(
        method="GET",
        path=_PATH,
        name="getClientImport",
        summary="One import: how far it is",
        tag=_TAG,
        call=accounts.GET_IMPORT,
        versioned=True,
        refusals=(*_RIGHTS, NotFound),
        example_answer=_IMPORT,
    ),
    Operation(
        method="PATCH",
        path=_PATH,
        name="settleClientImport",
        summary="Say what the columns are, and how rows are treated",
        description=(
            "`columns` names the field of each column in the file's order, or null; `responsible:` and the "
            "id of one of the practice's responsibilities is the column of who has it. `encoding`, `sheet` "
            "or `heading_row`, alone, have the file read again in another way. The rows are then "
            "checked: each is `new`, resembles a client (`near`), is one the practice has (`exact`), or is "
            "`invalid`. With the `mode` `create_and_update`, or `update` alone, a row that names a client by "
            "its CRN, else its practice code, else its company number, changes what the row's columns say of "
            "it (`update`), or nothing (`same`); an empty cell changes nothing. Other rows add clients, or "
            "with `update` are `unmatched` and left out. A client that is changed between the check and the "
            "run is left as it is."
        ),
        tag=_TAG,
        call=accounts.MAP_COLUMNS,
        takes="body",
        versioned=True,
        refusals=_STEP,
        example={"columns": ["name"], "near": "skip"},
        example_answer={**_IMPORT, "state": "checking", "near": "skip", "version": 4},
    ),
    Operation(
        method="GET",
        path=f"{_PATH}/rows",
        name="listClientImportRows",
        summary="The rows, with their verdicts and results",
        tag=_TAG,
        call=accounts.LIST_IMPORT_ROWS,
        refusals=(*_RIGHTS, NotFound),
        example_answer={
            "items": [
                {
                    "number": 2,
                    "values": {"name": "Acme Widgets Ltd"},
                    "verdict": "new",
                    "matches": [],
                    "errors": [],
                    "notices": [],
                    "result": None,
                    "detail": None,
                    "client_id": None,
                    "invitee": {"name": "Jo Bloggs", "email": "jo@acme.example", "mobile": "+447700900123"},
                    "existing_user": False,
                    "updates": None,
                    "changes": [],
                }
            ],
            "next_cursor": None,
        },
    ),
    Operation(
        method="GET",
        path=f"{_PATH}/failures.csv",
        name="exportClientImportFailures",
        summary="The rows that are wrong or failed, as CSV to mend and import again",
        tag=_TAG,
        call=accounts.EXPORT_IMPORT_FAILURES,
        answer=import_files.failures,
        media="text/csv",
        refusals=(*_RIGHTS, NotFound),
    ),
    *(
        Operation(
            method="POST",
            path=f"{_PATH}/{verb}",
            name=f"{verb}ClientImport",
            summary=summary,
            tag=_TAG,
            call=call,
            takes="nothing",
            versioned=True,
            refusals=_STEP,
        )
        for verb, summary, call in (
            ("start", "Import the rows that were checked", accounts.START_IMPORT),
            ("resume", "Go on where an import stopped", accounts.RESUME_IMPORT),
            ("undo", "Take an import back, within 24 hours", accounts.UNDO_IMPORT),
        )
    ),
    Operation(
        method="DELETE",
        path=_PATH,
        name="deleteClientImport",
        summary="Forget a file and its rows",
        description="Clients that it made stay.",
        tag=_TAG,
        call=accounts.DELETE_IMPORT,
        status=204,
        takes="nothing",
        refusals=_STEP,
    ),
)
