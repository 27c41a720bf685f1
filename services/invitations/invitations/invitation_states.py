"""An invitation's state, which follows from those of its channels while it is open."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, select, update

from chassis.database.unit_of_work import UnitOfWork, now
from contracts.messages import Event
from services.invitations.tables import Delivery, Invitation

#: How an invitation goes out; a reminder has a link too, and is no channel of its own.
CHANNELS = ("email", "sms")
#: How long a link counts once it is sent (product.md 5.2).
LIFE = datetime.timedelta(days=7)
OPEN = ("pending", "sent", "delivered", "needs_attention")


def channels_of(uow: UnitOfWork, invitation_id: str) -> list[dict[str, Any]]:
    rows = uow.execute(
        select(Delivery.channel, Delivery.state, Delivery.detail)
        .where(Delivery.invitation_id == invitation_id, Delivery.channel.in_(CHANNELS))
        .order_by(Delivery.channel)
    )
    return [dict(row._mapping) for row in rows]


def overall(channels: list[dict[str, Any]]) -> str:
    """An invitation's state from those of its channels: a failed one needs attention."""
    states = {channel["state"] for channel in channels}
    if "failed" in states:
        return "needs_attention" if "queued" not in states else "pending"
    return next((state for state in ("delivered", "sent") if state in states), "pending")


def change(
    uow: UnitOfWork, invitation_id: str, event: Event, more: Mapping[str, Any] | None = None, **values: Any
) -> None:
    """Change an invitation and tell everybody what it is now. `more` is what the event adds."""
    row = uow.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id)
        .values(version=Invitation.version + 1, **values)
        .returning(Invitation.practice_id, Invitation.client_id, Invitation.state, Invitation.version)
    ).one()
    uow.send(
        event,
        invitation_id=invitation_id,
        channels=channels_of(uow, invitation_id),
        at=now(),
        **row._mapping,
        **(more or {}),
    )


def lock(uow: UnitOfWork, invitation_id: str) -> Row[Any] | None:
    """The invitation, locked. Who locks deliveries too locks it first, so that none waits in a ring."""
    return uow.execute(
        select(Invitation.__table__).where(Invitation.id == invitation_id).with_for_update()
    ).first()


def follow_channels(
    uow: UnitOfWork, invitation_id: str, event: Event, more: Mapping[str, Any] | None = None, **values: Any
) -> None:
    """Give an open, locked invitation the state of its channels and tell; one that is over stays as it is."""
    state = uow.execute(select(Invitation.state).where(Invitation.id == invitation_id)).scalar()
    if state in OPEN:
        change(uow, invitation_id, event, more, state=overall(channels_of(uow, invitation_id)), **values)
