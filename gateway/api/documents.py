"""Documents of a client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from contracts import accounts
from contracts.accounts.documents import LARGEST_DOCUMENT, PART
from contracts.errors import LevelRequired, NotFound
from gateway.api.operations import Operation
from gateway.calls import client_documents
from gateway.calls.services import Services
from gateway.http import bodies, problems
from gateway.http.requests import Request
from gateway.http.responses import JSON, Response

_TAG = "Documents"
_PATH = "/v1/clients/{client_id}/documents"
_ONE = f"{_PATH}/{{document_id}}"
_FILE = "application/octet-stream"

_DOCUMENT: Mapping[str, Any] = {
    "id": "doc_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "client_id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "name": "Invoice 2026-114.pdf",
    "kind": "file",
    "source": "email",
    "media_type": "application/pdf",
    "size": 48213,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "message_id": "doc_01JC2Z5T8V9QWERTY0ABCDEFGG",
    "sender": "Jo Bloggs <jo@acme.example>",
    "received_at": "2026-11-02T08:00:00Z",
    "held": False,
    "state": "kept",
    "infection": None,
    "deleted_at": None,
}
_SENDERS = "/v1/clients/{client_id}/document-senders"
_RULES: Mapping[str, Any] = {
    "policy": None,
    "applies": "known",
    "approved": [
        {
            "id": "sender_01JC2Z5T8V9QWERTY0ABCDEFGH",
            "address": "invoices@shop.example",
            "approved_at": "2026-11-02T08:00:00Z",
        }
    ],
}


def receive(request: Request, services: Services) -> Response:
    """The document is the body, which goes on to accounts as it comes."""
    kind = request.environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if kind != _FILE:
        raise problems.UnsupportedMediaType(wanted=_FILE)
    answer = client_documents.take(
        request,
        services,
        client_id=request.arguments["client_id"],
        filename=request.arguments.get("filename", ""),
        parts=bodies.read_in_parts(request.environ, LARGEST_DOCUMENT, PART),
    )
    location = _ONE.format(client_id=answer["client_id"], document_id=answer["id"])
    return Response(orjson.dumps(answer), 201, [JSON, ("Location", location)])


def save(request: Request, services: Services) -> Response:
    named = request.parameters
    return client_documents.content(services, client_id=named["client_id"], document_id=named["document_id"])


OPERATIONS = (
    Operation(
        method="POST",
        path=_PATH,
        name="uploadDocument",
        summary="Upload a document of a client",
        description=(
            "The body is the document, of at most 25 MiB, and `filename` its name, of which is left out what "
            "could be a path or cannot be printed. What it is, its content says."
        ),
        tag=_TAG,
        call=accounts.BEGIN_DOCUMENT,
        answers=accounts.Document,
        uploads=(_FILE,),
        answer=receive,
        status=201,
        location="/v1/clients/{client_id}/documents/{id}",
        refusals=(
            LevelRequired,
            NotFound,
            accounts.ClientArchived,
            accounts.DocumentIncomplete,
            problems.MalformedJson,
            problems.PayloadTooLarge,
            problems.UnsupportedMediaType,
        ),
        example_answer={**_DOCUMENT, "source": "upload", "message_id": None, "sender": "Ada Birch"},
    ),
    Operation(
        method="GET",
        path=_PATH,
        name="listDocuments",
        summary="The documents of a client, newest first",
        description=(
            "Those sent to the client's extract-by-email address, and those uploaded. An email is listed "
            "itself where no file was in it; else each of its files names it as `message_id`. The client's "
            "business admin sees all of them, its other users see what they have uploaded. `held` asks for "
            "those from somebody unknown, whose contents nobody has until they are accepted."
        ),
        tag=_TAG,
        call=accounts.LIST_DOCUMENTS,
        refusals=(NotFound,),
        example_answer={"items": [_DOCUMENT], "next_cursor": None},
    ),
    Operation(
        method="GET",
        path=_ONE,
        name="getDocument",
        summary="One document: what it is, and who sent it",
        tag=_TAG,
        call=accounts.GET_DOCUMENT,
        refusals=(NotFound,),
        example_answer=_DOCUMENT,
    ),
    Operation(
        method="GET",
        path=f"{_ONE}/content",
        name="getDocumentContent",
        summary="A document's content",
        description=(
            "With the media type of its content, to be saved and not shown. It is what somebody sent: it may "
            "be anything, and is not looked through for malware."
        ),
        tag=_TAG,
        call=accounts.GET_DOCUMENT,
        answer=save,
        # Its own type.
        media="*/*",
        refusals=(NotFound,),
    ),
    Operation(
        method="DELETE",
        path=_ONE,
        name="deleteDocument",
        summary="Delete a document",
        description="It can be restored for 30 days, and is then removed for good.",
        tag=_TAG,
        call=accounts.DELETE_DOCUMENT,
        status=204,
        takes="nothing",
        refusals=(
            LevelRequired,
            NotFound,
        ),
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/restore",
        name="restoreDocument",
        summary="Take a deleted document back",
        tag=_TAG,
        call=accounts.RESTORE_DOCUMENT,
        takes="nothing",
        refusals=(
            LevelRequired,
            NotFound,
        ),
        example_answer=_DOCUMENT,
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/accept",
        name="acceptDocument",
        summary="Accept a document from somebody unknown",
        description=(
            "With all that came in the same email, which subscribers are told of now. `remember` lets all "
            "that this sender sends be taken in from then on, and accepts what else is held of them."
        ),
        tag=_TAG,
        call=accounts.ACCEPT_DOCUMENT,
        takes="optional_body",
        refusals=(LevelRequired, NotFound, accounts.ClientArchived),
        example={"remember": True},
        example_answer={"items": [_DOCUMENT], "next_cursor": None},
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/refuse",
        name="refuseDocument",
        summary="Refuse a document from somebody unknown",
        description="It is deleted, with all that came in the same email. Restored, it is held again.",
        tag=_TAG,
        call=accounts.REFUSE_DOCUMENT,
        status=204,
        takes="nothing",
        refusals=(
            LevelRequired,
            NotFound,
        ),
    ),
    Operation(
        method="GET",
        path=_SENDERS,
        name="getDocumentSenders",
        summary="Who may send documents by email",
        description=(
            "Anyone, or those who are known: the client itself, its users, colleagues of its practice, and "
            "senders who were accepted before. What a mail says of its sender is not proven."
        ),
        tag=_TAG,
        call=accounts.GET_DOCUMENT_SENDERS,
        refusals=(NotFound,),
        example_answer=_RULES,
    ),
    Operation(
        method="PUT",
        path=_SENDERS,
        name="changeDocumentSenders",
        summary="Say who may send documents by email",
        description="`policy` null is as the practice has it. What is held already stays so.",
        tag=_TAG,
        call=accounts.CHANGE_DOCUMENT_SENDERS,
        takes="body",
        refusals=(
            LevelRequired,
            NotFound,
        ),
        example={"policy": "known"},
        example_answer={**_RULES, "policy": "known"},
    ),
    Operation(
        method="DELETE",
        path=f"{_SENDERS}/{{sender_id}}",
        name="forgetDocumentSender",
        summary="Let a sender be unknown again",
        tag=_TAG,
        call=accounts.FORGET_SENDER,
        status=204,
        takes="nothing",
        refusals=(
            LevelRequired,
            NotFound,
        ),
    ),
)
