"""An endpoint to which nothing more is sent: what waits for it has failed, and can be sent again."""

from __future__ import annotations

from sqlalchemy import update

from chassis.database.rows import columns_of, loaded
from chassis.database.unit_of_work import UnitOfWork, now
from contracts.connections import WebhookChange, WebhookDeliveryState, WebhookDisabledReason, WebhookState
from contracts.connections.events import WEBHOOK_ENDPOINT_CHANGED, WebhookEndpointChangedData
from services.connections.tables import WebhookDelivery, WebhookEndpoint, WebhookLane
from services.connections.webhooks.endpoint_facts import StoredEndpoint

#: What a `StoredEndpoint` is made of, in its order.
COLUMNS = columns_of(StoredEndpoint, WebhookEndpoint)


def disable(
    uow: UnitOfWork, endpoint_id: str, reason: WebhookDisabledReason, *, by: str | None
) -> StoredEndpoint | None:
    """Disable an endpoint that is enabled, and tell of it; None where it was not."""
    row = uow.execute(
        update(WebhookEndpoint)
        .where(WebhookEndpoint.id == endpoint_id, WebhookEndpoint.state == WebhookState.ENABLED)
        .values(state=WebhookState.DISABLED, disabled_reason=reason, version=WebhookEndpoint.version + 1)
        .returning(*COLUMNS)
    ).first()
    if row is None:
        return None
    endpoint = loaded(StoredEndpoint, row)
    of_it = WebhookDelivery.endpoint_id == endpoint_id
    uow.execute(
        update(WebhookDelivery)
        .where(of_it, WebhookDelivery.state == WebhookDeliveryState.PENDING)
        .values(state=WebhookDeliveryState.FAILED)
    )
    uow.execute(
        update(WebhookLane).where(WebhookLane.endpoint_id == endpoint_id).values(due_at=None, attempts=0)
    )
    tell(uow, endpoint, WebhookChange.DISABLED, by=by)
    return endpoint


def tell(
    uow: UnitOfWork,
    endpoint: StoredEndpoint,
    change: WebhookChange,
    *,
    by: str | None,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """Tell what became of an endpoint: its host, and nothing of its secrets."""
    reason = endpoint.disabled_reason if endpoint.state is WebhookState.DISABLED else None
    uow.send(
        WEBHOOK_ENDPOINT_CHANGED,
        WebhookEndpointChangedData(
            endpoint_id=endpoint.id,
            practice_id=endpoint.practice_id,
            change=change,
            host=endpoint.host,
            state=endpoint.state,
            reason=reason,
            at=now(),
            version=endpoint.version,
            actor_id=by,
            before=before,
            after=after if after is not None else {"host": endpoint.host},
        ),
    )
