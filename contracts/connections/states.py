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


class WebhookState(StrEnum):
    """Whether anything is sent to a webhook endpoint."""

    ENABLED = "enabled"
    DISABLED = "disabled"


class WebhookDisabledReason(StrEnum):
    """Why nothing is sent: somebody said so, it failed for days, it is gone, or its owner is."""

    BY_HAND = "by_hand"
    FAILING = "failing"
    GONE = "gone"
    OWNER_LEFT = "owner_left"


class WebhookChange(StrEnum):
    """What became of a webhook endpoint."""

    CREATED = "created"
    CHANGED = "changed"
    ROTATED = "rotated"
    DELETED = "deleted"
    DISABLED = "disabled"


class WebhookDeliveryState(StrEnum):
    """Where an event is on its way to a webhook endpoint; `skipped` is what its owner may not see."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    SKIPPED = "skipped"


#: All but `pending` move only by being sent again.
WEBHOOK_DELIVERY_TRANSITIONS = Transitions(
    WebhookDeliveryState,
    {
        WebhookDeliveryState.PENDING: (
            WebhookDeliveryState.DELIVERED,
            WebhookDeliveryState.FAILED,
            WebhookDeliveryState.SKIPPED,
        ),
        WebhookDeliveryState.DELIVERED: (WebhookDeliveryState.PENDING,),
        WebhookDeliveryState.FAILED: (WebhookDeliveryState.PENDING,),
        WebhookDeliveryState.SKIPPED: (WebhookDeliveryState.PENDING,),
    },
)
WEBHOOK_TRANSITIONS = Transitions(
    WebhookState,
    {
        WebhookState.ENABLED: (WebhookState.DISABLED,),
        WebhookState.DISABLED: (WebhookState.ENABLED,),
    },
)
