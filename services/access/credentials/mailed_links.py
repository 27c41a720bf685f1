"""Links that are ordered from the invitations service, and their tokens."""

from __future__ import annotations

import datetime

from sqlalchemy import delete, func, insert, update

from chassis import context
from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from contracts.access import LinkPurpose, OfferResetToken, ResetTokenTaken
from contracts.errors import NotFound
from contracts.invitations.events import SEND_RESET_LINK, SendPasswordResetData
from services.access.credentials import address_proofs
from services.access.tables import PasswordReset

#: How long each is good.
LIFE = {
    LinkPurpose.PASSWORD: datetime.timedelta(hours=1),
    LinkPurpose.CONFIRMATION: datetime.timedelta(days=7),
}
_KEPT = datetime.timedelta(days=7)


def order(uow: UnitOfWork, purpose: LinkPurpose, user_id: str, *, name: str, email: str) -> None:
    """Have a link sent to a user."""
    reset_id, expires_at = note(uow, purpose, user_id)
    uow.send(
        SEND_RESET_LINK,
        SendPasswordResetData(
            reset_id=reset_id, user_id=user_id, name=name, email=email, expires_at=expires_at
        ),
    )


def note(uow: UnitOfWork, purpose: LinkPurpose, user_id: str | None) -> tuple[str, datetime.datetime]:
    """Write that a link was asked for, by nobody's email too; gives its id and when it ends."""
    reset_id, at = new_id("reset"), now()
    expires_at = at + LIFE[purpose]
    row = {"id": reset_id, "created_at": at, "expires_at": expires_at, "purpose": purpose}
    uow.execute(insert(PasswordReset).values(**row, user_id=user_id))
    return reset_id, expires_at


@context.across_accounts
def offer_token(database: Database, request: Request[OfferResetToken]) -> ResetTokenTaken:
    """Take the hash of the token that the invitations service is about to send; tells what the link is for.

    Raises `NotFound`.
    """
    with database.unit_of_work(request) as uow:
        taken = uow.execute(
            update(PasswordReset)
            .where(PasswordReset.id == request.data.reset_id, PasswordReset.used_at.is_(None))
            .where(PasswordReset.user_id.is_not(None), PasswordReset.expires_at > func.now())
            .values(token_hash=request.data.token_hash)
            .returning(PasswordReset.purpose)
        ).first()
        if taken is None:
            proof = address_proofs.take_token(uow, request.data)
            if proof is None:
                raise NotFound(what="open password reset")
            return uow.answer(proof)
        answer: ResetTokenTaken = {"purpose": LinkPurpose(taken.purpose)}
        return uow.answer(answer)


def forget_old(database: Database) -> None:
    with database.autocommit() as connection:
        connection.execute(delete(PasswordReset).where(PasswordReset.expires_at < now() - _KEPT))
