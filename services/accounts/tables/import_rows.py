"""The rows of imported files."""

from __future__ import annotations

from sqlalchemy import ForeignKey, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.accounts.tables.base import Base


class ClientImportRow(Base):
    """A row of a file: its cells, sealed, and what was found out about it and became of it."""

    __tablename__ = "client_import_rows"

    import_id: Mapped[str] = mapped_column(
        ForeignKey("client_imports.id", ondelete="CASCADE"), primary_key=True
    )
    practice_id: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[str]
    verdict: Mapped[str | None]
    matches: Mapped[list[dict[str, object]]] = mapped_column(JSONB, server_default=text("'[]'"))
    errors: Mapped[list[dict[str, object]]] = mapped_column(JSONB, server_default=text("'[]'"))
    result: Mapped[str | None]
    detail: Mapped[str | None]
    client_id: Mapped[str | None] = mapped_column(String(40))
    #: `email`, `email_and_text` or `nobody`; null before the check, and by a release before.
    invites: Mapped[str | None]
    existing_user: Mapped[bool | None]
    #: The client that the row changes, as it was when that was found out; and what changes, sealed.
    target_id: Mapped[str | None] = mapped_column(String(40))
    target_version: Mapped[int | None]
    changes: Mapped[str | None]
