"""How a practice's messages look: its sender name, where answers go, and its own words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from services.invitations.messages import wordings
from services.invitations.tables import Letterhead
from services.invitations.transport.sender_addresses import Senders


def of(connection: Connection, senders: Senders, practice_id: str) -> wordings.Letterhead:
    """How this practice's messages look. A domain that is allowed no more is not sent from."""
    row = stored(connection, practice_id)
    if row is None:
        return wordings.OURS
    own = row.from_address if row.from_address and senders.may(practice_id, row.from_address) else None
    return wordings.Letterhead(row.sender_name, row.reply_to, own, row.wording)


def stored(connection: Connection, practice_id: str) -> Row[Any] | None:
    """The practice's own settings, where it has any."""
    return connection.execute(
        select(Letterhead.__table__).where(Letterhead.practice_id == practice_id)
    ).first()
