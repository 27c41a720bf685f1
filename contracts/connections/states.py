"""The closed sets of the connections context."""

from __future__ import annotations

from enum import StrEnum

from contracts.transitions import Transitions


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


#: Another organisation can be chosen until one is used, and several clients made of one sign-in (product.md
#: 6.2). What nobody used fails when its client goes to another practice.
AUTHORIZATION_TRANSITIONS = Transitions(
    AuthorizationState,
    {
        AuthorizationState.STARTED: {
            AuthorizationState.CHOOSE_ORGANISATION,
            AuthorizationState.READY,
            AuthorizationState.FAILED,
        },
        AuthorizationState.CHOOSE_ORGANISATION: {
            AuthorizationState.READY,
            AuthorizationState.USED,
            AuthorizationState.FAILED,
        },
        AuthorizationState.READY: {
            AuthorizationState.READY,
            AuthorizationState.USED,
            AuthorizationState.FAILED,
        },
        AuthorizationState.USED: {AuthorizationState.USED},
        AuthorizationState.FAILED: (),
    },
)


class ConnectionStatus(StrEnum):
    """Whether a connection works."""

    CONNECTED = "connected"
    NEEDS_RECONNECT = "needs_reconnect"


class ConnectionFilter(StrEnum):
    """Which connections a list shows."""

    CONNECTED = "connected"
    NEEDS_RECONNECT = "needs_reconnect"
    WARNING = "warning"
