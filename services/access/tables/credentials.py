"""What is beside a password, and how often one was tried."""

from __future__ import annotations

import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.access.tables.base import Base


class SecondFactor(Base):
    """A user's authenticator (RFC 6238), sealed. A code of `last_step` or before is no use again."""

    __tablename__ = "second_factors"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    sealed: Mapped[str]
    last_step: Mapped[int] = mapped_column(BigInteger)
    confirmed_at: Mapped[datetime.datetime | None]


class RecoveryCode(Base):
    """What lets a user in once without their authenticator, as its SHA-256."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("second_factors.user_id", ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)


class PasswordReset(Base):
    """That a link was asked for; without a user where nobody has the email. The token comes later.
    `purpose` is password, or confirmation of an address.
    """

    __tablename__ = "password_resets"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime.datetime]
    expires_at: Mapped[datetime.datetime]
    used_at: Mapped[datetime.datetime | None]
    purpose: Mapped[str] = mapped_column(String(20), server_default=text("'password'"))

    __table_args__ = (
        Index("password_resets_of_user", "user_id"),
        Index("password_resets_by_end", "expires_at"),
    )


class Throttle(Base):
    """How often something was tried within a window; `key` is a hash, `about` that of whose email it is."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    window_ends_at: Mapped[datetime.datetime]
    about: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (Index("throttles_about", "about"),)
