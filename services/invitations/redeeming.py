"""Using an invitation up (product.md 5.1 to 5.6).

One redeemer at a time claims the invitation; access makes the person a member, a command that is done once
for each invitation; then the invitation is accepted and every link of it is dead.
"""

from __future__ import annotations

import datetime
import time
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from chassis import context
from chassis.database import Database
from chassis.rpc.asked import Asked
from contracts import access
from contracts.errors import NotFound, Refusal
from contracts.invitations import InvitationUnusable
from contracts.invitations.events import INVITATION_ACCEPTED
from contracts.messages import Rpc
from services.invitations import inviting, progress
from services.invitations.tables import Delivery, Invitation

#: A claim whose process died is void after this.
CLAIM = datetime.timedelta(seconds=10)
#: The same link submitted again this soon after it was accepted is a double click (product.md 5.4).
_DOUBLE_CLICK = datetime.timedelta(seconds=60)

_BY_TOKEN = select(Invitation.__table__).join(Delivery, Delivery.invitation_id == Invitation.id)
_usable = Invitation.state.in_(progress.OPEN) & or_(
    Invitation.expires_at.is_(None), Invitation.expires_at > func.now()
)

#: An invitation that this very link is redeeming, or has redeemed just now.
_FIRST_CLICK = _BY_TOKEN.where(
    Delivery.token_hash == bindparam("token_hash"),
    Invitation.claimed_with == Delivery.token_hash,
    or_(
        _usable & (Invitation.claimed_at > func.now() - CLAIM),
        (Invitation.state == "accepted") & (Invitation.accepted_at > func.now() - _DOUBLE_CLICK),
    ),
)
#: Seconds a second click waits for the first, and between two looks.
_PATIENCE, _PAUSE = 3.0, 0.05


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
    invitation = _claim(database, inviting.hash_token(asked.data["token"]))
    if invitation.state == "accepted":
        return _answer(invitation, invitation.accepted_by)
    try:
        user_id = _become_member(calls, asked, invitation)
    except NotFound:
        # A colleague who was removed before they accepted.
        raise InvitationUnusable() from None
    except Refusal:
        _release(database, invitation)
        raise
    with database.work() as work:
        now = progress.lock(work, invitation.id)
        if now is None or now.claimed_at != invitation.claimed_at:
            # This process stood still for longer than a claim lasts, and the invitation went another way.
            raise InvitationUnusable()
        # The links are dead by the invitation's state: a delivery has no say of its own.
        progress.change(
            work,
            invitation.id,
            INVITATION_ACCEPTED,
            {"user_id": user_id, "actor_id": user_id},
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


def _claim(database: Database, token_hash: str) -> Row[Any]:
    """The invitation, claimed; or accepted, by the same link just now. Raises `InvitationUnusable`.

    The second click of a double one waits for the first.
    """
    waited = 0.0
    while True:
        with database.read() as connection:
            claimed = connection.execute(_take(token_hash)).first()
            if claimed is not None:
                return claimed
            first = connection.execute(_FIRST_CLICK, {"token_hash": token_hash}).first()
        if first is None or waited >= _PATIENCE:
            raise InvitationUnusable()
        if first.state == "accepted":
            return first
        time.sleep(_PAUSE)
        waited += _PAUSE


def _take(token_hash: str) -> ReturningUpdate[Any]:
    owner = select(Delivery.invitation_id).where(Delivery.token_hash == token_hash)
    return (
        update(Invitation)
        .where(
            Invitation.id == owner.scalar_subquery(),
            _usable,
            or_(Invitation.claimed_at.is_(None), Invitation.claimed_at < func.now() - CLAIM),
        )
        .values(claimed_at=func.now(), claimed_with=token_hash)
        .returning(*Invitation.__table__.columns)
    )


def _release(database: Database, invitation: Row[Any]) -> None:
    with database.read() as connection:
        connection.execute(
            update(Invitation)
            .where(Invitation.id == invitation.id, Invitation.claimed_at == invitation.claimed_at)
            .values(claimed_at=None)
        )


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
