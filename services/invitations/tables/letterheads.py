"""How messages of a practice look."""

from __future__ import annotations

import datetime

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.invitations.tables.base import Base


class Letterhead(Base):
    """How a practice's messages look, where it has said so. `wording`: by kind, `subject` and `opening`."""

    __tablename__ = "letterheads"

    practice_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    sender_name: Mapped[str | None]
    reply_to: Mapped[str | None]
    from_address: Mapped[str | None]
    wording: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONB)
    colour: Mapped[str | None]
    version: Mapped[int]
    changed_at: Mapped[datetime.datetime]


class Logo(Base):
    """A practice's logo as a PNG that was drawn here, in twice the pixels that it is shown in."""

    __tablename__ = "logos"

    practice_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[str] = mapped_column(String(32))
    png: Mapped[bytes]
    width: Mapped[int]
    height: Mapped[int]

    __table_args__ = (Index("logos_by_digest", "digest"),)
