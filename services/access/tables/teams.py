"""Teams and who is in them."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.access.tables.base import Base


class Team(Base):
    """Colleagues who are given access together; `name_key` is how names are compared."""

    __tablename__ = "teams"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    name_key: Mapped[str]
    version: Mapped[int]
    created_at: Mapped[datetime.datetime]

    __table_args__ = (UniqueConstraint("practice_id", "name_key", name="teams_name"),)


class TeamMember(Base):
    __tablename__ = "team_members"

    team_id: Mapped[str] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))

    __table_args__ = (Index("team_members_of_user", "practice_id", "user_id"),)
