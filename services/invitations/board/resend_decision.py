"""Whether and where an invitation goes out again, and whether it can be revoked (product.md 5.3, 5.7, 7.1):
rules without I/O.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from contracts.errors import NotFound
from contracts.invitations import (
    INVITATION_TRANSITIONS,
    Correction,
    InvitationAccepted,
    InvitationBeingUsed,
    InvitationLimit,
    InvitationNotCorrectable,
    InvitationOfPracticeBefore,
)
from services.invitations.invitations.invitation_facts import ChannelName, StoredInvitation
from services.invitations.invitations.sending_limits import Limits


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where an invitation goes. `mobile` is None where it goes by email alone."""

    email: str
    mobile: str | None

    def by_channel(self) -> dict[ChannelName, str]:
        """Where it goes by each channel."""
        email = {ChannelName.EMAIL: self.email}
        return email | {ChannelName.SMS: self.mobile} if self.mobile is not None else email


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A message to be queued; or one that is `failed`, in plain words, before it was tried."""

    channel: ChannelName
    round: int
    failed: str | None


def require_not_used(invitation: StoredInvitation | None) -> StoredInvitation:
    """The invitation, where nobody has redeemed it or is about to.

    Raises `NotFound`, `InvitationAccepted`, `InvitationBeingUsed`.
    """
    if invitation is None:
        raise NotFound(what="invitation")
    if invitation.state in INVITATION_TRANSITIONS.ends:
        raise InvitationAccepted(name=invitation.name)
    if invitation.claimed_at is not None:
        # Whoever is redeeming it was first: in a moment it is accepted, or free again.
        raise InvitationBeingUsed(name=invitation.name)
    return invitation


def require_own(invitation: StoredInvitation, transferred_at: datetime.datetime | None) -> None:
    """A practice resends what it has sent itself. Raises `InvitationOfPracticeBefore`."""
    if transferred_at is not None and invitation.created_at < transferred_at:
        raise InvitationOfPracticeBefore(name=invitation.name)


def recipient(invitation: StoredInvitation, correction: Correction, limits: Limits) -> Recipient:
    """Where the invitation goes now. Raises `InvitationNotCorrectable`, `InvalidInput`."""
    if invitation.client_id is None and {"email", "mobile"} & correction.keys():
        raise InvitationNotCorrectable(name=invitation.name)
    mobile = correction.get("mobile", invitation.mobile)
    if mobile is not None and "mobile" in correction:
        mobile = limits.mobile(mobile)
    return Recipient(correction.get("email", invitation.email), mobile)


def require_a_way(to: Recipient, over: Mapping[ChannelName, InvitationLimit]) -> None:
    """Raises `InvitationLimit` where no channel has room for one more message."""
    if over.keys() == to.by_channel().keys():
        raise next(iter(over.values()))


def deliveries(
    to: Recipient, over: Mapping[ChannelName, InvitationLimit], last_round: int
) -> list[NewDelivery]:
    """A message by each channel; one that is over a limit shows as failed, with why."""
    return [
        NewDelivery(channel, last_round + 1, over[channel].detail if channel in over else None)
        for channel in to.by_channel()
    ]
