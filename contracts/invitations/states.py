"""The closed sets of the invitations context."""

from __future__ import annotations

from enum import StrEnum


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


class BulkResult(StrEnum):
    """What became of one of many."""

    DONE = "done"
    REFUSED = "refused"
