"""Where answers to people go who asked a practice to take them on, for the invitations service."""

from __future__ import annotations

from sqlalchemy import select

from chassis import context
from chassis.database.engine import Database
from contracts.access import FindReplyAddress, ReplyAddress
from services.access.tables import AddressProof, User


@context.across_accounts
def find(database: Database, wanted: FindReplyAddress) -> ReplyAddress:
    """Where an answer to somebody goes: an address that they have shown to be theirs."""
    if wanted.proof_id is not None:
        query = select(AddressProof.email).where(AddressProof.id == wanted.proof_id)
    else:
        query = select(User.email).where(User.id == wanted.user_id, User.claimed_key.is_(None))
    with database.read() as connection:
        return {"email": connection.execute(query).scalar_one_or_none()}
