"""One client: what everybody sees of it, and what is done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NotRequired, Required, TypedDict, Unpack

from contracts.access.access_responsibilities import HeldResponsibility
from contracts.access.states import AccessLevel
from contracts.accounts.client_access import ClientAccess
from contracts.accounts.client_fields import (
    Country,
    Currency,
    ExtractEmail,
    IncomeSource,
    IncomeSources,
    Industry,
    PracticeCode,
    ReadOnly,
    Solutions,
)
from contracts.accounts.client_states import ClientStatus
from contracts.accounts.identifiers import AnyPostcode, CompanyNumber, NationalInsuranceNumber
from contracts.accounts.onboarding_states import OnboardingState, OnboardingStep, StepState
from contracts.accounts.states import (
    AddressState,
    BookkeepingSoftware,
    ChannelKind,
    IncomeSourceType,
    Solution,
)
from contracts.addresses import Email
from contracts.errors import Refusal
from contracts.fields import Name, Text
from contracts.messages import Call, Rpc
from contracts.shapes import Described, Labelled, RequestShape
from contracts.values import (
    ClientId,
    ConnectionId,
    ExpectedVersion,
    InvitationId,
    PracticeId,
    Timestamp,
    Version,
)


class PracticeCodeTaken(Refusal):
    """product.md 2.10"""

    code = "practice_code_taken"
    status = 409
    title = "This practice code is in use"
    template = "Another client of your practice has the practice code {practice_code}. Choose another."


class CompanyNumberTaken(Refusal):
    """A practice has each company once."""

    code = "company_number_taken"
    status = 409
    title = "Another client has this company number"
    template = "Another client of your practice has the company number {company_number}: it is there already."


class ExtractEmailTaken(Refusal):
    """product.md 2.11"""

    code = "extract_email_taken"
    status = 409
    title = "This address is in use"
    template = "The address {address} belongs to another client, or did within the last twelve months."


class ClientArchived(Refusal):
    """product.md 8.3"""

    code = "client_archived"
    status = 409
    title = "This client is archived"
    template = "{name} is archived. Restore it first."


class HasUsers(Refusal):
    """product.md 8.3"""

    code = "has_users"
    status = 409
    title = "This client has users"
    template = "{name} has users, so it cannot be deleted. Remove them first, or archive the client."


@dataclass(frozen=True, kw_only=True, slots=True)
class GetClient(RequestShape):
    client_id: ClientId


class Connection(TypedDict, total=False):
    """A client's accounting software; `changed_at` is since when it is in its state."""

    id: ConnectionId
    provider: Required[str]
    state: Required[str]
    organisation_name: str | None
    changed_at: Timestamp


class Channel(TypedDict):
    channel: ChannelKind
    state: str
    detail: NotRequired[str | None]


class InvitationState(TypedDict):
    id: InvitationId
    state: str
    channels: list[Channel]


class Step(TypedDict):
    step: OnboardingStep
    state: StepState
    detail: str | None


class Onboarding(TypedDict):
    state: OnboardingState
    steps: list[Step]


class ToldIncomeSource(TypedDict):
    name: str
    type: IncomeSourceType


class Client(TypedDict):
    """A client account as everybody who may see it sees it."""

    id: ClientId
    crn: str
    type: str
    name: Annotated[str, Text()]
    status: ClientStatus
    practice_code: str | None
    company_number: str | None
    software: Annotated[BookkeepingSoftware, Described("What they are said to keep their books with")] | None
    industry: str | None
    solutions: list[str]
    base_currency: str
    country: str
    extract_email: str
    national_insurance_number: str | None
    postcode: str | None
    email: str | None
    income_sources: list[ToldIncomeSource]
    account_manager_id: str | None
    access: ClientAccess
    connection: Connection | None
    invitation: InvitationState | None
    onboarding: Onboarding
    version: Version
    created_at: Timestamp
    responsibilities: NotRequired[
        Annotated[list[HeldResponsibility], Described("Who has which of the practice's responsibilities")]
    ]
    level: NotRequired[
        Annotated[
            AccessLevel, Described("What you may do with it, where a colleague reads or changes this client")
        ]
    ]


