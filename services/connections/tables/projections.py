"""Clients, colleagues, teams and ended sessions, as connections knows them from others' events."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.connections.tables.base import Base, Moment


class Client(Base):
    """A client as connections knows it. `connection_version` counts the changes of its connections."""

    __tablename__ = "clients"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    name: Mapped[str | None]
    version: Mapped[int]
    access_everyone: Mapped[bool]
    access_colleague_ids: Mapped[list[str]]
    #: When what was given ends by itself: RFC 3339 by user, team, `everyone` or `account_manager`.
    access_colleague_ends: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))
    #: At which level below `manage` a colleague or a team was given it, by their id.
    access_levels: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))
    access_team_ids: Mapped[list[str]]
    account_manager_id: Mapped[str | None]
    access_version: Mapped[int]
    connection_version: Mapped[int]


class Member(Base):
    """A colleague: who may do what, from `ColleagueChanged`."""

    __tablename__ = "members"

    practice_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    role: Mapped[str]
    permissions: Mapped[list[str]]
    status: Mapped[str]
    version: Mapped[int]


class Team(Base):
    """A team, from `TeamChanged`. A deleted one stays without members, so that no old news revives it."""

    __tablename__ = "teams"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    member_ids: Mapped[list[str]]
    version: Mapped[int]


class EndedSession(Base):
    """A session that ended before its time; forgotten once its passports have expired anyway."""

    __tablename__ = "ended_sessions"

    session_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    forget_after: Mapped[Moment]
