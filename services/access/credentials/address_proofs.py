"""Showing that an address is one's own, without being a user (docs/adr/0049).

Nothing here looks for a user by the address: what is done, and how long it takes, is the same for every one.
"""

from __future__ import annotations

import datetime

from sqlalchemy import delete, func, insert, select, update

from chassis import context
from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.rpc.request import Request
from contracts.access import (
    LinkPurpose,
    OfferResetToken,
    ProofUnusable,
    ProvenAddress,
    ResetTokenTaken,
    SendAddressProof,
    UseAddressProof,
)
from contracts.accounts.events import PracticeRequestDecidedData
from contracts.errors import TooManyRequests
from contracts.invitations.events import SEND_RESET_LINK, SendPasswordResetData
from services.access.members import users
from services.access.passwords import try_limits
from services.access.sessions import session_records
from services.access.tables import AddressProof

BY_EMAIL = try_limits.Limit("address proofs to an email", most=3, seconds=86400)
BY_NETWORK = try_limits.Limit("address proofs from a network", most=20, seconds=3600)
BY_PRACTICE = try_limits.Limit("address proofs of a practice", most=200, seconds=86400)

_LIFE = datetime.timedelta(hours=24)
#: As long as a request waits at most, and for its answer to go out.
_KEPT = datetime.timedelta(days=33)
_FOR_THE_ANSWER = datetime.timedelta(days=2)


@context.across_accounts
def send(database: Database, request: Request[SendAddressProof]) -> None:
    """Have a link sent, in words of ours and the practice's name. An address that has had enough gets no
    more, and is answered as all are. Raises `TooManyRequests` for a network or a practice that has had many.
    """
    wanted = request.data
    try_limits.spend(database, BY_NETWORK, wanted.address)
    try_limits.spend(database, BY_PRACTICE, wanted.practice_id)
    room = _has_room(database, wanted.email)
    with database.unit_of_work(request) as uow:
        proof_id, at = new_id("reset"), now()
        row = {
            "id": proof_id,
            "practice_id": wanted.practice_id,
            "practice_name": wanted.practice_name,
            "email": wanted.email,
            "created_at": at,
            "expires_at": at + _LIFE,
            "forget_at": at + _LIFE,
        }
        uow.execute(insert(AddressProof).values(row))
        if room:
            uow.send(
                SEND_RESET_LINK,
                SendPasswordResetData(
                    reset_id=proof_id,
                    # Nobody's yet: it names the person in this order, and nowhere else.
                    user_id=new_id("user"),
                    name="there",
                    email=wanted.email,
                    expires_at=at + _LIFE,
                ),
            )
        return uow.answer(None)


def _has_room(database: Database, email: str) -> bool:
    try:
        try_limits.spend(database, BY_EMAIL, users.email_key(email))
    except TooManyRequests:
        return False
    return True


def take_token(uow: UnitOfWork, offered: OfferResetToken) -> ResetTokenTaken | None:
    """Take the hash of the token that is about to be sent; None where it is of no proof."""
    taken = uow.execute(
        update(AddressProof)
        .where(AddressProof.id == offered.reset_id, AddressProof.expires_at > func.now())
        .values(token_hash=offered.token_hash)
        .returning(AddressProof.practice_name)
    ).first()
    if taken is None:
        return None
    return {"purpose": LinkPurpose.NEW_CLIENT, "practice_name": taken.practice_name}


@context.across_accounts
def use(database: Database, request: Request[UseAddressProof]) -> ProvenAddress:
    """Whose link it is. That it is of use once only is for who asks to see to. Raises `ProofUnusable`."""
    proof = AddressProof.token_hash == session_records.hash_token(request.data.token.strip())
    with database.unit_of_work(request) as uow:
        query = select(AddressProof.id, AddressProof.practice_id, AddressProof.email)
        found = uow.execute(query.where(proof, AddressProof.expires_at > func.now())).first()
        if found is None:
            raise ProofUnusable()
        if request.data.keep:
            uow.execute(update(AddressProof).where(proof).values(forget_at=now() + _KEPT))
        answer: ProvenAddress = {
            "proof_id": found.id,
            "practice_id": found.practice_id,
            "email": found.email,
        }
        return uow.answer(answer)


def note_decided(uow: UnitOfWork, data: PracticeRequestDecidedData) -> None:
    """What the address was kept for is over; the answer still has to go out."""
    if data["proof_id"] is not None:
        soon = {"forget_at": now() + _FOR_THE_ANSWER}
        uow.execute(update(AddressProof).where(AddressProof.id == data["proof_id"]).values(soon))


def forget_old(database: Database) -> None:
    with database.autocommit() as connection:
        connection.execute(delete(AddressProof).where(AddressProof.forget_at < now()))
