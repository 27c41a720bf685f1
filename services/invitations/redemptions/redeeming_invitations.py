"""Using an invitation up (product.md 5.1 to 5.6).

One redeemer at a time claims the invitation; access makes the person a member, a command that is done once
for each attempt; then the invitation is accepted and every link of it is dead.
"""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select

from chassis import context
from chassis.database.engine import Database
from chassis.process import waiting
from chassis.rpc.request import Request
from contracts import access
from contracts.errors import IdempotencyKeyInUse, InternalError, NotFound, Refusal, ServiceUnavailable
from contracts.invitations import InvitationUnusable
from contracts.messages import Rpc
from services.invitations.invitations import invitation_states, link_tokens
from services.invitations.redemptions import claims
from services.invitations.tables import Delivery, Invitation

#: The same link submitted again this soon after it was accepted is a double click (product.md 5.4).
_DOUBLE_CLICK = datetime.timedelta(seconds=60)
#: Answers after which access may have made the person a member all the same.
_UNKNOWN = (ServiceUnavailable, IdempotencyKeyInUse, InternalError)

_BY_TOKEN = select(Invitation.__table__).join(Delivery, Delivery.invitation_id == Invitation.id)

#: An invitation that this very link is redeeming, or has redeemed just now; or one whose claim has lapsed.
_TAKEN = _BY_TOKEN.add_columns(claims.lapsed.label("lapsed")).where(
    Delivery.token_hash == bindparam("token_hash"),
    or_(
        claims.usable & (claims.lapsed | (Invitation.claimed_with == Delivery.token_hash)),
        (Invitation.claimed_with == Delivery.token_hash)
        & (Invitation.state == "accepted")
        & (Invitation.accepted_at > func.now() - _DOUBLE_CLICK),
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


def redeem(database: Database, calls: Rpc, request: Request) -> dict[str, Any]:
    """Accept an invitation. Raises `InvitationUnusable`, `InvalidInput`."""
    invitation = _claim(database, calls, link_tokens.hash_token(request.data["token"]))
    if invitation.state == "accepted":
        return _answer(invitation, invitation.accepted_by)
    try:
        user_id = _become_member(calls, request, invitation)
    except _UNKNOWN:
        claims.lapse(database, invitation)
        raise
    except NotFound:
        # A colleague who was removed before they accepted.
        claims.release(database, invitation)
        raise InvitationUnusable() from None
    except Refusal:
        claims.release(database, invitation)
        raise
    with database.unit_of_work() as uow:
        now = invitation_states.lock(uow, invitation.id)
        if now is None or now.claimed_with != invitation.claimed_with:
            raise InvitationUnusable()
        # This process may have stood still for so long that somebody else found out what came of it.
        if now.state != "accepted":
            claims.accept(uow, invitation.id, user_id)
    return _answer(invitation, user_id)


def _find(connection: Connection, token: str) -> Row[Any]:
    found = connection.execute(
        _BY_TOKEN.where(Delivery.token_hash == link_tokens.hash_token(token), claims.usable)
    ).first()
    if found is None:
        raise InvitationUnusable()
    return found


def _claim(database: Database, calls: Rpc, token_hash: str) -> Row[Any]:
    """The invitation, claimed; or accepted, by the same link just now. Raises `InvitationUnusable`.

    The second click of a double one waits for the first.
    """
    waited = 0.0
    while True:
        with database.autocommit() as connection:
            claimed = connection.execute(claims.take(token_hash)).first()
            if claimed is not None:
                return claimed
            taken = connection.execute(_TAKEN, {"token_hash": token_hash}).first()
        if taken is None or waited >= _PATIENCE:
            raise InvitationUnusable()
        if taken.state == "accepted":
            return taken
        if taken.lapsed:
            claims.resolve(database, calls, taken.id)
        waiting.sleep(_PAUSE)
        waited += _PAUSE


def _become_member(calls: Rpc, request: Request, invitation: Row[Any]) -> str:
    here = context.current()
    key = access.redemption(invitation.id, invitation.attempt)
    once = dataclasses.replace(here, idempotency_key=key, fingerprint=None, replayed=False)
    with context.enter(once):
        return access.add_invited_member(
            calls,
            invitation_id=invitation.id,
            account_id=invitation.client_id or invitation.practice_id,
            account_kind="client" if invitation.client_id else "practice",
            account_name=invitation.account_name,
            user_id=request.signed_in.user_id if request.signed_in is not None else None,
            name=invitation.name,
            email=invitation.email,
            password=request.data["password"],
        )


def _answer(invitation: Row[Any], user_id: str) -> dict[str, Any]:
    return {
        "account_id": invitation.client_id or invitation.practice_id,
        "user_id": user_id,
        "email": invitation.email,
    }
