"""The peer's tables: a client with what the HTTP interface says of one, and an outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, func, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Json = dict[str, Any]


class Table(DeclarativeBase):
    type_annotation_map = {
        datetime: TIMESTAMP(timezone=True),
        Json: JSONB,
        list[str]: JSONB,
        list[Json]: JSONB,
    }


class Client(Table):
    __tablename__ = "client"
    __table_args__ = (Index("client_by_name", "practice_id", "name", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    practice_id: Mapped[str]
    crn: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str]
    name: Mapped[str]
    status: Mapped[str] = mapped_column(default="active")
    practice_code: Mapped[str | None]
    industry: Mapped[str | None]
    solutions: Mapped[list[str]]
    base_currency: Mapped[str] = mapped_column(default="GBP")
    country: Mapped[str] = mapped_column(default="GB")
    extract_email: Mapped[str]
    national_insurance_number: Mapped[str | None]
    postcode: Mapped[str | None]
    email: Mapped[str | None]
    income_sources: Mapped[list[Json]] = mapped_column(default=list)
    account_manager_id: Mapped[str | None]
    access: Mapped[Json]
    connection: Mapped[Json | None]
    invitation: Mapped[Json | None]
    onboarding: Mapped[Json]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Outbox(Table):
    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_unsent", "id", postgresql_where=text("sent_at IS NULL")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[str]
    type: Mapped[str]
    data: Mapped[Json]
    sent_at: Mapped[datetime | None]
