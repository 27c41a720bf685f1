"""Colleagues, teams, responsibilities and ended sessions, as accounts knows them from access's events."""

from __future__ import annotations

import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.accounts.tables.base import Base


class Member(Base):
    """A colleague as accounts knows them: who may do what, from `ColleagueChanged`."""

    __tablename__ = "members"

    practice_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    role: Mapped[str]
    permissions: Mapped[list[str]]
    status: Mapped[str]
    version: Mapped[int]


class Team(Base):
    """A team, from `TeamChanged`. A deleted one stays, so that no old news revives it."""

    __tablename__ = "teams"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    deleted: Mapped[bool]
    version: Mapped[int]

    __table_args__ = (Index("teams_of_practice", "practice_id"),)


class TeamMember(Base):
    """A colleague in a team. Clients name teams, not their members, so that a team changes in one place."""

    __tablename__ = "team_members"

    practice_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    team_id: Mapped[str] = mapped_column(String(40), primary_key=True)

    __table_args__ = (Index("team_members_of_team", "team_id"),)


class Responsibility(Base):
    """What somebody may be responsible for at a client, from `ResponsibilityChanged`. An ended one stays, so
    that no old news revives it.
    """

    __tablename__ = "responsibilities"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    place: Mapped[int]
    ended: Mapped[bool]
    version: Mapped[int]

    __table_args__ = (Index("responsibilities_of_practice", "practice_id"),)


class EndedSession(Base):
    """A session that ended before its time; forgotten once its passports have expired anyway."""

    __tablename__ = "ended_sessions"

    session_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    forget_after: Mapped[datetime.datetime]
