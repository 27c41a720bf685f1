"""What is known of an invitation where something is decided about it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from contracts.invitations import INVITATION_TRANSITIONS, InvitationStatus
from contracts.transitions import Transitions


class ChannelName(StrEnum):
    """What has a link of its own. A reminder is no way for an invitation to go out by, and is not shown."""

    EMAIL = "email"
    SMS = "sms"
    REMINDER = "reminder"


class DeliveryState(StrEnum):
    """What became of a channel's message."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


#: A report may come before what it is about is noted, or after a failure; what arrived did so, whatever is
#: reported later (product.md 5.5). A text that did not reach the phone is sent again.
DELIVERY_TRANSITIONS = Transitions(
    DeliveryState,
    {
        DeliveryState.QUEUED: DeliveryState,
        DeliveryState.SENT: {DeliveryState.QUEUED, DeliveryState.DELIVERED, DeliveryState.FAILED},
        DeliveryState.FAILED: {DeliveryState.DELIVERED},
        DeliveryState.DELIVERED: (),
    },
)


#: How an invitation goes out.
CHANNELS = (ChannelName.EMAIL, ChannelName.SMS)
#: How long a link counts once it is sent (product.md 5.2).
LIFE = datetime.timedelta(days=7)


#: While an invitation is open its links count, and it has the state of its channels.
OPEN = INVITATION_TRANSITIONS.before(InvitationStatus.ACCEPTED)


@dataclass(frozen=True, slots=True)
class StoredInvitation:
    """An invitation as it is stored. `client_id` is None for a colleague's."""

    id: str
    practice_id: str
    practice_name: str
    client_id: str | None
    account_name: str
    name: str
    email: str
    mobile: str | None
    state: InvitationStatus
    created_at: datetime.datetime
    sent_at: datetime.datetime | None
    expires_at: datetime.datetime | None
    claimed_at: datetime.datetime | None
    claimed_with: str | None
    attempt: int
    accepted_by: str | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", InvitationStatus(self.state))

    @property
    def account_id(self) -> str:
        """The account that the person is invited into."""
        return self.client_id or self.practice_id


def state_of(channels: Iterable[str]) -> InvitationStatus:
    """An open invitation's state from those of its channels: a failed one needs attention."""
    states = {DeliveryState(each) for each in channels}
    if DeliveryState.FAILED in states:
        waits = DeliveryState.QUEUED in states
        return InvitationStatus.PENDING if waits else InvitationStatus.NEEDS_ATTENTION
    if DeliveryState.DELIVERED in states:
        return InvitationStatus.DELIVERED
    return InvitationStatus.SENT if DeliveryState.SENT in states else InvitationStatus.PENDING
