"""What was sent within 24 hours, counted for the limits (product.md 5.8)."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping

from sqlalchemy import ColumnElement, delete, func, insert, select, text

from chassis.database.unit_of_work import UnitOfWork
from contracts.invitations import InvitationLimit
from services.invitations.invitations.invitation_facts import ChannelName
from services.invitations.invitations.sending_limits import Limits
from services.invitations.tables import Sending

#: Senders of one practice queue for it, as long as any statement may take: it is no row that is stuck.
_LOCK = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"
    " FROM set_config('lock_timeout', current_setting('statement_timeout'), true)"
)
_DAY = text("interval '24 hours'")


def spend(uow: UnitOfWork, limits: Limits, practice_id: str, sender_id: str, email: str) -> None:
    """Count a mail to somebody. Raises `InvitationLimit`, and then counts none."""
    for limit in spend_each(uow, limits, practice_id, sender_id, {ChannelName.EMAIL: email}).values():
        raise limit


def spend_each(
    uow: UnitOfWork, limits: Limits, practice_id: str, sender_id: str, recipients: Mapping[ChannelName, str]
) -> dict[ChannelName, InvitationLimit]:
    """Count a message by each channel; gives those that are over a limit.

    A person's limit by one channel takes no other away; the practice's is for all of them together, and
    somebody with several practices has no more than with one.
    """
    whose = _whose_limit(uow, limits, practice_id, sender_id, len(recipients))
    if whose is not None:
        return dict.fromkeys(recipients, limits.over_senders(whose))
    over = {
        channel: limits.over_recipients()
        for channel, recipient in recipients.items()
        if _count(uow, Sending.recipient == _hash(recipient)) >= limits.recipient
    }
    rows = [
        {"practice_id": practice_id, "sender_id": sender_id, "recipient": _hash(recipient)}
        for channel, recipient in recipients.items()
        if channel not in over
    ]
    if rows:
        uow.execute(insert(Sending), rows)
    return over


def room_again_at(
    uow: UnitOfWork, limits: Limits, practice_id: str, sender_id: str, more: int
) -> datetime.datetime | None:
    """When the practice and the sender may send so many more messages; None where they may now.

    None too where there can never be room for so many, which is then said of the invitation.
    """
    if _whose_limit(uow, limits, practice_id, sender_id, more) is None or more > limits.practice:
        return None
    # Both allowances count: whichever has room later.
    ends = [
        uow.execute(
            select(Sending.at + _DAY)
            .where(whose, Sending.at > func.now() - _DAY)
            .order_by(Sending.at.desc())
            # With the newest of them that may still count, there is room for the rest.
            .offset(limits.practice - more)
            .limit(1)
        ).scalar()
        for whose in (Sending.practice_id == practice_id, Sending.sender_id == sender_id)
    ]
    return max((end for end in ends if end is not None), default=None)


def _whose_limit(uow: UnitOfWork, limits: Limits, practice_id: str, sender_id: str, more: int) -> str | None:
    """Whose allowance has no room for so many more messages; None where there is room."""
    # Two at once would each see room for the last one.
    uow.execute(_LOCK, {"key": f"sendings {practice_id}"})
    if _count(uow, Sending.practice_id == practice_id) + more > limits.practice:
        return "your practice"
    uow.execute(_LOCK, {"key": f"sendings by {sender_id}"})
    if _count(uow, Sending.sender_id == sender_id) + more > limits.practice:
        return "all your practices"
    return None


def _count(uow: UnitOfWork, which: ColumnElement[bool]) -> int:
    counted = select(func.count()).where(which, Sending.at > func.now() - _DAY)
    return int(uow.execute(counted).scalar_one())


def forget_old(uow: UnitOfWork) -> None:
    """Forget what counts no more."""
    uow.execute(delete(Sending).where(Sending.at < func.now() - _DAY))


def _hash(recipient: str) -> str:
    return hashlib.sha256(recipient.lower().encode()).hexdigest()
