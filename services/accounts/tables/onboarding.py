"""The steps of creations."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.accounts.tables.base import Base


class OnboardingStep(Base):
    """A step of a client's creation that another service does. `command` is what it was ordered to do."""

    __tablename__ = "onboarding_steps"

    client_id: Mapped[str] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[str] = mapped_column(String(20), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str | None]
    command: Mapped[dict[str, object]]
    attempts: Mapped[int]
    look_again_at: Mapped[datetime.datetime]

    __table_args__ = (
        Index("onboarding_steps_due", "look_again_at", postgresql_where=text("state = 'pending'")),
    )
