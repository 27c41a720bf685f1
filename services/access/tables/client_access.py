"""Who may see which client."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.access.tables.base import Base


class ClientAccess(Base):
    """Who may see a client, beside the admins."""

    __tablename__ = "client_access"

    client_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    everyone: Mapped[bool]
    account_manager_id: Mapped[str | None]
    version: Mapped[int]
    #: When each ends by itself.
    everyone_ends_at: Mapped[datetime.datetime | None]
    manager_ends_at: Mapped[datetime.datetime | None]
    #: What ends until then was told of, or given with less than two days left.
    noticed_until: Mapped[datetime.datetime | None]

    __table_args__ = (
        Index("client_access_of_practice", "practice_id"),
        Index(
            "client_access_of_manager",
            "practice_id",
            "account_manager_id",
            postgresql_where=text("account_manager_id IS NOT NULL"),
        ),
        Index(
            "client_access_by_end_of_everyone",
            "everyone_ends_at",
            postgresql_where=text("everyone_ends_at IS NOT NULL"),
        ),
        Index(
            "client_access_by_end_of_manager",
            "manager_ends_at",
            postgresql_where=text("manager_ends_at IS NOT NULL"),
        ),
    )


class ClientColleague(Base):
    """One colleague's own access to one client, until it ends by itself, or for good."""

    __tablename__ = "client_colleagues"

    client_id: Mapped[str] = mapped_column(
        ForeignKey("client_access.client_id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    ends_at: Mapped[datetime.datetime | None]
    level: Mapped[str] = mapped_column(server_default=text("'manage'"))

    __table_args__ = (
        Index("client_colleagues_of_user", "user_id"),
        Index("client_colleagues_by_end", "ends_at", postgresql_where=text("ends_at IS NOT NULL")),
    )


class ClientTeam(Base):
    """A team's access to one client, until it ends by itself, or for good."""

    __tablename__ = "client_teams"

    client_id: Mapped[str] = mapped_column(
        ForeignKey("client_access.client_id", ondelete="CASCADE"), primary_key=True
    )
    team_id: Mapped[str] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    ends_at: Mapped[datetime.datetime | None]
    level: Mapped[str] = mapped_column(server_default=text("'manage'"))

    __table_args__ = (
        Index("client_teams_of_team", "team_id"),
        Index("client_teams_by_end", "ends_at", postgresql_where=text("ends_at IS NOT NULL")),
    )
