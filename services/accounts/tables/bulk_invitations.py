"""First invitations of many clients at once."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.accounts.tables.base import Base


class BulkInvitation(Base):
    """Invitations of many clients, which are a job. `fields` names the cells of its rows, as of an import's;
    `acting` is in whose name it is done, and `not_before` when there is room for more messages.
    """

    __tablename__ = "bulk_invitations"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id"))
    import_id: Mapped[str | None] = mapped_column(String(40))
    fields: Mapped[list[str | None]] = mapped_column(JSONB)
    state: Mapped[str]
    problem: Mapped[str | None]
    acknowledges: Mapped[bool]
    row_count: Mapped[int]
    created_by: Mapped[str]
    acting: Mapped[str]
    created_at: Mapped[datetime.datetime]
    finished_at: Mapped[datetime.datetime | None]
    due_at: Mapped[datetime.datetime]
    not_before: Mapped[datetime.datetime | None]
    attempts: Mapped[int]
    version: Mapped[int]

    __table_args__ = (
        Index("bulk_invitations_of_practice", "practice_id", "id"),
        Index("bulk_invitations_of_import", "import_id", "id"),
        Index("bulk_invitations_due", "due_at", postgresql_where=text("state = 'sending'")),
    )


class BulkInvitationRow(Base):
    """One client, with whom to invite, sealed: the cells of an import's row, or name, email and number."""

    __tablename__ = "bulk_invitation_rows"

    bulk_id: Mapped[str] = mapped_column(
        ForeignKey("bulk_invitations.id", ondelete="CASCADE"), primary_key=True
    )
    practice_id: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(String(40))
    client_name: Mapped[str]
    sealed: Mapped[str]
    existing_user: Mapped[bool | None]
    result: Mapped[str]
    code: Mapped[str | None]
    detail: Mapped[str | None]
    invitation_id: Mapped[str | None] = mapped_column(String(40))

    __table_args__ = (
        Index(
            "bulk_invitation_rows_waiting", "bulk_id", "number", postgresql_where=text("result = 'waiting'")
        ),
        Index("bulk_invitation_rows_of_client", "client_id", postgresql_where=text("result = 'waiting'")),
        Index(
            "bulk_invitation_rows_invitation",
            "invitation_id",
            unique=True,
            postgresql_where=text("invitation_id IS NOT NULL"),
        ),
    )
