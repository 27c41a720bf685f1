"""Invitations as they are made: persisted first, sent afterwards (product.md 5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis import context
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.security.vault import Vault
from contracts.invitations.events import INVITATION_FAILED
from services.invitations.invitations import departed_clients, invitation_states, link_tokens
from services.invitations.invitations.sending_limits import Limits
from services.invitations.tables import Delivery, Invitation


def invite_to_client(uow: UnitOfWork, vault: Vault, limits: Limits, data: dict[str, Any]) -> None:
    """Obey `InviteToClient`. Obeyed again, it changes nothing."""
    _add(
        uow,
        vault,
        limits,
        data,
        client_id=data["client_id"],
        account_name=data["client_name"],
        mobile=data["mobile"],
    )


def invite_to_practice(uow: UnitOfWork, vault: Vault, limits: Limits, data: dict[str, Any]) -> None:
    """Obey `InviteToPractice`: by email only (product.md 5.7)."""
    _add(uow, vault, limits, data, client_id=None, account_name=data["practice_name"], mobile=None)


def _add(
    uow: UnitOfWork,
    vault: Vault,
    limits: Limits,
    data: dict[str, Any],
    *,
    client_id: str | None,
    account_name: str,
    mobile: str | None,
) -> None:
    row = {
        "id": data["invitation_id"],
        "client_id": client_id,
        "account_name": account_name,
        "mobile": mobile,
        "state": "pending",
        "version": 1,
        "created_at": now(),
        **{
            name: data[name]
            for name in ("practice_id", "practice_name", "invited_by", "invited_by_name", "name", "email")
        },
    }
    added = uow.execute(
        upsert(Invitation).values(row).on_conflict_do_nothing().returning(Invitation.id)
    ).first()
    if added is None:
        return
    refused = _refused(uow, limits, row)
    for channel in ("email", "sms") if mobile is not None else ("email",):
        queue(uow, vault, row["id"], channel)
        if channel in refused:
            fail(uow, row["id"], channel, refused[channel])
    if departed_clients.end_if_late(uow, row["id"], client_id, data["practice_id"], data["invited_by"]):
        return
    if refused:
        invitation_states.follow_channels(uow, row["id"], INVITATION_FAILED)


def _refused(uow: UnitOfWork, limits: Limits, row: dict[str, Any]) -> dict[str, str]:
    """The channels not to be used, with why: the client is there, so nothing can be refused any more."""
    recipients, reasons = {"email": row["email"]}, dict[str, str]()
    if row["mobile"] is not None:
        if limits.allows(row["mobile"]):
            recipients["sms"] = row["mobile"]
        else:
            reasons["sms"] = limits.elsewhere
    over = limits.spend_each(uow, row["practice_id"], row["invited_by"], recipients)
    return reasons | {channel: limit.detail for channel, limit in over.items()}


def fail(uow: UnitOfWork, invitation_id: str, channel: str, detail: str) -> None:
    """Give a channel up before it was tried."""
    uow.execute(
        update(Delivery)
        .where(Delivery.invitation_id == invitation_id, Delivery.channel == channel)
        .values(state="failed", detail=detail, sealed_token=None)
    )


def queue(uow: UnitOfWork, vault: Vault, invitation_id: str, channel: str, *, round_: int = 1) -> None:
    """Have the invitation sent by this channel, with a token of its own."""
    uow.execute(
        insert(Delivery).values(
            invitation_id=invitation_id,
            channel=channel,
            state="queued",
            detail=None,
            **link_tokens.new_token(vault, invitation_id, channel),
            attempts=0,
            round=round_,
            due_at=now(),
            correlation_id=context.current().correlation_id,
        )
    )
    uow.left_jobs = True
