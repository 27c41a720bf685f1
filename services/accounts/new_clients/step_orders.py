"""What other services are ordered to do for a new client, by step."""

from __future__ import annotations

from typing import NamedTuple

from contracts.access.access_levels import GivenLevel
from contracts.access.access_responsibilities import GivenResponsibility
from contracts.access.events import GrantClientAccessData
from contracts.accounts.client_access import ClientAccess
from contracts.accounts.clients import InvitationState
from contracts.accounts.new_clients import CreateBusiness, CreateSelfEmployed, Invitee, InviteeThemself
from contracts.accounts.onboarding_states import OnboardingStep
from contracts.connections.events import EstablishConnectionData
from contracts.invitations.events import InviteClientUserData
from services.accounts.clients import mobile_numbers
from services.accounts.memberships import Membership
from services.accounts.onboarding.onboarding_view import Order, queued_channels

Orders = dict[OnboardingStep, Order]


class Identities(NamedTuple):
    """What the system calls a new client and what belongs to it: made before anything is decided."""

    client_id: str
    crn: str
    invitation_id: str
    connection_id: str
    extract_local_part: str


def decide(
    wanted: CreateBusiness | CreateSelfEmployed,
    access: ClientAccess,
    membership: Membership,
    identities: Identities,
    organisation_id: str | None,
) -> Orders:
    """The orders; none for access where only admins see the client. Raises `InvalidInput` for a number."""
    practice, client_id = membership.practice, identities.client_id
    orders: Orders = {}
    if any(access.values()) or wanted.responsibilities:
        orders[OnboardingStep.ACCESS] = _grant(client_id, membership, access, wanted.responsibilities)
    if wanted.invitation is not None:
        orders[OnboardingStep.INVITATION] = InviteClientUserData(
            invitation_id=identities.invitation_id,
            client_id=client_id,
            client_name=wanted.name,
            practice_id=practice.id,
            practice_name=practice.name,
            invited_by=membership.user_id,
            invited_by_name=membership.name,
            name=wanted.invitation.name,
            email=_invited_at(wanted.invitation, wanted.email),
            mobile=mobile_numbers.in_e164(wanted.invitation.mobile, practice.country, "/invitation/mobile"),
        )
    if wanted.authorization_id is not None:
        orders[OnboardingStep.CONNECTION] = EstablishConnectionData(
            connection_id=identities.connection_id,
            client_id=client_id,
            client_name=wanted.name,
            practice_id=practice.id,
            authorization_id=wanted.authorization_id,
            organisation_id=organisation_id,
            connected_by=membership.user_id,
        )
    return orders


def _grant(
    client_id: str, membership: Membership, access: ClientAccess, held: list[GivenResponsibility]
) -> GrantClientAccessData:
    levels = [
        GivenLevel(user_id=each["user_id"], team_id=each["team_id"], level=each["level"])
        for each in access.get("levels", [])
    ]
    return GrantClientAccessData(
        client_id=client_id,
        practice_id=membership.practice.id,
        everyone=access["everyone"],
        colleague_ids=access["colleague_ids"],
        team_ids=access["team_ids"],
        account_manager_id=access["account_manager_id"],
        granted_by=membership.user_id,
        levels=levels or None,
        responsibilities=held or None,
    )


def _invited_at(invitation: Invitee | InviteeThemself, own: str | None) -> str:
    """A self-employed client is invited at their `own` address unless another is given (api.md)."""
    return invitation.email or own or ""


def first_invitation(orders: Orders) -> InvitationState | None:
    """The invitation as the new client shows it."""
    order = orders.get(OnboardingStep.INVITATION)
    if not isinstance(order, InviteClientUserData):
        return None
    return {
        "id": order.invitation_id,
        "state": "pending",
        "channels": queued_channels(by_text=order.mobile is not None),
    }
