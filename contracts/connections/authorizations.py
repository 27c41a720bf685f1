"""Sign-ins at vendors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, TypedDict

from marshmallow import ValidationError

from contracts.connections.states import AuthorizationState, ProviderId
from contracts.errors import Refusal
from contracts.fields import ListOf, Secret, Text, coded
from contracts.messages import Call, Rpc
from contracts.shapes import Internal, Labelled, RequestShape, given
from contracts.values import AuthorizationId, ClientId, DraftId, Timestamp


class AuthorizationStateInvalid(Refusal):
    """product.md 6.1. One answer for used, too old, another's and made up."""

    code = "authorization_state_invalid"
    status = 403
    title = "This sign-in cannot go on here"
    template = (
        "This sign-in was used already, is too old, or was begun by somebody else or in another session. "
        "Nothing was connected. Begin again from the page where you chose the accounting software."
    )


class AuthorizationNotReady(Refusal):
    """The organisation is not chosen yet, or the sign-in failed or is over."""

    code = "authorization_not_ready"
    status = 409
    title = "This sign-in cannot be used"
    template = "{reason}"


class OrganisationAlreadyConnected(Refusal):
    """product.md 6.6"""

    code = "organisation_already_connected"
    status = 409
    title = "This organisation is connected to another client"
    template = (
        "{organisation} is already connected to your client {client_name}. Choose another organisation, or "
        "disconnect it from {client_name} first."
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class BeginAuthorization(RequestShape):
    """A sign-in at a vendor, for a client that is there, for a draft of one, or for neither yet.

    `same_session`: its answer must come back in the session that began it, and not just to the same user.
    """

    provider: Annotated[ProviderId, Labelled("the accounting software")]
    client_id: ClientId | None = None
    draft_id: DraftId | None = None
    same_session: Annotated[bool, Internal()] = False

    @staticmethod
    def check(data: Mapping[str, object]) -> None:
        """Raises `ValidationError` where it names two purposes."""
        if data.get("client_id") and data.get("draft_id"):
            message = coded("one_of", "Name a client or a draft, not both.")
            raise ValidationError(message, "draft_id")


class Begun(TypedDict):
    """Send the browser to `authorization_url`."""

    id: AuthorizationId
    authorization_url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CompleteAuthorization(RequestShape):
    """What the vendor sent the browser back with. `realm_id` is QuickBooks' company."""

    provider: Annotated[str, Text(longest=20)]
    state: Annotated[str, Secret("the state", longest=200)]
    code: Annotated[str, Secret("the code", longest=4096)] | None = None
    error: Annotated[str, Text(longest=200)] | None = None
    realm_id: Annotated[str, Text(longest=100)] | None = None


class Completed(TypedDict):
    """The sign-in that the answer belongs to, and the page that began it."""

    id: AuthorizationId
    client_id: str | None
    draft_id: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class GetAuthorization(RequestShape):
    authorization_id: AuthorizationId


class Organisation(TypedDict):
    """A business at the vendor. `connected_to` names the client of the practice that it is connected to."""

    id: str
    name: str
    country: str | None
    base_currency: str | None
    industry_hint: str | None
    connected_to: str | None


class Failure(TypedDict):
    """Why a sign-in failed, and in `detail` what to do about it."""

    code: str
    detail: str


class Authorization(TypedDict):
    """A sign-in at a vendor. One that is not used for a client is revoked at `expires_at`. `asking` is while
    the vendor's answer is looked into: ask again in a moment.
    """

    id: AuthorizationId
    provider: str
    state: AuthorizationState
    asking: bool
    organisations: list[Organisation]
    organisation_id: str | None
    error: Failure | None
    client_id: str | None
    draft_id: str | None
    expires_at: Timestamp


@dataclass(frozen=True, kw_only=True, slots=True)
class ChooseOrganisation(RequestShape):
    authorization_id: AuthorizationId
    organisation_id: Annotated[str, Text("an organisation", longest=200)]


class Usable(TypedDict):
    """A finished sign-in that a client can be connected with."""

    id: AuthorizationId
    provider: str
    organisation: Organisation


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckOrganisations(RequestShape):
    authorization_id: AuthorizationId
    organisation_ids: Annotated[
        list[str], ListOf(Text("an organisation", longest=200), shortest=1, longest=50)
    ]


class Reached(TypedDict):
    """Organisations that clients can be made of, those in use with the client they are connected to."""

    provider: str
    organisations: list[Organisation]


BEGIN_AUTHORIZATION = Call(
    "connections", "begin_authorization", BeginAuthorization, Begun, "write", secret=True
)
COMPLETE_AUTHORIZATION = Call(
    "connections", "complete_authorization", CompleteAuthorization, Completed, "write"
)
GET_AUTHORIZATION = Call("connections", "get_authorization", GetAuthorization, Authorization, "read")
CHOOSE_ORGANISATION = Call("connections", "choose_organisation", ChooseOrganisation, Authorization, "write")
CHECK_AUTHORIZATION = Call("connections", "check_authorization", GetAuthorization, Usable, "read")
CHECK_ORGANISATIONS = Call("connections", "check_organisations", CheckOrganisations, Reached, "write")


def begin_authorization(
    rpc: Rpc,
    *,
    provider: str,
    client_id: ClientId | None = None,
    draft_id: DraftId | None = None,
    same_session: bool = False,
) -> Begun:
    """Begin a sign-in at a vendor. Raises `ProviderNotConfigured`, `NotFound`, `RoleRequired`."""
    return rpc.call(
        BEGIN_AUTHORIZATION,
        BeginAuthorization(
            provider=given(ProviderId, provider),
            client_id=client_id,
            draft_id=draft_id,
            same_session=same_session,
        ),
    )


def complete_authorization(
    rpc: Rpc,
    *,
    provider: str,
    state: str,
    code: str | None = None,
    error: str | None = None,
    realm_id: str | None = None,
) -> Completed:
    """Take in what the vendor sent the browser back with. Raises `AuthorizationStateInvalid`."""
    return rpc.call(
        COMPLETE_AUTHORIZATION,
        CompleteAuthorization(provider=provider, state=state, code=code, error=error, realm_id=realm_id),
    )


def get_authorization(rpc: Rpc, *, authorization_id: str) -> Authorization:
    """How far a sign-in at a vendor is. Raises `NotFound`."""
    return rpc.call(GET_AUTHORIZATION, GetAuthorization(authorization_id=authorization_id))


def choose_organisation(rpc: Rpc, authorization_id: str, organisation_id: str) -> Authorization:
    """Choose one of several. Raises `NotFound`, `InvalidInput`, `AuthorizationNotReady`,
    `OrganisationAlreadyConnected`.
    """
    return rpc.call(
        CHOOSE_ORGANISATION,
        ChooseOrganisation(authorization_id=authorization_id, organisation_id=organisation_id),
    )


def check_authorization(rpc: Rpc, *, authorization_id: str) -> Usable:
    """The organisation that a finished sign-in is for, where a client can be connected to it now.

    Raises `NotFound`, `AuthorizationNotReady`, `OrganisationAlreadyConnected`.
    """
    return rpc.call(CHECK_AUTHORIZATION, GetAuthorization(authorization_id=authorization_id))


def check_organisations(rpc: Rpc, *, authorization_id: str, organisation_ids: Sequence[str]) -> Reached:
    """Several of the organisations that a sign-in reaches, with what the vendor tells of each.

    Raises `NotFound`, `AuthorizationNotReady`, `InvalidInput`.
    """
    return rpc.call(
        CHECK_ORGANISATIONS,
        CheckOrganisations(authorization_id=authorization_id, organisation_ids=list(organisation_ids)),
    )
