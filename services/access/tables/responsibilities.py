"""What somebody may be responsible for at a client, and who is."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.access.tables.base import Base


class Responsibility(Base):
    """What a practice calls it, and at which level whoever has it reaches a client."""

    __tablename__ = "responsibilities"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    name_key: Mapped[str]
    level: Mapped[str]
    place: Mapped[int]
    version: Mapped[int]
    created_at: Mapped[datetime.datetime]

    __table_args__ = (UniqueConstraint("practice_id", "name_key", name="responsibilities_name"),)


class ClientResponsibility(Base):
    """Who has a responsibility at one client: one colleague, or nobody."""

    __tablename__ = "client_responsibilities"

    client_id: Mapped[str] = mapped_column(
        ForeignKey("client_access.client_id", ondelete="CASCADE"), primary_key=True
    )
    responsibility_id: Mapped[str] = mapped_column(ForeignKey("responsibilities.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(40))
    practice_id: Mapped[str] = mapped_column(String(40))

    __table_args__ = (
        Index("client_responsibilities_of_user", "user_id", "practice_id"),
        Index("client_responsibilities_of_one", "responsibility_id"),
    )
