"""Webhook endpoints, what is sent to them, and the jobs that send it."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import BigInteger, String, Text

from services.connections.tables.base import Base, Moment


class WebhookEndpoint(Base):
    """Where a practice's events are sent. `types` is null for all; `failures` are those in a row;
    `certificate` is a client certificate in PEM."""

    __tablename__ = "webhook_endpoints"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    owner_id: Mapped[str] = mapped_column(String(40))
    url: Mapped[str]
    types: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    description: Mapped[str]
    ordered: Mapped[bool]
    header_name: Mapped[str | None]
    sealed_header: Mapped[str | None]
    certificate: Mapped[str | None]
    sealed_key: Mapped[str | None]
    sealed_secret: Mapped[str]
    sealed_previous: Mapped[str | None]
    previous_until: Mapped[Moment | None]
    state: Mapped[str] = mapped_column(String(20))
    disabled_reason: Mapped[str | None] = mapped_column(String(20))
    failures: Mapped[int]
    failing_since: Mapped[Moment | None]
    paused_until: Mapped[Moment]
    created_at: Mapped[Moment]
    version: Mapped[int]


class WebhookDelivery(Base):
    """An event on its way to an endpoint. `position` is the event's in the feed, or of a test, whose `body`
    is here, when it was asked for. `history` are the attempts, `lane` is whom it is kept in order for.
    """

    __tablename__ = "webhook_deliveries"

    endpoint_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(BigInteger)
    type: Mapped[str] = mapped_column(String(100))
    about: Mapped[str] = mapped_column(String(40))
    lane: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(20))
    history: Mapped[list[dict[str, object]]] = mapped_column(JSONB)
    body: Mapped[str | None]
    created_at: Mapped[Moment]


class WebhookLane(Base):
    """A job: the pending deliveries of one client to one endpoint, one after another. Due never where there
    are none; `wanted` grows with each that comes, so that none is overlooked by who ends the job.
    """

    __tablename__ = "webhook_lanes"

    endpoint_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    lane: Mapped[str] = mapped_column(String(64), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    due_at: Mapped[Moment | None]
    attempts: Mapped[int]
    wanted: Mapped[int] = mapped_column(BigInteger)
