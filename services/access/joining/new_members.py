"""How the person of a redeemed invitation gets in, and as what (product.md 1.1, 5.6)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from contracts.access import AddInvitedMember, ClientMembershipStatus, ClientRole
from contracts.errors import FieldError, InvalidInput, NotFound
from services.access.members.member_facts import Person


class WayIn(Enum):
    """What shows that an invitation is taken up by whom it is for."""

    SIGNED_IN = "they are signed in as the user whose email it is"
    KNOWN_PASSWORD = "they give the password of that user"  # noqa: S105  no password
    NEW_PASSWORD = "they choose one, as nobody can sign in with the email yet"  # noqa: S105  no password


class Waiting(NamedTuple):
    """A membership in a client's account before its user has accepted, or after it ended."""

    status: str
    removed_at: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Joining:
    """What a user becomes in a client's account; without a `role` they keep theirs. `anew` is who was no
    member before.
    """

    role: ClientRole | None
    owner: bool
    anew: bool


def way_in(person: Person | None, request: AddInvitedMember) -> WayIn:
    """A password is what is left to a user who is a member of no account at the moment."""
    if person is None or person.password_hash is None:
        return WayIn.NEW_PASSWORD
    return WayIn.SIGNED_IN if request.user_id == person.id else WayIn.KNOWN_PASSWORD


def chosen_password(request: AddInvitedMember) -> str:
    """The password of a new user. Raises `InvalidInput`."""
    if not request.password:
        raise InvalidInput.at("/password", "required", "Choose a password.")
    return request.password


def must_sign_in() -> InvalidInput:
    """For who does not know the password of the user whose email it is."""
    message = (
        "This email address already belongs to a user. Sign in with it to accept; no new password is set."
    )
    error: FieldError = {"pointer": "/password", "code": "sign_in_required", "message": message}
    return InvalidInput([error])


def joining_client(
    waiting: Waiting | None, *, has_owner: bool, invited_at: datetime.datetime
) -> Joining | None:
    """The first user of a client with a login owns it and is its admin (product.md 1.1); None for who is a
    member already. Raises `NotFound` where they were removed after they had been invited.
    """
    if waiting is not None and waiting.status == ClientMembershipStatus.ACTIVE:
        return None
    if waiting is not None and waiting.removed_at is not None and invited_at < waiting.removed_at:
        raise NotFound(what="open invitation")
    if waiting is None or waiting.status == ClientMembershipStatus.REMOVED:
        role = ClientRole.STANDARD_USER if has_owner else ClientRole.BUSINESS_ADMIN
        return Joining(role, owner=not has_owner, anew=True)
    if has_owner:
        return Joining(None, owner=False, anew=False)
    return Joining(ClientRole.BUSINESS_ADMIN, owner=True, anew=False)
