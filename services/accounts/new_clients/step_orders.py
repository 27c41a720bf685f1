"""What other services are ordered to do for a new client, by step."""

from __future__ import annotations

from typing import NamedTuple

from contracts.accounts.client_access import ClientAccess
from contracts.accounts.clients import InvitationState
from contracts.accounts.new_clients import CreateBusiness, CreateSelfEmployed
from contracts.accounts.states import OnboardingStep
from services.accounts.clients import mobile_numbers
from services.accounts.memberships import Membership
from services.accounts.onboarding.onboarding_view import queued_channels

#: The data of each step's command.
Orders = dict[OnboardingStep, dict[str, object]]


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
    if any(access.values()):
        orders[OnboardingStep.ACCESS] = {
            "client_id": client_id,
            "practice_id": practice.id,
            "granted_by": membership.user_id,
            **access,
        }
    if wanted.invitation is not None:
        orders[OnboardingStep.INVITATION] = {
            "invitation_id": identities.invitation_id,
            "client_id": client_id,
            "client_name": wanted.name,
            "practice_id": practice.id,
            "practice_name": practice.name,
            "invited_by": membership.user_id,
            "invited_by_name": membership.name,
            "name": wanted.invitation.name,
            "email": wanted.invitation.email,
            "mobile": mobile_numbers.in_e164(
                wanted.invitation.mobile, practice.country, "/invitation/mobile"
            ),
        }
    if wanted.authorization_id is not None:
        orders[OnboardingStep.CONNECTION] = {
            "connection_id": identities.connection_id,
            "client_id": client_id,
            "client_name": wanted.name,
            "practice_id": practice.id,
            "authorization_id": wanted.authorization_id,
            "organisation_id": organisation_id,
            "connected_by": membership.user_id,
        }
    return orders


def first_invitation(orders: Orders) -> InvitationState | None:
    """The invitation as the new client shows it."""
    order = orders.get(OnboardingStep.INVITATION)
    if order is None:
        return None
    return {
        "id": str(order["invitation_id"]),
        "state": "pending",
        "channels": queued_channels(by_text=order["mobile"] is not None),
    }
