"""Invitations as they are made: persisted first, sent afterwards (product.md 5)."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import context
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.security.vault import Vault
from contracts.invitations import InvitationStatus
from contracts.invitations.events import (
    INVITATION_DEFERRED,
    INVITATION_FAILED,
    InvitationDeferredData,
    InviteClientUserData,
    InviteColleagueData,
)
from services.invitations.invitations import (
    counted_sendings,
    departed_clients,
    invitation_states,
    link_tokens,
)
from services.invitations.invitations.invitation_facts import ChannelName, DeliveryState
from services.invitations.invitations.sending_limits import Limits
from services.invitations.tables import Delivery, Invitation


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedInvitation:
    """An invitation that another service orders. `client_id` is None for a colleague's."""

    id: str
    client_id: str | None
    account_name: str
    practice_id: str
    practice_name: str
    invited_by: str
    invited_by_name: str
    name: str = field(repr=False)
    email: str = field(repr=False)
    mobile: str | None = field(repr=False)
    may_wait: bool = False

    def by_channel(self) -> dict[ChannelName, str]:
        """Where it goes by each channel."""
        email = {ChannelName.EMAIL: self.email}
        return email | {ChannelName.SMS: self.mobile} if self.mobile is not None else email


def invite_to_client(uow: UnitOfWork, vault: Vault, limits: Limits, order: InviteClientUserData) -> None:
    """Obey `InviteToClient`, opened. Obeyed again, it changes nothing."""
    ordered = OrderedInvitation(
        id=order.invitation_id,
        client_id=order.client_id,
        account_name=order.client_name,
        practice_id=order.practice_id,
        practice_name=order.practice_name,
        invited_by=order.invited_by,
        invited_by_name=order.invited_by_name,
        name=order.name,
        email=order.email,
        mobile=order.mobile,
        may_wait=order.may_wait,
    )
    _add(uow, vault, limits, ordered)


def invite_to_practice(uow: UnitOfWork, vault: Vault, limits: Limits, order: InviteColleagueData) -> None:
    """Obey `InviteToPractice`, opened: by email only (product.md 5.7)."""
    ordered = OrderedInvitation(
        id=order.invitation_id,
        client_id=None,
        account_name=order.practice_name,
        practice_id=order.practice_id,
        practice_name=order.practice_name,
        invited_by=order.invited_by,
        invited_by_name=order.invited_by_name,
        name=order.name,
        email=order.email,
        mobile=None,
    )
    _add(uow, vault, limits, ordered)


def _add(uow: UnitOfWork, vault: Vault, limits: Limits, ordered: OrderedInvitation) -> None:
    if ordered.may_wait and _defer(uow, limits, ordered):
        return
    row = {
        "id": ordered.id,
        "client_id": ordered.client_id,
        "account_name": ordered.account_name,
        "practice_id": ordered.practice_id,
        "practice_name": ordered.practice_name,
        "invited_by": ordered.invited_by,
        "invited_by_name": ordered.invited_by_name,
        "name": ordered.name,
        "email": ordered.email,
        "mobile": ordered.mobile,
        "state": InvitationStatus.PENDING,
        "version": 1,
        "created_at": now(),
    }
    added = uow.execute(
        upsert(Invitation).values(row).on_conflict_do_nothing().returning(Invitation.id)
    ).first()
    if added is None:
        return
    refused = _refused(uow, limits, ordered)
    for channel in ordered.by_channel():
        queue(uow, vault, ordered.id, channel)
        if channel in refused:
            fail(uow, ordered.id, channel, refused[channel])
    if departed_clients.end_if_late(
        uow, ordered.id, ordered.client_id, ordered.practice_id, ordered.invited_by
    ):
        return
    if refused:
        invitation_states.follow_channels(uow, ordered.id, INVITATION_FAILED)


def _defer(uow: UnitOfWork, limits: Limits, ordered: OrderedInvitation) -> bool:
    """Put it off where there is no room for it today, and tell when there is; whether that was so."""
    again_at = counted_sendings.room_again_at(
        uow, limits, ordered.practice_id, ordered.invited_by, len(ordered.by_channel())
    )
    made = select(Invitation.id).where(Invitation.id == ordered.id)
    if again_at is None or ordered.client_id is None or uow.execute(made).first() is not None:
        return False
    uow.send(
        INVITATION_DEFERRED,
        InvitationDeferredData(
            invitation_id=ordered.id,
            practice_id=ordered.practice_id,
            client_id=ordered.client_id,
            again_at=again_at,
        ),
    )
    return True


def _refused(uow: UnitOfWork, limits: Limits, ordered: OrderedInvitation) -> dict[ChannelName, str]:
    """The channels not to be used, with why: the client is there, so nothing can be refused any more."""
    recipients, reasons = ordered.by_channel(), dict[ChannelName, str]()
    if ordered.mobile is not None and not limits.allows(ordered.mobile):
        del recipients[ChannelName.SMS]
        reasons[ChannelName.SMS] = limits.elsewhere
    over = counted_sendings.spend_each(uow, limits, ordered.practice_id, ordered.invited_by, recipients)
    return reasons | {channel: limit.detail for channel, limit in over.items()}


def fail(uow: UnitOfWork, invitation_id: str, channel: ChannelName, detail: str) -> None:
    """Give a channel up before it was tried."""
    uow.execute(
        update(Delivery)
        .where(Delivery.invitation_id == invitation_id, Delivery.channel == channel)
        .values(state=DeliveryState.FAILED, detail=detail, sealed_token=None)
    )


def queue(
    uow: UnitOfWork, vault: Vault, invitation_id: str, channel: ChannelName, *, round_: int = 1
) -> None:
    """Have the invitation sent by this channel, with a token of its own."""
    uow.execute(
        insert(Delivery).values(
            invitation_id=invitation_id,
            channel=channel,
            state=DeliveryState.QUEUED,
            detail=None,
            **link_tokens.new_token(vault, invitation_id, channel),
            attempts=0,
            round=round_,
            due_at=now(),
            correlation_id=context.current().correlation_id,
        )
    )
    uow.left_jobs = True
