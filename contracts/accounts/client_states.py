"""The closed sets of clients in lists."""

from __future__ import annotations

from enum import StrEnum

from contracts.transitions import Transitions


class ClientView(StrEnum):
    """Which clients a list shows."""

    ALL = "all"
    MINE = "mine"


class ClientStatus(StrEnum):
    """Whether a client is in the daily lists."""

    ACTIVE = "active"
    ARCHIVED = "archived"


#: product.md 8.3
CLIENT_TRANSITIONS = Transitions(
    ClientStatus,
    {
        ClientStatus.ACTIVE: {ClientStatus.ARCHIVED},
        ClientStatus.ARCHIVED: {ClientStatus.ACTIVE},
    },
)


class ClientConnection(StrEnum):
    """A client's accounting software, as lists are filtered by it; `any` is whatever is not none."""

    NONE = "none"
    CONNECTED = "connected"
    NEEDS_RECONNECT = "needs_reconnect"
    ANY = "any"


class ClientInvitation(StrEnum):
    """How far a client's invitation is, as lists are filtered by it; `any` is whatever is not none."""

    NONE = "none"
    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    NEEDS_ATTENTION = "needs_attention"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    REVOKED = "revoked"
    ANY = "any"


class ClientSort(StrEnum):
    """Orders of a list of clients."""

    NAME = "name"
    NAME_DESCENDING = "-name"
    CREATED_AT = "created_at"
    CREATED_AT_DESCENDING = "-created_at"


class ClientColumn(StrEnum):
    """What a list can show of a client beside its name, in the order of its columns."""

    ACCOUNT_MANAGER = "account_manager"
    RESPONSIBILITIES = "responsibilities"
    ACCESS = "access"
    TYPE = "type"
    COMPANY_NUMBER = "company_number"
    SOLUTIONS = "solutions"
    INVITATION = "invitation"
    CONNECTION = "connection"
    COUNTRY = "country"
    BASE_CURRENCY = "base_currency"
    CREATED_AT = "created_at"
