"""Who may leave a practice, and whose the clients they manage are then (product.md 1.4)."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.access import (
    MEMBERSHIP_TRANSITIONS,
    ColleagueNotAccepted,
    EndColleague,
    ManagesClients,
    MembershipStatus,
    Owner,
)
from contracts.errors import InvalidInput
from services.access.members import roles, unknown_choices
from services.access.members.member_facts import Actor, Colleague

_SUCCESSOR = "/reassign_managed_clients_to"


@dataclass(frozen=True, slots=True)
class Leaver:
    """A colleague who is to go, how many clients they manage, and whether who is to manage them next is a
    colleague; false where nobody is named.
    """

    colleague: Colleague
    manages: int
    successor_known: bool


@dataclass(frozen=True, slots=True)
class Departure:
    """What a membership becomes. Where `hands_over`, the clients go to `successor`, or to nobody."""

    status: MembershipStatus
    hands_over: bool
    successor: str | None


def deactivation(actor: Actor, leaver: Leaver, request: EndColleague) -> Departure | None:
    """How a colleague's access ends for a while; None where it has ended already.

    Raises `RoleRequired`, `Owner`, `ColleagueNotAccepted`, `ManagesClients`, `InvalidInput`.
    """
    require_departing(actor, leaver.colleague)
    if leaver.colleague.status == MembershipStatus.INVITED:
        raise ColleagueNotAccepted()
    if not MEMBERSHIP_TRANSITIONS.allow(leaver.colleague.status, MembershipStatus.DEACTIVATED):
        return None
    return _departure(leaver, request, MembershipStatus.DEACTIVATED)


def removal(actor: Actor, leaver: Leaver, request: EndColleague) -> Departure:
    """How a membership ends for good. Raises what `deactivation` does, but for who has not accepted yet."""
    require_departing(actor, leaver.colleague)
    return _departure(leaver, request, MembershipStatus.REMOVED)


def is_return(actor: Actor, colleague: Colleague) -> bool:
    """Whether a colleague comes back: those who were deactivated do. Raises `RoleRequired`, `Owner`."""
    require_departing(actor, colleague)
    return colleague.status == MembershipStatus.DEACTIVATED


def require_departing(actor: Actor, colleague: Colleague) -> None:
    """The owner stays, so that a practice always has an admin. Raises `RoleRequired`, `Owner`."""
    roles.require_over(actor.role, colleague.role)
    if colleague.owner:
        raise Owner()


def _departure(leaver: Leaver, request: EndColleague, status: MembershipStatus) -> Departure:
    successor = request.get("reassign_managed_clients_to")
    if successor is not None:
        _check_successor(leaver, successor)
    if leaver.manages and "reassign_managed_clients_to" not in request:
        raise ManagesClients(count=leaver.manages)
    return Departure(status, hands_over=leaver.manages > 0, successor=successor)


def _check_successor(leaver: Leaver, successor: str) -> None:
    if successor == leaver.colleague.user_id:
        message = "Choose another colleague than the one who leaves."
        raise InvalidInput.at(_SUCCESSOR, "same_colleague", message)
    if not leaver.successor_known:
        raise InvalidInput([unknown_choices.not_a_colleague(_SUCCESSOR)])
