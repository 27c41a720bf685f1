"""The closed sets of the invitations context."""

from __future__ import annotations

from enum import StrEnum

from contracts.transitions import Transitions


class TextEncoding(StrEnum):
    """How a text travels."""

    GSM_7 = "gsm_7"
    UCS_2 = "ucs_2"


class MessageKind(StrEnum):
    """Messages whose words a practice may choose."""

    CLIENT_INVITATION = "client_invitation"
    CLIENT_REMINDER = "client_reminder"
    COLLEAGUE_INVITATION = "colleague_invitation"
    COLLEAGUE_REMINDER = "colleague_reminder"
    CLIENT_TEXT = "client_text"


class MailKind(StrEnum):
    """Mails whose words a practice may choose."""

    CLIENT_INVITATION = "client_invitation"
    CLIENT_REMINDER = "client_reminder"
    COLLEAGUE_INVITATION = "colleague_invitation"
    COLLEAGUE_REMINDER = "colleague_reminder"


class InvitationStatus(StrEnum):
    """Where an invitation is."""

    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    NEEDS_ATTENTION = "needs_attention"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    REVOKED = "revoked"


_OPEN = frozenset(
    {
        InvitationStatus.PENDING,
        InvitationStatus.SENT,
        InvitationStatus.DELIVERED,
        InvitationStatus.NEEDS_ATTENTION,
    }
)
_OVER = frozenset({InvitationStatus.ACCEPTED, InvitationStatus.REVOKED})
#: What may follow on each (product.md 5.2, 5.3). The seven days begin when an invitation is sent, so that one
#: that was not does not expire; resending opens again what has expired or was revoked.
INVITATION_TRANSITIONS = Transitions(
    InvitationStatus,
    {
        InvitationStatus.PENDING: _OPEN | _OVER,
        InvitationStatus.SENT: _OPEN | _OVER | {InvitationStatus.EXPIRED},
        InvitationStatus.DELIVERED: _OPEN | _OVER | {InvitationStatus.EXPIRED},
        InvitationStatus.NEEDS_ATTENTION: _OPEN | _OVER | {InvitationStatus.EXPIRED},
        InvitationStatus.ACCEPTED: frozenset(),
        InvitationStatus.EXPIRED: frozenset({InvitationStatus.PENDING, InvitationStatus.REVOKED}),
        InvitationStatus.REVOKED: frozenset({InvitationStatus.PENDING}),
    },
)


class BulkResult(StrEnum):
    """What became of one of many."""

    DONE = "done"
    REFUSED = "refused"
