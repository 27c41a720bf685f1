"""Adding clients, and inviting people to them (product.md 2 and 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, TypedDict

from contracts.access.access_responsibilities import GivenResponsibilities
from contracts.accounts.client_access import Access
from contracts.accounts.client_fields import (
    IncomeSource,
    IncomeSources,
    Industry,
    PracticeCode,
    Solutions,
    TypeOfClient,
)
from contracts.accounts.clients import Client
from contracts.accounts.identifiers import AnyPostcode, CompanyNumber, NationalInsuranceNumber, Postcode
from contracts.accounts.states import BookkeepingSoftware, ClientType, Solution, SyncResult
from contracts.addresses import Email
from contracts.errors import Refusal
from contracts.fields import ListOf, Name, Text
from contracts.invitations.sent_invitations import Invitation
from contracts.messages import Call, Rpc
from contracts.shapes import Described, Labelled, RequestShape, forms, given
from contracts.values import AuthorizationId, ClientId

FirstResponsibilities = Annotated[
    GivenResponsibilities, Described("Who has which of the practice's responsibilities.")
]


class ExistingUser(Refusal):
    """product.md 4.1"""

    code = "existing_user"
    status = 409
    title = "This email address already belongs to a user"
    template = (
        "{email} already belongs to a user. If the client has an account, ask them to invite your practice; "
        "if this is another business of the same person, send acknowledge_existing_user and the new "
        "account is offered to them."
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitee(RequestShape):
    """Whom to invite (product.md 2.6). `mobile` in any usual form; with its country code."""

    name: Annotated[str, Name("the person's name")]
    email: Annotated[str, Email("the person's email address")]
    mobile: Annotated[str, Text("a mobile number", longest=30)] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CreateBusiness(RequestShape):
    """A business client (product.md 2)."""

    type: Annotated[ClientType, TypeOfClient("business")]
    name: Annotated[str, Name("the business name")]
    solutions: Annotated[list[Solution], Solutions()] | None = None
    practice_code: Annotated[str, PracticeCode()] | None = None
    company_number: Annotated[str, CompanyNumber()] | None = None
    industry: Annotated[str, Industry()] | None = None
    email: Annotated[str, Email("the business's email address")] | None = None
    postcode: Annotated[str, AnyPostcode()] | None = None
    software: Annotated[BookkeepingSoftware, Labelled("the accounting software")] | None = None
    authorization_id: AuthorizationId | None = None
    access: Annotated[Access, Labelled("who has access")] = field(default_factory=Access)
    responsibilities: FirstResponsibilities = field(default_factory=list)
    invitation: Annotated[Invitee, Labelled("the invitation")] | None = None
    acknowledge_existing_user: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class InviteeThemself(RequestShape):
    """Whom to invite; by default at the client's own email address (product.md 3)."""

    name: Annotated[str, Name("the person's name")]
    email: Annotated[str, Email("the person's email address")] | None = None
    mobile: Annotated[str, Text("a mobile number", longest=30)] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CreateSelfEmployed(RequestShape):
    """A sole trader or landlord (product.md 3)."""

    type: Annotated[ClientType, TypeOfClient("self_employed")]
    name: Annotated[str, Name("the client's name")]
    email: Annotated[str, Email("the client's email address")]
    national_insurance_number: Annotated[str, NationalInsuranceNumber()] | None = None
    postcode: Annotated[str, Postcode()] | None = None
    income_sources: Annotated[list[IncomeSource], IncomeSources()]
    solutions: Annotated[list[Solution], Solutions()] | None = None
    practice_code: Annotated[str, PracticeCode()] | None = None
    software: Annotated[BookkeepingSoftware, Labelled("the accounting software")] | None = None
    authorization_id: AuthorizationId | None = None
    access: Annotated[Access, Labelled("who has access")] = field(default_factory=Access)
    responsibilities: FirstResponsibilities = field(default_factory=list)
    invitation: Annotated[InviteeThemself, Labelled("the invitation")] | None = None
    acknowledge_existing_user: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SyncClients(RequestShape):
    """Organisations of a sign-in, each to become a client that `access` says who sees."""

    authorization_id: AuthorizationId
    organisation_ids: Annotated[
        list[str], ListOf(Text("an organisation", longest=200), shortest=1, longest=50)
    ]
    access: Annotated[Access, Labelled("who has access")] = field(default_factory=Access)


class SyncedClient(TypedDict):
    """What became of one organisation; `detail` says why it was skipped."""

    organisation_id: str
    name: str
    result: SyncResult
    detail: str | None
    client_id: str | None


class SyncedClients(TypedDict):
    items: list[SyncedClient]


@dataclass(frozen=True, kw_only=True, slots=True)
class InviteToClient(Invitee):
    """Somebody to invite to a client that is there already (product.md 2.8)."""

    client_id: ClientId
    acknowledge_existing_user: bool = False


CreateClient = forms(
    "CreateClient",
    "A client of either type (product.md 2.1).",
    {"business": CreateBusiness, "self_employed": CreateSelfEmployed},
)
CREATE_CLIENT: Call[CreateBusiness | CreateSelfEmployed, Client] = Call(
    "accounts", "create_client", CreateClient, Client, "write"
)
SYNC_CLIENTS = Call("accounts", "sync_clients", SyncClients, SyncedClients, "write")
INVITE_TO_CLIENT = Call("accounts", "invite_to_client", InviteToClient, Invitation, "write")


def create_client(rpc: Rpc, client: CreateBusiness | CreateSelfEmployed) -> Client:
    """Add a client. Raises `RoleRequired`, `ExistingUser`, `PracticeCodeTaken`, `CompanyNumberTaken`,
    `InvalidInput`.
    """
    return rpc.call(CREATE_CLIENT, client)


def sync_clients(
    rpc: Rpc,
    *,
    authorization_id: AuthorizationId,
    organisation_ids: Sequence[str],
    access: Access | Mapping[str, object] | None = None,
) -> list[SyncedClient]:
    """Add a client for each of the organisations of a sign-in. Raises `RoleRequired`, `NotFound`,
    `connections.AuthorizationNotReady`, `InvalidInput`.
    """
    return rpc.call(
        SYNC_CLIENTS,
        SyncClients(
            authorization_id=authorization_id,
            organisation_ids=list(organisation_ids),
            access=given(Access, access) if access is not None else Access(),
        ),
    )["items"]


def invite_to_client(
    rpc: Rpc,
    client_id: ClientId,
    *,
    name: str,
    email: str,
    mobile: str | None = None,
    acknowledge_existing_user: bool = False,
) -> Invitation:
    """Invite somebody to a client. Raises `NotFound`, `RoleRequired`, `ExistingUser`, `InvalidInput`."""
    return rpc.call(
        INVITE_TO_CLIENT,
        InviteToClient(
            client_id=client_id,
            name=name,
            email=email,
            mobile=mobile,
            acknowledge_existing_user=acknowledge_existing_user,
        ),
    )
