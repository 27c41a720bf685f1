"""Invitations as they are made: persisted first, sent afterwards (product.md 5)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.vault import Vault
from chassis.work import Work, now
from contracts.invitations.events import INVITATION_EXPIRED
from contracts.messages import Event
from services.invitations.tables import Delivery, Invitation

NO_TEXTS = "Text messages are not set up on this server. The invitation went by email."
OPEN = ("pending", "sent", "delivered", "needs_attention")


def hash_token(token: str) -> str:
    return hashlib.sha256(token.strip().encode()).hexdigest()


def place(invitation_id: str, channel: str) -> str:
    """Where a sealed token belongs."""
    return f"invitation {invitation_id} {channel}"


def invite_client_user(work: Work, vault: Vault, data: dict[str, Any]) -> None:
    """Obey `InviteClientUser`. Obeyed again, it changes nothing."""
    _add(
        work,
        vault,
        data,
        client_id=data["client_id"],
        account_name=data["client_name"],
        mobile=data["mobile"],
    )


def invite_colleague(work: Work, vault: Vault, data: dict[str, Any]) -> None:
    """Obey `InviteColleague`: by email only (product.md 5.7)."""
    _add(work, vault, data, client_id=None, account_name=data["practice_name"], mobile=None)


def _add(
    work: Work,
    vault: Vault,
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
    added = work.execute(
        upsert(Invitation).values(row).on_conflict_do_nothing().returning(Invitation.id)
    ).first()
    if added is None:
        return
    _queue(work, vault, row["id"], "email")
    if mobile is not None:
        _queue(work, vault, row["id"], "sms", state="failed", detail=NO_TEXTS)


def _queue(
    work: Work,
    vault: Vault,
    invitation_id: str,
    channel: str,
    *,
    state: str = "queued",
    detail: str | None = None,
) -> None:
    token = secrets.token_urlsafe(32)
    work.execute(
        insert(Delivery).values(
            invitation_id=invitation_id,
            channel=channel,
            state=state,
            detail=detail,
            token_hash=hash_token(token),
            sealed_token=vault.seal(token, place(invitation_id, channel)) if state == "queued" else None,
            attempts=0,
            due_at=now(),
        )
    )
    work.left_jobs = True


def channels_of(work: Work, invitation_id: str) -> list[dict[str, Any]]:
    rows = work.execute(
        select(Delivery.channel, Delivery.state, Delivery.detail)
        .where(Delivery.invitation_id == invitation_id)
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
    work: Work, invitation_id: str, event: Event, more: Mapping[str, Any] | None = None, **values: Any
) -> None:
    """Change an invitation and tell everybody what it is now. `more` is what the event adds."""
    row = work.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id)
        .values(version=Invitation.version + 1, **values)
        .returning(Invitation.practice_id, Invitation.client_id, Invitation.state, Invitation.version)
    ).one()
    work.send(
        event,
        invitation_id=invitation_id,
        channels=channels_of(work, invitation_id),
        at=now(),
        **row._mapping,
        **(more or {}),
    )


def expire_one(work: Work) -> bool:
    """Expire one invitation whose seven days are over (product.md 5.2); whether there was one."""
    due = work.execute(
        select(Invitation.id)
        .where(
            Invitation.state.in_(("sent", "delivered", "needs_attention")),
            Invitation.expires_at <= func.now(),
        )
        .order_by(Invitation.expires_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).scalar()
    if due is not None:
        change(work, due, INVITATION_EXPIRED, state="expired")
    return due is not None
