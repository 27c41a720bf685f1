"""Clients' connections."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from services.connections.tables.base import Base, Moment

OPEN = text("state <> 'closed'")


class Connection(Base):
    """A client's connection to one organisation. State: connected, needs_reconnect, closed."""

    __tablename__ = "connections"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    client_id: Mapped[str] = mapped_column(String(40))
    provider: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[str]
    organisation_name: Mapped[str]
    reference: Mapped[str | None]
    grant_id: Mapped[str] = mapped_column(ForeignKey("grants.id"))
    state: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str | None]
    connected_by: Mapped[str] = mapped_column(String(40))
    connected_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    checked_at: Mapped[Moment | None]
    check_due_at: Mapped[Moment] = mapped_column(server_default=text("now() + interval '1 day'"))

    __table_args__ = (
        Index("connections_client", "client_id", unique=True, postgresql_where=OPEN),
        Index(
            "connections_organisation",
            "practice_id",
            "provider",
            "organisation_id",
            unique=True,
            postgresql_where=OPEN,
        ),
    )
