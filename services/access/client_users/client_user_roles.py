"""Which role a client's user may be given, and who may go (product.md 1.1, 1.2)."""

from __future__ import annotations

from typing import NamedTuple

from contracts.access import AddClientUser, ChangeClientUser, ClientMembershipStatus, ClientRole, Owner
from contracts.errors import StaleVersion
from services.access.members import roles
from services.access.members.member_facts import Actor


class ClientUserFacts(NamedTuple):
    """A membership in a client's account."""

    account_id: str
    user_id: str
    role: str
    status: str
    owner: bool
    version: int


def of_added(actor: Actor, request: AddClientUser) -> ClientMembershipStatus:
    """What somebody who is added is: nobody acts in an account before they have accepted.

    Raises `RoleRequired`.
    """
    roles.require_over_client(actor.role, request.role)
    return ClientMembershipStatus.INVITED if request.invite else ClientMembershipStatus.NO_LOGIN


def change_of(actor: Actor, before: ClientUserFacts, request: ChangeClientUser) -> ClientRole | None:
    """The role a user has from now on; None where they have it already.

    Raises `RoleRequired`, `StaleVersion`, and `Owner`, but for the practice (product.md 1.1).
    """
    roles.require_over_client(actor.role, before.role, request.role)
    if before.owner and actor.kind != "practice" and request.role != before.role:
        raise Owner()
    if request.if_version not in (None, before.version):
        raise StaleVersion()
    return request.role if request.role != before.role else None


def require_removable(actor: Actor, before: ClientUserFacts) -> None:
    """The owner stays. Raises `RoleRequired`, `Owner`."""
    roles.require_over_client(actor.role, before.role)
    if before.owner:
        raise Owner()
