"""What the accounts context tells: facts about practices and client accounts.

No event carries contact data of a client (product.md 9.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, NotRequired, TypedDict

from contracts.accounts.client_access import NamedLevel
from contracts.accounts.document_states import DocumentChange, DocumentSource
from contracts.accounts.states import HiddenClients, RequestKind, RequestState
from contracts.fields import Text
from contracts.messages import Event
from contracts.shapes import RequestShape
from contracts.values import (
    ClientId,
    DocumentId,
    Done,
    PracticeId,
    PracticeRequestId,
    ResetId,
    TeamId,
    UserId,
    Version,
)


class PracticeRegisteredData(TypedDict):
    practice_id: PracticeId
    name: str
    country: str
    plan: str
    owner_id: UserId
    registered_at: datetime


class PracticeChangedData(Done):
    practice_id: PracticeId
    name: str
    plan: str
    hidden_clients: NotRequired[HiddenClients]
    version: Version


class PracticeLinkChangedData(Done):
    """A practice switched its link on or off, or chose another ending for it."""

    practice_id: PracticeId
    version: Version


class ClientCreatedData(TypedDict):
    """A client account exists. `created_by` is the colleague who added it."""

    client_id: ClientId
    practice_id: PracticeId
    crn: str
    type: str
    name: str
    practice_code: str | None
    company_number: NotRequired[str | None]
    industry: str | None
    solutions: list[str]
    base_currency: str
    country: str
    invited: bool
    created_by: UserId
    created_at: datetime
    version: Version


class ClientUpdatedData(Done):
    """The whole of a client's settings after a change. `changed` names the settings that are other now.

    `import_id` is of the import that changed them, or took its change back.
    """

    client_id: ClientId
    practice_id: PracticeId
    name: str
    practice_code: str | None
    company_number: NotRequired[str | None]
    industry: str | None
    solutions: list[str]
    base_currency: str
    country: str
    changed: list[str]
    import_id: NotRequired[str | None]
    updated_by: UserId
    updated_at: datetime
    version: Version


class ClientStatusData(TypedDict):
    """A client was archived, restored or deleted, by whom."""

    client_id: ClientId
    practice_id: PracticeId
    name: str
    by: UserId
    at: datetime
    version: Version


class ClientTransferredData(TypedDict):
    """A client went over from one practice to another, which says who of it sees the client, and at which
    levels below `manage`.
    """

    client_id: ClientId
    from_practice_id: PracticeId
    practice_id: PracticeId
    practice_name: str
    name: str
    everyone: bool
    colleague_ids: list[UserId]
    team_ids: list[TeamId]
    account_manager_id: UserId | None
    levels: NotRequired[list[NamedLevel]]
    by: UserId
    at: datetime
    version: Version


class PracticeRequestedData(TypedDict):
    """Somebody asks a practice to take them on. It says nothing of who.

    `practice_id` is null where nobody's practice has the admin that was named: so that this takes as long.
    """

    request_id: PracticeRequestId
    practice_id: PracticeId | None
    kind: RequestKind
    at: datetime


class PracticeRequestDecidedData(TypedDict):
    """What became of a request to be taken on: `accepted`, `declined` or, by nobody, `expired`.

    Who asked is a user, or has shown an address (`proof_id`) and is not named. `reason` is for them alone.
    """

    request_id: PracticeRequestId
    practice_id: PracticeId
    practice_name: str
    state: RequestState
    client_id: ClientId | None
    requested_by: UserId | None
    proof_id: ResetId | None
    reason: str | None
    by: UserId | None
    at: datetime


class ReceivedDocument(TypedDict):
    """A document, by what it is. Its name is not said: names of files often have people's names in them."""

    id: DocumentId
    media_type: str
    size: int
    sha256: str


class DocumentReceivedData(TypedDict):
    """Documents came for a client, all in one email, or one that was uploaded `by` somebody.

    It has neither contents nor who sent them. The first document of an email is the email itself, unless that
    is infected: what is, is not told of.
    """

    client_id: ClientId
    practice_id: PracticeId
    source: DocumentSource
    documents: list[ReceivedDocument]
    by: UserId | None
    at: datetime


