"""An invitation's state, which follows from those of its channels while it is open."""

from __future__ import annotations

from sqlalchemy import select, update

from chassis.database.rows import columns_of, loaded
from chassis.database.unit_of_work import UnitOfWork, now
from contracts.invitations import Channel, InvitationStatus
from contracts.invitations.events import InvitationData
from contracts.messages import Event
from contracts.values import Done
from services.invitations.invitations.invitation_facts import CHANNELS, OPEN, StoredInvitation, state_of
from services.invitations.tables import Delivery, Invitation

#: What a `StoredInvitation` is made of, in its order.
COLUMNS = columns_of(StoredInvitation, Invitation)


def channels_of(uow: UnitOfWork, invitation_id: str) -> list[Channel]:
    """The channels of an invitation as they are shown."""
    rows = uow.execute(
        select(Delivery.channel, Delivery.state, Delivery.detail)
        .where(Delivery.invitation_id == invitation_id, Delivery.channel.in_(CHANNELS))
        .order_by(Delivery.channel)
    )
    return [{"channel": row.channel, "state": row.state, "detail": row.detail} for row in rows]


def change(
    uow: UnitOfWork,
    invitation_id: str,
    event: Event[InvitationData],
    done: Done | None = None,
    **values: object,
) -> None:
    """Change an invitation and tell everybody what it is now, and of what was `done` who did it."""
    uow.send(event, changed(uow, invitation_id, done, **values))


def changed(
    uow: UnitOfWork, invitation_id: str, done: Done | None = None, **values: object
) -> InvitationData:
    """Change an invitation; gives the event's data."""
    row = uow.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id)
        .values(version=Invitation.version + 1, **values)
        .returning(Invitation.practice_id, Invitation.client_id, Invitation.state, Invitation.version)
    ).one()
    return InvitationData(
        invitation_id=invitation_id,
        practice_id=row.practice_id,
        client_id=row.client_id,
        state=InvitationStatus(row.state),
        channels=channels_of(uow, invitation_id),
        at=now(),
        version=row.version,
        **(done or {}),
    )


def lock(uow: UnitOfWork, invitation_id: str) -> StoredInvitation | None:
    """The invitation, locked. Who locks deliveries too locks it first, so that none waits in a ring."""
    row = uow.execute(select(*COLUMNS).where(Invitation.id == invitation_id).with_for_update()).first()
    return loaded(StoredInvitation, row) if row is not None else None


def follow_channels(
    uow: UnitOfWork,
    invitation_id: str,
    event: Event[InvitationData],
    done: Done | None = None,
    **values: object,
) -> None:
    """Give an open, locked invitation the state of its channels and tell; one that is over stays as it is."""
    state = uow.execute(select(Invitation.state).where(Invitation.id == invitation_id)).scalar()
    if state in OPEN:
        state = state_of(each["state"] for each in channels_of(uow, invitation_id))
        change(uow, invitation_id, event, done, state=state, **values)
