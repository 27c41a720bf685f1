"""A client's documents: listed, searched, saved, uploaded, deleted and taken back (product.md 2.8).

For colleagues under the client's page, and for the client's own people under theirs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from contracts import accounts
from contracts.access.states import ClientRole
from contracts.accounts.documents import LARGEST_DOCUMENT, LONGEST_NAME
from contracts.errors import InvalidInput, NotFound
from gateway.calls import client_documents
from gateway.http.responses import Response
from gateway.web.documents import document_places, document_senders
from gateway.web.kit.forms import Form
from gateway.web.kit.undo_offers import Undo
from gateway.web.kit.visits import Route, Visit, Visits

_TEMPLATE = "documents/client_documents.html"
_KINDS = {
    "application/pdf": "PDF",
    "application/zip": "ZIP",
    "application/vnd.ms-excel": "Excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/msword": "Word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "message/rfc822": "Email",
    "text/csv": "CSV",
    "text/plain": "Text",
}


def routes(visiting: Visits) -> list[Route]:
    found = []
    for path in document_places.PATHS:
        one = f"{path}/{{document_id}}"
        found += [
            visiting.shows(path, show),
            visiting.receives(path, upload, LARGEST_DOCUMENT),
            visiting.shows(f"{one}/content", save),
            visiting.shows(f"{one}/preview", preview),
            visiting.shows(f"{one}/picture", picture),
            visiting.takes(f"{one}/delete", delete),
            visiting.takes(f"{one}/restore", restore),
        ]
    return found


def show(visit: Visit) -> Response:
    try:
        return visit.page(_TEMPLATE, **_shown(visit))
    except InvalidInput as problem:
        return visit.refused(_TEMPLATE, problem, **_shown(visit, searched=False))


def upload(visit: Visit, form: Form) -> Response:
    """Take a document in."""
    try:
        if not form.file:
            raise InvalidInput.at("/file", "required", "Choose a file that is not empty.")
        taken = client_documents.take(
            visit.request,
            visit.services,
            client_id=document_places.client_id(visit),
            filename=form.filename[-300:] or "document",
            parts=client_documents.in_parts(form.file),
        )
    except (InvalidInput, accounts.ClientArchived, accounts.DocumentIncomplete) as problem:
        return visit.refused(_TEMPLATE, problem, **_shown(visit))
    infected = taken.get("state") == accounts.DocumentState.INFECTED
    return visit.go(document_places.base(visit), done="set_aside" if infected else "uploaded")


def save(visit: Visit) -> Response:
    return client_documents.content(
        visit.services,
        client_id=document_places.client_id(visit),
        document_id=visit.request.parameters["document_id"],
    )


def preview(visit: Visit) -> Response:
    """A picture, or a page of a PDF, on a page of ours. Raises `NotFound` for all else, and if deleted."""
    client_id = document_places.client_id(visit)
    document_id = visit.request.parameters["document_id"]
    document = accounts.get_document(visit.rpc, client_id=client_id, document_id=document_id)
    if not _is_shown(document):
        raise NotFound(what="document")
    shown: dict[str, Any] = {"page": None, "pages": 1, "last": 1, "problem": None}
    if document["media_type"] == client_documents.DRAWN:
        number = _page(visit)
        drawn = accounts.draw_document_page(
            visit.rpc, client_id=client_id, document_id=document_id, page=number, picture=False
        )
        shown |= {"page": number, "pages": drawn["pages"], "problem": drawn["problem"]}
        shown["last"] = min(drawn["pages"], accounts.MOST_PAGES)
    base = document_places.base(visit)
    return visit.page("documents/document_preview.html", base=base, document=_described(document), **shown)


def picture(visit: Visit) -> Response:
    if visit.query.text("page"):
        return client_documents.drawn_page(
            visit.services,
            client_id=document_places.client_id(visit),
            document_id=visit.request.parameters["document_id"],
            page=_page(visit),
        )
    return client_documents.picture(
        visit.services,
        client_id=document_places.client_id(visit),
        document_id=visit.request.parameters["document_id"],
    )


def _page(visit: Visit) -> int:
    """The page of a PDF that is to be shown. Raises `NotFound` for what is no number of one."""
    written = visit.query.text("page") or "1"
    if not re.fullmatch(r"[1-9][0-9]?", written, re.ASCII) or int(written) > accounts.MOST_PAGES:
        raise NotFound(what="document")
    return int(written)


def delete(visit: Visit, _form: Form) -> Response:
    document_id = visit.request.parameters["document_id"]
    base = document_places.base(visit)
    accounts.delete_document(visit.rpc, client_id=document_places.client_id(visit), document_id=document_id)
    return visit.go(base, done="deleted", undo=Undo(f"{base}/{document_id}/restore"))


def restore(visit: Visit, _form: Form) -> Response:
    document_id = visit.request.parameters["document_id"]
    base = document_places.base(visit)
    accounts.restore_document(visit.rpc, client_id=document_places.client_id(visit), document_id=document_id)
    return visit.go(base, done="restored", undo=Undo(f"{base}/{document_id}/delete"))


def _shown(visit: Visit, *, searched: bool = True) -> dict[str, Any]:
    """Without `searched` all of them, beside words that cannot be looked for."""
    client_id, query = document_places.client_id(visit), visit.query
    deleted = query.text("deleted") == "yes"
    q = query.text("q")[:LONGEST_NAME]
    cursor = query.text("cursor") or None
    page = accounts.list_documents(
        visit.rpc,
        client_id=client_id,
        q=q if searched else "",
        deleted=deleted,
        cursor=cursor if searched else None,
    )
    return {
        "ours": visit.account["kind"] == "practice",
        "client": accounts.get_client(visit.rpc, client_id) if _may_read(visit) else None,
        "base": document_places.base(visit),
        "documents": [_described(each) for each in page["items"]],
        "infected": _infected(page["items"]),
        "decides": document_senders.may_decide(visit),
        "held": [] if deleted or q else _held(visit),
        "next_cursor": page["next_cursor"],
        "q": q,
        "deleted": deleted,
    }


def _described(document: accounts.Document) -> dict[str, Any]:
    return {
        **document,
        "what": _what(document),
        "long": _size(document["size"]),
        "shown": _is_shown(document),
        # Accounts of the release before does not say.
        "infection": document.get("infection"),
    }


def _is_shown(document: accounts.Document) -> bool:
    gone = document["deleted_at"] is not None or document.get("held", False)
    gone = gone or document.get("infection") is not None
    return document["media_type"] in (*client_documents.PICTURES, client_documents.DRAWN) and not gone


def _infected(documents: Sequence[accounts.Document]) -> set[str | None]:
    """The ids of documents that are infected, and of emails that such are in."""
    found = [each for each in documents if each.get("infection") is not None]
    return {name for each in found for name in (each["id"], each["message_id"])}


def _held(visit: Visit) -> list[dict[str, Any]]:
    found = document_senders.held(visit)
    return [{**mail, "documents": [_described(each) for each in mail["documents"]]} for mail in found]


def _may_read(visit: Visit) -> bool:
    """Whether the client's own settings are theirs to see (product.md 1)."""
    return str(visit.account["role"]) != ClientRole.STANDARD_USER


def _what(document: accounts.Document) -> str:
    media_type = document["media_type"]
    return _KINDS.get(media_type) or ("Picture" if media_type.startswith("image/") else "File")


def _size(size: int) -> str:
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1e6:.1f} MB" if size >= 1_000_000 else f"{round(size / 1000)} kB"
