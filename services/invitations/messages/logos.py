"""Practices' logos and colours as they are kept, and as anybody sees them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from contracts.invitations import Branding
from contracts.invitations import Logo as ShownLogo
from services.invitations.messages import wordings
from services.invitations.tables import Letterhead, Logo


def of(connection: Connection, practice_id: str) -> wordings.Logo | None:
    """The picture itself, for a mail."""
    query = select(Logo.png, Logo.width, Logo.height).where(Logo.practice_id == practice_id)
    row = connection.execute(query).first()
    return wordings.Logo(bytes(row.png), row.width, row.height) if row is not None else None


def shown(connection: Connection, practice_id: str) -> ShownLogo | None:
    """Where it is, and how large, for a page."""
    query = select(Logo.digest, Logo.width, Logo.height).where(Logo.practice_id == practice_id)
    row = connection.execute(query).first()
    if row is None:
        return None
    return {"path": f"/branding/{row.digest}.png", "width": row.width, "height": row.height}


def branding(connection: Connection, practice_id: str) -> Branding:
    """What anybody sees of a practice; nothing where it has said nothing."""
    query = select(Letterhead.colour).where(Letterhead.practice_id == practice_id)
    colour: str | None = connection.execute(query).scalar_one_or_none()
    return {"colour": colour, "logo": shown(connection, practice_id)}
