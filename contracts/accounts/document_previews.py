"""Pages of documents as pictures."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.accounts.document_states import PreviewProblem
from contracts.fields import Whole
from contracts.messages import Call, Rpc
from contracts.shapes import RequestShape
from contracts.values import ClientId, DocumentId

#: Pages of a document that are shown; whoever wants to read more saves it.
MOST_PAGES = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawDocumentPage(RequestShape):
    client_id: ClientId
    document_id: DocumentId
    page: Annotated[int, Whole(1, MOST_PAGES)]
    #: Whether the picture itself is wanted, and not only whether there is one.
    picture: bool = True


class DrawnPage(TypedDict):
    """A page of a PDF as a PNG, base64, where it is wanted, of how many; or why there is none."""

    data: str | None
    pages: int
    problem: PreviewProblem | None


#: A write: what was drawn is kept.
DRAW_DOCUMENT_PAGE = Call("accounts", "draw_document_page", DrawDocumentPage, DrawnPage, "write")


def draw_document_page(
    rpc: Rpc, *, client_id: str, document_id: str, page: int, picture: bool = True
) -> DrawnPage:
    """A page of a PDF, the first of which is 1. Raises `NotFound`, also for what is no PDF."""
    wanted = DrawDocumentPage(client_id=client_id, document_id=document_id, page=page, picture=picture)
    return rpc.call(DRAW_DOCUMENT_PAGE, wanted)


def png_of(drawn: DrawnPage) -> bytes:
    """The picture; empty where there is none."""
    return base64.b64decode(drawn["data"] or "")
