"""Mail that came back, as a mail service or a script over the bounce mailbox tells of it (product.md 5.5)."""

from __future__ import annotations

import hashlib
import hmac
import re
import time

from sqlalchemy import select, update

from chassis import context
from chassis.database.engine import Database
from contracts.invitations import NoteBounce, SignatureInvalid
from contracts.invitations.events import INVITATION_FAILED
from services.invitations.invitations import invitation_states
from services.invitations.invitations.invitation_facts import (
    DELIVERY_TRANSITIONS,
    OPEN,
    ChannelName,
    DeliveryState,
)
from services.invitations.tables import Delivery
from services.invitations.transport import smtp_replies

#: Seconds that a signature counts, so that one overheard is of no use later.
FRESH = 300
_OURS = re.compile(r"<?(inv_[0-9A-Z]{26})\.(email|reminder)\.(\d{1,9})@[^@\s]+>?")
_SIGNATURE = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


def signature(key: str, message_id: str, status: str, at: int) -> str:
    """What a report is signed with: hex HMAC-SHA256 of time, Message-ID and status, each a line."""
    signed = hmac.new(key.encode(), f"{at}\n{message_id}\n{status}".encode(), hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"


@context.across_accounts
def note(database: Database, key: str | None, report: NoteBounce) -> None:
    """Take in a report. One of another message than an open invitation's, or a second one, changes nothing.

    Raises `SignatureInvalid`, also where no key is set.
    """
    _check(key, report)
    ours = _OURS.fullmatch(report.message_id)
    if ours is None or not report.status.startswith("5."):
        return
    invitation_id, channel, round_ = ours[1], ours[2], int(ours[3])
    with database.unit_of_work() as uow:
        invitation = invitation_states.lock(uow, invitation_id)
        if invitation is None or invitation.state not in OPEN:
            return
        current = select(Delivery.round).where(
            Delivery.invitation_id == invitation_id, Delivery.channel == channel, Delivery.round == round_
        )
        if uow.execute(current).first() is None:
            return
        # A reminder goes where the invitation went, which is what is shown.
        failed = uow.execute(
            update(Delivery)
            .where(
                Delivery.invitation_id == invitation_id,
                Delivery.channel == ChannelName.EMAIL,
                Delivery.state.in_(DELIVERY_TRANSITIONS.before(DeliveryState.FAILED)),
            )
            .values(
                state=DeliveryState.FAILED, detail=smtp_replies.of_address(report.status), sealed_token=None
            )
        )
        if failed.rowcount:
            invitation_states.follow_channels(uow, invitation_id, INVITATION_FAILED)


def _check(key: str | None, report: NoteBounce) -> None:
    given = _SIGNATURE.fullmatch(report.signature)
    if not key or given is None or abs(time.time() - int(given[1])) > FRESH:
        raise SignatureInvalid()
    expected = signature(key, report.message_id, report.status, int(given[1]))
    if not hmac.compare_digest(expected, report.signature):
        raise SignatureInvalid()
