"""The decision to take on a client who asked (product.md 7.1): it goes over to the practice in one step."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from contracts.access.states import ADMIN_ROLES, ADMINS
from contracts.accounts import RequestDecided
from contracts.accounts.client_access import Access, levels_by_subject
from contracts.accounts.clients import Onboarding
from contracts.accounts.events import ClientTransferredData
from contracts.accounts.onboarding_states import OnboardingState
from contracts.accounts.states import REQUEST_TRANSITIONS, RequestState
from contracts.errors import RoleRequired
from services.accounts.clients.client_row import ClientRow
from services.accounts.memberships import Membership
from services.accounts.new_clients import client_access
from services.accounts.new_clients.client_access import Unknown


class Transfer(NamedTuple):
    """What is written of the client, and the event about it. `columns` are what is other from then on."""

    columns: dict[str, object]
    transferred: ClientTransferredData


def require_decidable(membership: Membership, state: str, to: RequestState) -> None:
    """Raises `RoleRequired`, and `RequestDecided` where somebody was quicker."""
    require_admin(membership)
    if not REQUEST_TRANSITIONS.allow(state, to):
        raise RequestDecided(state=state)


def require_admin(membership: Membership) -> None:
    """Raises `RoleRequired`."""
    if membership.role not in ADMINS:
        raise RoleRequired(role=ADMIN_ROLES)


def decide(
    membership: Membership, client: ClientRow, wanted: Access, unknown: Unknown, at: datetime.datetime
) -> Transfer:
    """The client as the practice's, seen by whom `wanted` says. Raises `InvalidInput`."""
    access, practice = client_access.decide(membership, wanted, unknown), membership.practice
    # The code was the other practice's own reference, and steps it ordered are no concern of this one.
    onboarding: Onboarding = {"state": OnboardingState.COMPLETE, "steps": []}
    columns: dict[str, object] = {
        "practice_id": practice.id,
        "practice_code": None,
        "status": "active",
        "account_manager_id": access["account_manager_id"],
        "access_everyone": access["everyone"],
        "access_colleague_ids": access["colleague_ids"],
        "access_colleague_ends": {},
        "access_levels": levels_by_subject(access),
        # They are the practice's before.
        "responsible": {},
        "access_team_ids": access["team_ids"],
        "onboarding": onboarding,
        "words": None,
        "version": client.version + 1,
    }
    return Transfer(
        columns,
        {
            "client_id": client.id,
            "from_practice_id": client.practice_id,
            "practice_id": practice.id,
            "practice_name": practice.name,
            "name": client.name,
            **access,
            "by": membership.user_id,
            "at": at,
            "version": client.version + 1,
        },
    )
