"""Creations that are not finished."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.accounts.tables.base import Base


class ClientDraft(Base):
    """A creation that is not finished. `answers` are those given so far, the sealed number as its mask.

    One that became a client stays until it expires, so that creating it again answers with that client.
    """

    __tablename__ = "client_drafts"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id"))
    answers: Mapped[dict[str, object]]
    nino_sealed: Mapped[str | None]
    client_id: Mapped[str | None] = mapped_column(String(40))
    created_by: Mapped[str]
    updated_by: Mapped[str]
    created_at: Mapped[datetime.datetime]
    updated_at: Mapped[datetime.datetime]
    expires_at: Mapped[datetime.datetime]
    version: Mapped[int]

    __table_args__ = (
        Index("client_drafts_by_practice", "practice_id", "id", postgresql_where=text("client_id IS NULL")),
        Index("client_drafts_by_expiry", "expires_at"),
    )
