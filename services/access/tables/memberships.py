"""Accounts and who is a member of them."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.access.tables.base import Base


class Account(Base):
    """What a membership is in: a practice or a client account, by the name its owner service published."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str]
    version: Mapped[int]
    #: False while the service that owns the account has not said that it exists.
    confirmed: Mapped[bool]
    created_at: Mapped[datetime.datetime]
    #: A practice's: whether colleagues find clients that they cannot see. Null until accounts has said.
    hidden_clients: Mapped[str | None] = mapped_column(String(10))


class Membership(Base):
    """A user in an account: the role belongs here (product.md 1), and so does the name they go by there,
    which who invited them has typed; null where it is the user's own.
    """

    __tablename__ = "memberships"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    permissions: Mapped[list[str]]
    status: Mapped[str] = mapped_column(String(20))
    owner: Mapped[bool]
    version: Mapped[int]
    created_at: Mapped[datetime.datetime]
    removed_at: Mapped[datetime.datetime | None]
    name: Mapped[str | None]
    #: True for a program, which is nobody and stands in no list of colleagues.
    program: Mapped[bool] = mapped_column(server_default=text("false"))

    __table_args__ = (Index("memberships_of_user", "user_id"),)
