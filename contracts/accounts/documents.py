"""Documents of a client: sent to its extract-by-email address, or uploaded (product.md 2.8)."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict

from contracts.accounts.document_states import DocumentKind, DocumentSource, DocumentState
from contracts.errors import Refusal
from contracts.fields import Text, Whole
from contracts.messages import Call, Rpc
from contracts.shapes import Described, RequestShape
from contracts.values import ClientId, DocumentId, Limit, Timestamp

LARGEST_DOCUMENT = 25 * 1024 * 1024
#: Bytes of a document that travel, and are kept, at a time.
PART = 512 * 1024
MOST_PARTS = LARGEST_DOCUMENT // PART
LONGEST_NAME = 150

#: What a document is, by its content; all else is `application/octet-stream`.
MediaType = Annotated[str, Described("By its content, whatever it was said to be")]


class DocumentIncomplete(Refusal):
    """A part is missing, too long, or comes after the last one."""

    code = "document_incomplete"
    status = 409
    title = "The document did not come whole"
    template = "A part of the document is missing or does not fit. Send the document again."


class Document(TypedDict):
    """A document of a client."""

    id: DocumentId
    client_id: ClientId
    name: str
    kind: Annotated[DocumentKind, Described("An email is kept as a document too, with the files in it")]
    source: DocumentSource
    media_type: MediaType
    size: Annotated[int, Whole(0, LARGEST_DOCUMENT)]
    sha256: str
    message_id: Annotated[str, Described("The document that is the email it came in")] | None
    sender: Annotated[str, Described("Who sent it: an email's From, or the name of who uploaded it")] | None
    received_at: Timestamp
    held: NotRequired[
        Annotated[bool, Described("Somebody unknown sent it: it waits to be accepted or refused")]
    ]
    state: NotRequired[
        Annotated[
            DocumentState,
            Described(
                "One that is `infected` is set aside: nobody is given its content, and no event tells of it"
            ),
        ]
    ]
    infection: NotRequired[Annotated[str, Described("What was found in it, as clamd calls it")] | None]
    deleted_at: Annotated[str, Described("It can be restored for 30 days")] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class BeginDocument(RequestShape):
    """A document to come. Of its name, what could be a path or cannot be printed is left out."""

    client_id: ClientId
    filename: Annotated[str, Text("the document's name", longest=300)]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiveDocumentPart(RequestShape):
    """The next part of a document, base64: 512 KiB, the last one less. The last one lets it be kept."""

    client_id: ClientId
    document_id: DocumentId
    number: Annotated[int, Whole(0, MOST_PARTS - 1)]
    data: str
    last: bool


class DocumentBegun(TypedDict):
    id: DocumentId


@dataclass(frozen=True, kw_only=True, slots=True)
class GetDocument(RequestShape):
    client_id: ClientId
    document_id: DocumentId


@dataclass(frozen=True, kw_only=True, slots=True)
class GetDocumentPart(RequestShape):
    client_id: ClientId
    document_id: DocumentId
    number: Annotated[int, Whole(0, MOST_PARTS - 1)]


class DocumentPart(TypedDict):
    """A part of a document's content, base64."""

    data: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ListDocuments(RequestShape):
    """Newest first. `q` is in their names. An email is listed itself where no file was in it."""

    client_id: ClientId
    q: Annotated[str, Text("a part of a name", longest=LONGEST_NAME, shortest=0)] = ""
    deleted: Annotated[bool, Described("Those that are deleted, instead of the others")] = False
    held: Annotated[bool, Described("Those from somebody unknown, instead of the others")] = False
    limit: Limit = 50
    cursor: DocumentId | None = None


class DocumentPage(TypedDict):
    items: list[Document]
    next_cursor: str | None


BEGIN_DOCUMENT = Call("accounts", "begin_document", BeginDocument, DocumentBegun, "write")
RECEIVE_DOCUMENT_PART = Call("accounts", "receive_document_part", ReceiveDocumentPart, Document, "write")
GET_DOCUMENT = Call("accounts", "get_document", GetDocument, Document, "read")
GET_DOCUMENT_PART = Call("accounts", "get_document_part", GetDocumentPart, DocumentPart, "read")
LIST_DOCUMENTS = Call("accounts", "list_documents", ListDocuments, DocumentPage, "read")
DELETE_DOCUMENT: Call[GetDocument, None] = Call("accounts", "delete_document", GetDocument, None, "write")
RESTORE_DOCUMENT = Call("accounts", "restore_document", GetDocument, Document, "write")


def receive_document_part(
    rpc: Rpc, *, client_id: str, document_id: str, number: int, data: bytes, last: bool
) -> Document:
    """The next part of a document; the last one lets it be kept. Raises `NotFound`, `DocumentIncomplete`."""
    return rpc.call(
        RECEIVE_DOCUMENT_PART,
        ReceiveDocumentPart(
            client_id=client_id,
            document_id=document_id,
            number=number,
            data=base64.b64encode(data).decode(),
            last=last,
        ),
    )


def begin_document(rpc: Rpc, *, client_id: str, filename: str) -> DocumentBegun:
    """Begin to take a document in; its parts follow. Raises `NotFound`, `ClientArchived`."""
    return rpc.call(BEGIN_DOCUMENT, BeginDocument(client_id=client_id, filename=filename))


def get_document(rpc: Rpc, *, client_id: str, document_id: str) -> Document:
    """One document. Raises `NotFound`, also where the caller may not see it."""
    return rpc.call(GET_DOCUMENT, GetDocument(client_id=client_id, document_id=document_id))


def get_document_part(rpc: Rpc, *, client_id: str, document_id: str, number: int) -> bytes:
    """A part of a document's content. Raises `NotFound`."""
    wanted = GetDocumentPart(client_id=client_id, document_id=document_id, number=number)
    return base64.b64decode(rpc.call(GET_DOCUMENT_PART, wanted)["data"])


def list_documents(
    rpc: Rpc,
    *,
    client_id: str,
    q: str = "",
    deleted: bool = False,
    held: bool = False,
    limit: int = 50,
    cursor: str | None = None,
) -> DocumentPage:
    """A client's documents, newest first. Raises `NotFound`."""
    wanted = ListDocuments(client_id=client_id, q=q, deleted=deleted, held=held, limit=limit, cursor=cursor)
    return rpc.call(LIST_DOCUMENTS, wanted)


def delete_document(rpc: Rpc, *, client_id: str, document_id: str) -> None:
    """Delete a document; it can be restored for 30 days. Raises `NotFound`."""
    rpc.call(DELETE_DOCUMENT, GetDocument(client_id=client_id, document_id=document_id))


def restore_document(rpc: Rpc, *, client_id: str, document_id: str) -> Document:
    """Take a deleted document back. Raises `NotFound`."""
    return rpc.call(RESTORE_DOCUMENT, GetDocument(client_id=client_id, document_id=document_id))
