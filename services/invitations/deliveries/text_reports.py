"""What Twilio reports of a text after taking it: in any order, and more than once (product.md 5.5)."""

from __future__ import annotations

from sqlalchemy import select, update

from chassis import context
from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, now
from chassis.security.vault import Vault
from contracts.invitations import NoteTextStatus, SignatureInvalid
from contracts.invitations.events import INVITATION_DELIVERED, INVITATION_FAILED
from services.invitations.deliveries.delivery_decision import (
    Delivered,
    GivenUp,
    ReportedText,
    SentAgain,
    of_report,
)
from services.invitations.invitations import invitation_states, link_tokens
from services.invitations.invitations.invitation_facts import ChannelName, DeliveryState
from services.invitations.tables import Delivery
from services.invitations.transport import twilio


@context.across_accounts
def note(database: Database, vault: Vault, texting: twilio.Texting | None, report: NoteTextStatus) -> None:
    """Take in a report. Of an earlier round it is old news. Raises `SignatureInvalid`."""
    invitation_id, form = report.invitation_id, report.form
    if texting is None or not texting.signed(invitation_id, report.round, form, report.signature):
        raise SignatureInvalid()
    status, code = form.get("MessageStatus", ""), form.get("ErrorCode", "")
    with database.unit_of_work() as uow:
        invitation_states.lock(uow, invitation_id)
        number = int(code) if code.isdecimal() else None
        decided = of_report(_reported(uow, invitation_id, report.round), status=status, code=number)
        match decided:
            case Delivered():
                _change(uow, invitation_id, state=DeliveryState.DELIVERED, detail=None, sealed_token=None)
                invitation_states.follow_channels(uow, invitation_id, INVITATION_DELIVERED)
            case SentAgain(round=round_, delay=delay, detail=detail):
                # The token was forgotten when the text was sent: the next text has a new one.
                token = link_tokens.new_token(vault, invitation_id, ChannelName.SMS)
                queued = {"state": DeliveryState.QUEUED, "round": round_, "due_at": now() + delay}
                _change(uow, invitation_id, detail=detail, **queued, **token)
                invitation_states.follow_channels(uow, invitation_id, INVITATION_FAILED)
            case GivenUp(reason=reason):
                _change(uow, invitation_id, state=DeliveryState.FAILED, detail=reason, sealed_token=None)
                invitation_states.follow_channels(uow, invitation_id, INVITATION_FAILED)


def _reported(uow: UnitOfWork, invitation_id: str, round_: int) -> ReportedText | None:
    row = uow.execute(
        select(Delivery.state, Delivery.attempts, Delivery.round).where(
            Delivery.invitation_id == invitation_id,
            Delivery.channel == ChannelName.SMS,
            Delivery.round == round_,
        )
    ).first()
    return ReportedText(DeliveryState(row.state), row.attempts, row.round) if row is not None else None


def _change(uow: UnitOfWork, invitation_id: str, **values: object) -> None:
    uow.execute(
        update(Delivery)
        .where(Delivery.invitation_id == invitation_id, Delivery.channel == ChannelName.SMS)
        .values(**values)
    )
