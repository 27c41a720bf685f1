"""Reviews of who reaches what."""

from __future__ import annotations

import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from contracts.access import Reason
from services.access.tables.base import Base


class AccessReview(Base):
    """A look at who reaches what (docs/adr/0074). `subject_name` is what the team or the colleague that it is
    of was called when it began.
    """

    __tablename__ = "access_reviews"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    scope: Mapped[str] = mapped_column(String(20))
    team_id: Mapped[str | None] = mapped_column(String(40))
    user_id: Mapped[str | None] = mapped_column(String(40))
    subject_name: Mapped[str | None]
    reviewer_id: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20))
    started_by: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime.datetime]
    ended_by: Mapped[str | None] = mapped_column(String(40))
    ended_at: Mapped[datetime.datetime | None]
    digest: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (Index("access_reviews_of_practice", "practice_id", "id"),)


class AccessReviewColleague(Base):
    """A colleague whom a review is of, as they were when it began, and how far it is with them: `ready` once
    their lines are taken down, which are those of this `number`.
    """

    __tablename__ = "access_review_colleagues"

    review_id: Mapped[str] = mapped_column(
        ForeignKey("access_reviews.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    role: Mapped[str] = mapped_column(String(20))
    last_signed_in_at: Mapped[datetime.datetime | None]
    number: Mapped[int]
    ready: Mapped[bool]
    lines: Mapped[int] = mapped_column(server_default=text("0"))
    kept: Mapped[int] = mapped_column(server_default=text("0"))
    changed: Mapped[int] = mapped_column(server_default=text("0"))
    ended: Mapped[int] = mapped_column(server_default=text("0"))

    __table_args__ = (
        Index(
            "access_review_colleagues_to_take_down",
            "review_id",
            "number",
            postgresql_where=text("NOT ready"),
        ),
    )


class AccessReviewLine(Base):
    """How a colleague reached a client when the review began, or many at once where there is no client. With
    a decision, `left_reasons` is how they reached it then, `taken` what was theirs before, to be given back,
    and `written` the line of the review's file.
    """

    __tablename__ = "access_review_lines"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    review_id: Mapped[str] = mapped_column(ForeignKey("access_reviews.id", ondelete="CASCADE"))
    practice_id: Mapped[str] = mapped_column(String(40))
    place: Mapped[int] = mapped_column(BigInteger)
    user_id: Mapped[str] = mapped_column(String(40))
    client_id: Mapped[str | None] = mapped_column(String(40))
    client_name: Mapped[str | None]
    clients: Mapped[int]
    reasons: Mapped[list[Reason]] = mapped_column(JSONB)
    level: Mapped[str] = mapped_column(String(10))
    last_change_at: Mapped[datetime.datetime | None]
    decision: Mapped[str | None] = mapped_column(String(10))
    new_level: Mapped[str | None] = mapped_column(String(10))
    new_until: Mapped[datetime.datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(40))
    decided_by_name: Mapped[str | None]
    decided_at: Mapped[datetime.datetime | None]
    left_reasons: Mapped[list[Reason] | None] = mapped_column(JSONB(none_as_null=True))
    taken: Mapped[dict[str, str | bool | list[str] | None] | None] = mapped_column(JSONB(none_as_null=True))
    written: Mapped[str | None]

    __table_args__ = (
        Index("access_review_lines_in_order", "review_id", "place", unique=True),
        Index("access_review_lines_of_colleague", "review_id", "user_id", "place"),
        Index(
            "access_review_lines_undecided", "review_id", "place", postgresql_where=text("decision IS NULL")
        ),
    )
