"""Using an invitation up (product.md 5.1 to 5.6).

One redeemer at a time claims the invitation; access makes the person a member, a command that is done once
for each invitation; then the invitation is accepted and every link of it is dead.
"""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select, update

from chassis import context
from chassis.database import Database
from chassis.rpc.asked import Asked
from contracts import access
from contracts.errors import Refusal
from contracts.invitations import InvitationUnusable
from contracts.invitations.events import INVITATION_ACCEPTED
from contracts.messages import Rpc
from services.invitations import inviting, progress
from services.invitations.tables import Delivery, Invitation

#: A claim whose process died is void after this.
CLAIM = datetime.timedelta(seconds=10)
#: The same link submitted again this soon after it was accepted is a double click (product.md 5.4).
_DOUBLE_CLICK = datetime.timedelta(seconds=60)

_BY_TOKEN = select(
    Invitation.__table__, (Invitation.accepted_at > func.now() - _DOUBLE_CLICK).label("just_accepted")
).join(Delivery, Delivery.invitation_id == Invitation.id)
_usable = Invitation.state.in_(progress.OPEN) & or_(
    Invitation.expires_at.is_(None), Invitation.expires_at > func.now()
)


def look_up(database: Database, calls: Rpc, token: str) -> dict[str, Any]:
    """What an invitation is for; changes nothing (product.md 5.4). Raises `InvitationUnusable`."""
    with database.read() as connection:
        invitation = _find(connection, token)
    return {
        "account_name": invitation.account_name,
        "practice_name": invitation.practice_name,
        "invited_name": invitation.name,
        "existing_user": access.knows_email(calls, email=invitation.email),
    }


def redeem(database: Database, calls: Rpc, asked: Asked) -> dict[str, Any]:
    """Accept an invitation. Raises `InvitationUnusable`, `InvalidInput`."""
    token = asked.data["token"]
    with database.read() as connection:
        again = _accepted_just_now(connection, token)
        if again is not None:
            return _answer(again, again.accepted_by)
        invitation = _claim(connection, token)
    try:
        user_id = _become_member(calls, asked, invitation)
    except Refusal:
        _release(database, invitation.id)
        raise
    with database.work() as work:
        # The links are dead by the invitation's state: a delivery has no say of its own.
        progress.change(
            work,
            invitation.id,
            INVITATION_ACCEPTED,
            {"user_id": user_id},
            state="accepted",
            accepted_at=func.now(),
            accepted_by=user_id,
        )
    return _answer(invitation, user_id)


def _find(connection: Connection, token: str) -> Row[Any]:
    found = connection.execute(
        _BY_TOKEN.where(Delivery.token_hash == inviting.hash_token(token), _usable)
    ).first()
    if found is None:
        raise InvitationUnusable()
    return found


def _accepted_just_now(connection: Connection, token: str) -> Row[Any] | None:
    found = connection.execute(
        _BY_TOKEN.where(
            Delivery.token_hash == inviting.hash_token(token),
            Invitation.claimed_with == Delivery.token_hash,
            Invitation.state == "accepted",
            Invitation.accepted_at > func.now() - _DOUBLE_CLICK,
        )
    )
    return found.first()


def _claim(connection: Connection, token: str) -> Row[Any]:
    owner = select(Delivery.invitation_id).where(Delivery.token_hash == inviting.hash_token(token))
    claimed = connection.execute(
        update(Invitation)
        .where(
            Invitation.id == owner.scalar_subquery(),
            _usable,
            or_(Invitation.claimed_at.is_(None), Invitation.claimed_at < func.now() - CLAIM),
        )
        .values(claimed_at=func.now(), claimed_with=inviting.hash_token(token))
        .returning(*Invitation.__table__.columns)
    ).first()
    if claimed is None:
        raise InvitationUnusable()
    return claimed


def _release(database: Database, invitation_id: str) -> None:
    with database.read() as connection:
        connection.execute(update(Invitation).where(Invitation.id == invitation_id).values(claimed_at=None))


def _become_member(calls: Rpc, asked: Asked, invitation: Row[Any]) -> str:
    here = context.current()
    once = context.Context(
        here.correlation_id, here.passport, f"redemption of {invitation.id}", deadline=here.deadline
    )
    with context.enter(once):
        return access.add_invited_member(
            calls,
            invitation_id=invitation.id,
            account_id=invitation.client_id or invitation.practice_id,
            account_kind="client" if invitation.client_id else "practice",
            account_name=invitation.account_name,
            user_id=asked.signed_in.user_id if asked.signed_in is not None else None,
            name=invitation.name,
            email=invitation.email,
            password=asked.data["password"],
        )


def _answer(invitation: Row[Any], user_id: str) -> dict[str, Any]:
    return {
        "account_id": invitation.client_id or invitation.practice_id,
        "user_id": user_id,
        "email": invitation.email,
    }