class DocumentChangedData(Done):
    """Somebody did something with a document: for the activity. Of an email it is the email's."""

    client_id: ClientId
    practice_id: PracticeId
    document_id: DocumentId
    change: DocumentChange
    at: datetime


class DocumentSendersChangedData(Done):
    """Somebody changed who may send documents to a client by email: for the activity."""

    client_id: ClientId
    practice_id: PracticeId
    at: datetime


class DueReceipt(TypedDict):
    """Whoever sent an email is to be told that its documents came; it is the document `message_id`."""

    client_id: ClientId
    practice_id: PracticeId
    practice_name: str
    message_id: DocumentId
    documents: int
    at: datetime


class SealedReceiptDueData(DueReceipt):
    """Who sent it is sealed, as `SentBy`: known to nobody but invitations, which mails it (docs/adr/0065)."""

    sealed: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SentBy(RequestShape):
    """Who sent an email, and the Message-IDs that an answer refers to: its own is the last of them."""

    email: Annotated[str, Text(longest=254)]
    thread: list[str]


class DocumentReceiptDueData(DueReceipt):
    email: str
    thread: list[str]


class ClientOnboardedData(TypedDict):
    """Every step of the creation is done."""

    client_id: ClientId
    practice_id: PracticeId
    onboarded_at: datetime


PRACTICE_REGISTERED = Event("accounts", "PracticeRegistered", PracticeRegisteredData, aggregate="practice_id")
PRACTICE_CHANGED = Event("accounts", "PracticeChanged", PracticeChangedData, aggregate="practice_id")
PRACTICE_LINK_CHANGED = Event(
    "accounts", "PracticeLinkChanged", PracticeLinkChangedData, aggregate="practice_id"
)
CLIENT_CREATED = Event("accounts", "ClientCreated", ClientCreatedData, aggregate="client_id")
CLIENT_ONBOARDED = Event("accounts", "ClientOnboarded", ClientOnboardedData, aggregate="client_id")
CLIENT_UPDATED = Event("accounts", "ClientUpdated", ClientUpdatedData, aggregate="client_id")
CLIENT_ARCHIVED = Event("accounts", "ClientArchived", ClientStatusData, aggregate="client_id")
CLIENT_RESTORED = Event("accounts", "ClientRestored", ClientStatusData, aggregate="client_id")
CLIENT_TRANSFERRED = Event("accounts", "ClientTransferred", ClientTransferredData, aggregate="client_id")
CLIENT_DELETED = Event("accounts", "ClientDeleted", ClientStatusData, aggregate="client_id")
PRACTICE_REQUESTED = Event("accounts", "PracticeRequested", PracticeRequestedData, aggregate="request_id")
PRACTICE_REQUEST_DECIDED = Event(
    "accounts", "PracticeRequestDecided", PracticeRequestDecidedData, aggregate="request_id"
)
DOCUMENT_RECEIVED = Event("accounts", "DocumentReceived", DocumentReceivedData, aggregate="client_id")
DOCUMENT_CHANGED = Event("accounts", "DocumentChanged", DocumentChangedData, aggregate="client_id")
DOCUMENT_SENDERS_CHANGED = Event(
    "accounts", "DocumentSendersChanged", DocumentSendersChangedData, aggregate="client_id"
)
DOCUMENT_RECEIPT_DUE = Event(
    "accounts",
    "DocumentReceiptDue",
    DocumentReceiptDueData,
    aggregate="client_id",
    wire=SealedReceiptDueData,
    private=SentBy,
)

EVENTS = (
    PRACTICE_REGISTERED,
    PRACTICE_CHANGED,
    PRACTICE_LINK_CHANGED,
    CLIENT_CREATED,
    CLIENT_ONBOARDED,
    CLIENT_UPDATED,
    CLIENT_ARCHIVED,
    CLIENT_RESTORED,
    CLIENT_DELETED,
    CLIENT_TRANSFERRED,
    PRACTICE_REQUESTED,
    PRACTICE_REQUEST_DECIDED,
    DOCUMENT_RECEIVED,
    DOCUMENT_CHANGED,
    DOCUMENT_SENDERS_CHANGED,
    DOCUMENT_RECEIPT_DUE,
)
COMMANDS = ()
