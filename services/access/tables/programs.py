"""Programs of practices, and their secrets."""

from __future__ import annotations

import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.access.tables.base import Base


class ProgramAccount(Base):
    """A program of a practice; `user_id` is its membership's, a user without an email."""

    __tablename__ = "programs"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), unique=True)
    name: Mapped[str]
    scopes: Mapped[list[str]]
    networks: Mapped[list[str]]
    expires_at: Mapped[datetime.datetime]
    last_used_at: Mapped[datetime.datetime | None]
    created_by: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime.datetime]
    ended_at: Mapped[datetime.datetime | None]
    version: Mapped[int] = mapped_column(BigInteger)


class ProgramSecret(Base):
    """A secret of a program's, as its SHA-256; null in `expires_at` while it is not replaced."""

    __tablename__ = "program_secrets"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    program_id: Mapped[str] = mapped_column(ForeignKey("programs.id"))
    created_at: Mapped[datetime.datetime]
    expires_at: Mapped[datetime.datetime | None]
