"""Addresses that somebody has shown to be theirs, or is about to, who is no user."""

from __future__ import annotations

import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.access.tables.base import Base


class AddressProof(Base):
    """That a link was asked for at a practice's link. The token comes later; `email` goes at `forget_at`."""

    __tablename__ = "address_proofs"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    practice_name: Mapped[str]
    email: Mapped[str]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime.datetime]
    expires_at: Mapped[datetime.datetime]
    forget_at: Mapped[datetime.datetime]

    __table_args__ = (Index("address_proofs_by_end", "forget_at"),)