class ChangeClient(TypedDict, total=False):
    """Only what is given is changed. `if_version` refuses a stale edit (product.md 8.1)."""

    client_id: Required[ClientId]
    crn: Annotated[None, ReadOnly("The CRN")]
    name: Annotated[str, Name("the client's name")]
    practice_code: Annotated[str, PracticeCode()] | None
    company_number: Annotated[str, CompanyNumber()] | None
    software: Annotated[BookkeepingSoftware, Labelled("the accounting software")] | None
    industry: Annotated[str, Industry()] | None
    base_currency: Annotated[str, Currency()]
    country: Annotated[str, Country()]
    solutions: Annotated[list[Solution], Solutions()]
    extract_email: Annotated[str, ExtractEmail()]
    email: Annotated[str, Email("the client's email address")] | None
    national_insurance_number: Annotated[str, NationalInsuranceNumber()] | None
    postcode: Annotated[str, AnyPostcode()] | None
    income_sources: Annotated[list[IncomeSource], IncomeSources()]
    if_version: ExpectedVersion


@dataclass(frozen=True, kw_only=True, slots=True)
class DeleteClient(RequestShape):
    client_id: ClientId
    confirm_name: Annotated[str, Text("the client's name")]


class GuideStep(TypedDict):
    """Something that is worth doing next. `page` is where, under the client's own page."""

    step: str
    title: str
    hint: str
    page: str
    done: bool


class Guide(TypedDict):
    items: list[GuideStep]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ResolveExtractEmail(RequestShape):
    address: Annotated[str, Text("an address", longest=320)]


class ExtractEmailResolved(TypedDict):
    """Whose mail it is. `state` is `retired` where the client has another address now (product.md 2.11)."""

    client_id: ClientId
    practice_id: PracticeId
    state: AddressState
    client_status: ClientStatus


GET_CLIENT = Call("accounts", "get_client", GetClient, Client, "read")
CHANGE_CLIENT = Call("accounts", "change_client", ChangeClient, Client, "write")
ARCHIVE_CLIENT = Call("accounts", "archive_client", GetClient, Client, "write")
RESTORE_CLIENT = Call("accounts", "restore_client", GetClient, Client, "write")
DELETE_CLIENT: Call[DeleteClient, None] = Call("accounts", "delete_client", DeleteClient, None, "write")
GET_GUIDE = Call("accounts", "get_guide", GetClient, Guide, "read")
RESOLVE_EXTRACT_EMAIL = Call(
    "accounts", "resolve_extract_email", ResolveExtractEmail, ExtractEmailResolved, "read", caller="service"
)


def get_client(rpc: Rpc, client_id: str) -> Client:
    """One client. Raises `NotFound`, also where the caller may not see it."""
    return rpc.call(GET_CLIENT, GetClient(client_id=client_id))


def get_guide(rpc: Rpc, client_id: str) -> list[GuideStep]:
    """The next steps for a new client, each with whether it is done. Raises `NotFound`."""
    return rpc.call(GET_GUIDE, GetClient(client_id=client_id))["items"]


def change_client(rpc: Rpc, **change: Unpack[ChangeClient]) -> Client:
    """Change a client's settings. Raises `NotFound`, `StaleVersion`, `RoleRequired`, `PracticeCodeTaken`,
    `CompanyNumberTaken`, `ExtractEmailTaken`, `ClientArchived`, `InvalidInput`.
    """
    return rpc.call(CHANGE_CLIENT, change)


def archive_client(rpc: Rpc, client_id: str) -> Client:
    """Take a client out of the daily lists. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(ARCHIVE_CLIENT, GetClient(client_id=client_id))


def restore_client(rpc: Rpc, client_id: str) -> Client:
    """Bring an archived client back. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(RESTORE_CLIENT, GetClient(client_id=client_id))


def delete_client(rpc: Rpc, client_id: str, confirm_name: str) -> None:
    """Delete a client for good. Raises `NotFound`, `RoleRequired`, `HasUsers`, `InvalidInput`."""
    rpc.call(DELETE_CLIENT, DeleteClient(client_id=client_id, confirm_name=confirm_name))


def resolve_extract_email(rpc: Rpc, address: str) -> ExtractEmailResolved:
    """Whose mail to this address is, for a service that takes mail in. Raises `NotFound`."""
    return rpc.call(RESOLVE_EXTRACT_EMAIL, ResolveExtractEmail(address=address))
