"""Who may send documents to a client by email, and what is done with those that somebody unknown sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.accounts.document_states import SenderPolicy
from contracts.accounts.documents import DocumentPage, GetDocument
from contracts.messages import Call, Rpc
from contracts.shapes import Described, Labelled, RequestShape
from contracts.values import ClientId, DocumentId, SenderId, Timestamp

#: Those that a client can have.
MOST_SENDERS = 500


class ApprovedSender(TypedDict):
    """An address that somebody accepted documents from, to be known from then on."""

    id: SenderId
    address: str
    approved_at: Timestamp


class DocumentSenders(TypedDict):
    """`policy` is the client's own, none where the practice's is in force; `applies` is what is in force."""

    policy: Annotated[SenderPolicy, Described("The client's own; else the practice's applies")] | None
    applies: SenderPolicy
    approved: list[ApprovedSender]


@dataclass(frozen=True, kw_only=True, slots=True)
class GetDocumentSenders(RequestShape):
    client_id: ClientId


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeDocumentSenders(RequestShape):
    client_id: ClientId
    policy: Annotated[SenderPolicy, Labelled("who may send")] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ForgetSender(RequestShape):
    client_id: ClientId
    sender_id: SenderId


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceptDocument(RequestShape):
    """Accept what is held of an email; `remember` lets all that its sender sends be taken in from then on."""

    client_id: ClientId
    document_id: DocumentId
    remember: bool = False


GET_DOCUMENT_SENDERS = Call("accounts", "get_document_senders", GetDocumentSenders, DocumentSenders, "read")
CHANGE_DOCUMENT_SENDERS = Call(
    "accounts", "change_document_senders", ChangeDocumentSenders, DocumentSenders, "write"
)
FORGET_SENDER: Call[ForgetSender, None] = Call("accounts", "forget_sender", ForgetSender, None, "write")
ACCEPT_DOCUMENT = Call("accounts", "accept_document", AcceptDocument, DocumentPage, "write")
REFUSE_DOCUMENT: Call[GetDocument, None] = Call("accounts", "refuse_document", GetDocument, None, "write")


def get_document_senders(rpc: Rpc, client_id: str) -> DocumentSenders:
    """Who may send. Raises `NotFound`."""
    return rpc.call(GET_DOCUMENT_SENDERS, GetDocumentSenders(client_id=client_id))


def change_document_senders(rpc: Rpc, *, client_id: str, policy: str | None) -> DocumentSenders:
    """Say who may send; None for as the practice has it. Raises `NotFound`."""
    chosen = SenderPolicy(policy) if policy is not None else None
    return rpc.call(CHANGE_DOCUMENT_SENDERS, ChangeDocumentSenders(client_id=client_id, policy=chosen))


def forget_sender(rpc: Rpc, *, client_id: str, sender_id: str) -> None:
    """Let an address be unknown again. Raises `NotFound`."""
    rpc.call(FORGET_SENDER, ForgetSender(client_id=client_id, sender_id=sender_id))


def accept_document(rpc: Rpc, *, client_id: str, document_id: str, remember: bool = False) -> DocumentPage:
    """Accept what is held of an email; gives what was accepted. Raises `NotFound`, `ClientArchived`."""
    wanted = AcceptDocument(client_id=client_id, document_id=document_id, remember=remember)
    return rpc.call(ACCEPT_DOCUMENT, wanted)


def refuse_document(rpc: Rpc, *, client_id: str, document_id: str) -> None:
    """Delete what is held of an email; it can be restored, and is then held again. Raises `NotFound`."""
    rpc.call(REFUSE_DOCUMENT, GetDocument(client_id=client_id, document_id=document_id))
