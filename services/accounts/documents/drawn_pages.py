"""Pages of PDFs as pictures: drawn when somebody wants to see one, and kept beside their content."""

from __future__ import annotations

import base64

import orjson

from chassis.database.engine import Database
from chassis.process.threads import Threads
from chassis.process.waiting import Turns
from chassis.rpc.request import Request
from contracts.accounts.document_previews import DrawDocumentPage, DrawnPage
from contracts.accounts.document_states import DocumentChange, PreviewProblem
from contracts.accounts.documents import PART
from contracts.errors import NotFound
from contracts.messages import Rpc
from services.accounts.documents import document_access, document_pages, document_trail, drawing_process
from services.accounts.documents.drawing_process import Drawing
from services.accounts.documents.kept_document import KeptDocument
from services.accounts.documents.object_store import ObjectMissing
from services.accounts.documents.sealed_contents import SealedContents

_PDF = "application/pdf"
#: One at a time: the container has room for one such process beside the service.
_turns = Turns(1)
_threads = Threads(1)


def draw(
    database: Database, calls: Rpc, contents: SealedContents, request: Request[DrawDocumentPage]
) -> DrawnPage:
    """A page of a PDF that is not deleted, or why there is none. Raises `NotFound`, `StoreUnavailable`."""
    wanted = request.data
    seen = document_access.reach(database, calls, request.caller, wanted.client_id)
    row = document_pages.kept(database, seen, wanted.document_id)
    if row.media_type != _PDF:
        raise NotFound(what="document")
    found = _kept(contents, row, wanted.page) or _drawn(contents, row, wanted.page)
    is_given = wanted.picture and found.problem is None
    if is_given:
        # As for a download: nobody is given a page that the activity does not know of.
        with database.unit_of_work() as uow:
            document_trail.note(uow, seen, row.id, DocumentChange.DOWNLOADED, request.caller.user_id)
    return {
        "data": base64.b64encode(found.png).decode() if is_given else None,
        "pages": found.pages,
        "problem": found.problem,
    }


def _drawn(contents: SealedContents, row: KeptDocument, page: int) -> Drawing:
    with _turns:
        # Whoever had a turn before may have had the same page drawn.
        before = _kept(contents, row, page)
        if before is not None:
            return before
        pdf = b"".join(contents.read_part(row.id, number) for number in range(-(-(row.size or 0) // PART)))
        drawn = _threads.run(drawing_process.draw, pdf, page)
        if drawn.is_final:
            _keep(contents, row.id, page, drawn)
        return drawn


def _kept(contents: SealedContents, row: KeptDocument, page: int) -> Drawing | None:
    """A page that was drawn before."""
    try:
        line, _, png = contents.read_part(_place(row.id), page).partition(b"\n")
    except ObjectMissing:
        return None
    found = orjson.loads(line)
    return Drawing(png, found["pages"], PreviewProblem(found["problem"]) if found["problem"] else None)


def _keep(contents: SealedContents, document_id: str, page: int, drawn: Drawing) -> None:
    line = orjson.dumps({"pages": drawn.pages, "problem": drawn.problem})
    contents.write_part(_place(document_id), page, line + b"\n" + drawn.png)


def _place(document_id: str) -> str:
    """Below the content's own, so that it goes with it."""
    return f"{document_id}/drawn"
