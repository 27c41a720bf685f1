"""The closed sets of the connections context."""

from __future__ import annotations

from enum import StrEnum


class ProviderId(StrEnum):
    """The accounting software there is."""

    XERO = "xero"
    SAGE = "sage"
    QUICKBOOKS = "quickbooks"
    FREEAGENT = "freeagent"


class AuthorizationState(StrEnum):
    """Where a sign-in at a vendor is."""

    STARTED = "started"
    CHOOSE_ORGANISATION = "choose_organisation"
    READY = "ready"
    FAILED = "failed"
    USED = "used"


class ConnectionStatus(StrEnum):
    """Whether a connection works."""

    CONNECTED = "connected"
    NEEDS_RECONNECT = "needs_reconnect"


class ConnectionFilter(StrEnum):
    """Which connections a list shows."""

    CONNECTED = "connected"
    NEEDS_RECONNECT = "needs_reconnect"
    WARNING = "warning"
