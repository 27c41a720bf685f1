"""What Twilio reports of a text after taking it: in any order, and more than once (product.md 5.5)."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Row, select, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.security.vault import Vault
from contracts.invitations import SignatureInvalid
from contracts.invitations.events import INVITATION_DELIVERED, INVITATION_FAILED
from services.invitations.invitations import invitation_states, link_tokens
from services.invitations.tables import Delivery
from services.invitations.transport import twilio

#: Seconds until a text that did not reach the phone is sent again, by attempt.
_NOT_REACHED = (600, 3600, 6 * 3600)


def note(database: Database, vault: Vault, texting: twilio.Texting | None, data: dict[str, Any]) -> None:
    """Take in a report. Of an earlier round it is old news. Raises `SignatureInvalid`."""
    invitation_id, round_, form = data["invitation_id"], data["round"], data["form"]
    if texting is None or not texting.signed(invitation_id, round_, form, data["signature"]):
        raise SignatureInvalid()
    status, code = form.get("MessageStatus", ""), form.get("ErrorCode", "")
    with database.unit_of_work() as uow:
        invitation_states.lock(uow, invitation_id)
        delivery = uow.execute(
            select(Delivery.__table__).where(
                Delivery.invitation_id == invitation_id, Delivery.channel == "sms", Delivery.round == round_
            )
        ).first()
        if delivery is None:
            return
        if status == "delivered" and delivery.state != "delivered":
            _change(uow, delivery, state="delivered", detail=None, sealed_token=None)
            invitation_states.follow_channels(uow, invitation_id, INVITATION_DELIVERED)
        elif status in ("undelivered", "failed") and delivery.state in ("queued", "sent"):
            _note_failure(uow, vault, delivery, int(code) if code.isdecimal() else None)


def _note_failure(uow: UnitOfWork, vault: Vault, delivery: Row[Any], code: int | None) -> None:
    if code in twilio.AGAIN and delivery.attempts <= len(_NOT_REACHED):
        delay = datetime.timedelta(seconds=_NOT_REACHED[max(0, delivery.attempts - 1)])
        # The token was forgotten when the text was sent: the next text has a new one.
        token = link_tokens.new_token(vault, delivery.invitation_id, "sms")
        _change(
            uow,
            delivery,
            state="queued",
            detail=f"{twilio.reason(code)} The text is sent again later.",
            round=delivery.round + 1,
            due_at=now() + delay,
            **token,
        )
    else:
        _change(uow, delivery, state="failed", detail=twilio.reason(code), sealed_token=None)
    invitation_states.follow_channels(uow, delivery.invitation_id, INVITATION_FAILED)


def _change(uow: UnitOfWork, delivery: Row[Any], **values: Any) -> None:
    uow.execute(
        update(Delivery)
        .where(Delivery.invitation_id == delivery.invitation_id, Delivery.channel == delivery.channel)
        .values(**values)
    )
