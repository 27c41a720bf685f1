"""Imported files and their parts."""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.accounts.tables.base import Base


class ClientImport(Base):
    """A file of clients, or of their practice codes. `done` counts the rows its present step is through."""

    __tablename__ = "client_imports"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id"))
    kind: Mapped[str]
    filename: Mapped[str]
    format: Mapped[str]
    state: Mapped[str]
    problem: Mapped[str | None]
    columns: Mapped[list[dict[str, object]]] = mapped_column(JSONB)
    options: Mapped[dict[str, object]]
    row_count: Mapped[int]
    done: Mapped[int]
    attempts: Mapped[int]
    created_by: Mapped[str]
    created_at: Mapped[datetime.datetime]
    moved_at: Mapped[datetime.datetime]
    finished_at: Mapped[datetime.datetime | None]
    version: Mapped[int]

    __table_args__ = (
        Index("client_imports_of_practice", "practice_id", "id"),
        Index(
            "client_imports_at_work",
            "moved_at",
            postgresql_where=text("state IN ('reading', 'checking', 'importing', 'undoing')"),
        ),
        Index(
            "client_updates_at_work",
            "moved_at",
            postgresql_where=text("state IN ('update:checking', 'update:importing', 'update:undoing')"),
        ),
    )


class ImportMapping(Base):
    """What a practice said last that columns with these headings are; `headings` is a digest of them."""

    __tablename__ = "import_mappings"

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    headings: Mapped[str] = mapped_column(primary_key=True)
    fields: Mapped[list[str | None]] = mapped_column(JSONB)
    used_at: Mapped[datetime.datetime]


class ClientImportPart(Base):
    """A part of a file that was not read yet, sealed."""

    __tablename__ = "client_import_parts"

    import_id: Mapped[str] = mapped_column(
        ForeignKey("client_imports.id", ondelete="CASCADE"), primary_key=True
    )
    practice_id: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(primary_key=True)
    sealed: Mapped[str]
