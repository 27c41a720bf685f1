"""Who may ask to see a client, or to do more with it, who may decide, and what follows: decided from facts
alone.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

from contracts.access import (
    ACCESS_REQUEST_TRANSITIONS,
    AccessLevel,
    AccessRequestDecided,
    AccessRequestState,
    AlreadyHasAccess,
)
from contracts.access.states import ADMIN_ROLES, ADMINS
from contracts.accounts.states import HiddenClients
from contracts.errors import NotFound, RoleRequired
from services.access.access_requests import requested_levels
from services.access.access_requests.requested_levels import Reached, Requested
from services.access.client_access import grant_ends
from services.access.members.member_facts import Actor

#: How long a request waits for somebody to decide.
LIFE = datetime.timedelta(days=14)


class Wanted(NamedTuple):
    """A client as it stands to who asks for it. `known` is that it is one of their practice's; `level` and
    `until` are what they ask for.
    """

    known: bool
    reached: Reached
    hidden_clients: HiddenClients
    level: AccessLevel | None = None
    until: datetime.datetime | None = None


class Pending(NamedTuple):
    """What counts of a request when it is decided."""

    requested_by: str
    state: str
    expires_at: datetime.datetime
    account_manager_id: str | None
    requested: Requested


def require_askable(wanted: Wanted) -> None:
    """Whoever sees the client asks for a higher level of it. What is not there is answered as what may not be
    found.

    Raises `NotFound`, `AlreadyHasAccess`, `InvalidInput`.
    """
    if wanted.known and wanted.reached.level is not None:
        if requested_levels.lets(wanted.reached.level, wanted.level):
            raise AlreadyHasAccess()
        requested_levels.require_lasting(wanted.reached.own, wanted.level, wanted.until)
    elif not wanted.known or wanted.hidden_clients is HiddenClients.OFF:
        raise NotFound(what="client")


def decides(actor: Actor, account_manager_id: str | None) -> bool:
    """Admins decide, and the client's account manager."""
    return actor.role in ADMINS or actor.user_id == account_manager_id


def require_decidable(actor: Actor, request: Pending, to: AccessRequestState, at: datetime.datetime) -> None:
    """Whoever asked may see their request, and not decide it.

    Raises `NotFound`, `RoleRequired`, `AccessRequestDecided`.
    """
    if not decides(actor, request.account_manager_id):
        require_own(actor, request)
        raise RoleRequired(role=f"{ADMIN_ROLES}, or to be the client's account manager")
    _require_open(request, to, at)


def require_withdrawable(actor: Actor, request: Pending, at: datetime.datetime) -> None:
    """Raises `NotFound`, `RoleRequired` for who may only decide it, `AccessRequestDecided`."""
    if not decides(actor, request.account_manager_id):
        require_own(actor, request)
    elif actor.user_id != request.requested_by:
        raise RoleRequired(role="of whoever asked")
    _require_open(request, AccessRequestState.WITHDRAWN, at)


def require_own(actor: Actor, request: Pending) -> None:
    """Raises `NotFound`."""
    if actor.user_id != request.requested_by:
        raise NotFound(what="request")


def expiry(at: datetime.datetime, until: datetime.datetime | None) -> datetime.datetime:
    """When a request made now ends if nobody decides: what is asked for until a time is of no use after it.

    Raises `InvalidInput` for a time that is over.
    """
    if until is None:
        return at + LIFE
    grant_ends.require_ahead(until, at, "/until")
    return min(until, at + LIFE)


def _require_open(request: Pending, to: AccessRequestState, at: datetime.datetime) -> None:
    state = request.state
    # The job that ends it may not have come by yet.
    if state == AccessRequestState.PENDING and request.expires_at <= at:
        state = AccessRequestState.EXPIRED
    if not ACCESS_REQUEST_TRANSITIONS.allow(state, to):
        raise AccessRequestDecided(state=str(state))
