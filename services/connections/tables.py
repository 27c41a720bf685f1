"""The tables of the connections service. `clients`, `members`, `teams` and `ended_sessions` are projections
of other services' events.
"""

from __future__ import annotations

import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import BigInteger, DateTime, String, Text

Moment = datetime.datetime
OPEN = text("state <> 'closed'")


class Base(DeclarativeBase):
    type_annotation_map = {Moment: DateTime(timezone=True), list[str]: ARRAY(Text), str: Text}


class Authorization(Base):
    """A sign-in at a vendor, begun by a colleague of a practice.

    `state_hash` is there until the vendor's answer has come, once. `step` is the job that is to be done for
    it (`exchanging`, `looking`), `session_id` the session it must end in, null where only the user counts.
    """

    __tablename__ = "authorizations"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[str] = mapped_column(String(40))
    session_id: Mapped[str | None]
    provider: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(30))
    client_id: Mapped[str | None]
    draft_id: Mapped[str | None]
    state_hash: Mapped[str | None]
    sealed_verifier: Mapped[str | None]
    sealed_code: Mapped[str | None]
    realm_id: Mapped[str | None]
    step: Mapped[str | None]
    due_at: Mapped[Moment | None]
    attempts: Mapped[int] = mapped_column(default=0)
    correlation_id: Mapped[str | None]
    grant_id: Mapped[str | None]
    organisation_id: Mapped[str | None]
    error_code: Mapped[str | None]
    error_detail: Mapped[str | None]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment | None]


class Organisation(Base):
    """An organisation that a sign-in reaches. `reference` is the vendor's handle to leave it by."""

    __tablename__ = "organisations"

    authorization_id: Mapped[str] = mapped_column(ForeignKey("authorizations.id"), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    id: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int]
    name: Mapped[str]
    country: Mapped[str | None]
    base_currency: Mapped[str | None]
    industry_hint: Mapped[str | None]
    reference: Mapped[str | None]


class Grant(Base):
    """The tokens of one sign-in, sealed. Several connections can stand on one.

    `version` grows with each new pair of tokens; `lease_by` is who is refreshing them. State: active,
    refused (the vendor takes them no more), ending (to be revoked), ended (tokens erased).
    """

    __tablename__ = "grants"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    provider: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    sealed_access: Mapped[str | None]
    sealed_refresh: Mapped[str | None]
    access_expires_at: Mapped[Moment]
    refresh_expires_at: Mapped[Moment]
    version: Mapped[int]
    refresh_due_at: Mapped[Moment]
    used_at: Mapped[Moment]
    lease_by: Mapped[str | None]
    lease_until: Mapped[Moment | None]
    attempts: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[Moment | None]
    problem: Mapped[str | None]
    created_at: Mapped[Moment]


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


class Departure(Base):
    """An organisation to be left at the vendor, by a grant that others may still stand on."""

    __tablename__ = "departures"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    provider: Mapped[str] = mapped_column(String(20))
    grant_id: Mapped[str] = mapped_column(ForeignKey("grants.id"))
    organisation_id: Mapped[str]
    reference: Mapped[str | None]
    due_at: Mapped[Moment]
    attempts: Mapped[int] = mapped_column(default=0)


class Client(Base):
    """A client as connections knows it. `connection_version` counts the changes of its connections."""

    __tablename__ = "clients"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    name: Mapped[str | None]
    version: Mapped[int]
    access_everyone: Mapped[bool]
    access_colleague_ids: Mapped[list[str]]
    access_team_ids: Mapped[list[str]]
    account_manager_id: Mapped[str | None]
    access_version: Mapped[int]
    connection_version: Mapped[int]


class Member(Base):
    """A colleague: who may do what, from `ColleagueChanged`."""

    __tablename__ = "members"

    practice_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    role: Mapped[str]
    permissions: Mapped[list[str]]
    status: Mapped[str]
    version: Mapped[int]


class Team(Base):
    """A team, from `TeamChanged`. A deleted one stays without members, so that no old news revives it."""

    __tablename__ = "teams"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    member_ids: Mapped[list[str]]
    version: Mapped[int]


class EndedSession(Base):
    """A session that ended before its time; forgotten once its passports have expired anyway."""

    __tablename__ = "ended_sessions"

    session_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    forget_after: Mapped[Moment]


class Pace(Base):
    """One of the calls that an organisation may have at once; free when `held_until` has passed."""

    __tablename__ = "paces"

    provider: Mapped[str] = mapped_column(String(20), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    held_until: Mapped[Moment]


class Pause(Base):
    """Until when nothing is asked: of an organisation asked too much, or (`*`) of a vendor that is down."""

    __tablename__ = "pauses"

    provider: Mapped[str] = mapped_column(String(20), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    until: Mapped[Moment]


class CallMade(Base):
    """A call of the last minute."""

    __tablename__ = "calls_made"

    provider: Mapped[str] = mapped_column(String(20), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[Moment] = mapped_column(primary_key=True)


class FeedClock(Base):
    """One row: the last position given, and the last one that is no longer kept."""

    __tablename__ = "feed_clock"

    only_one: Mapped[bool] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)
    forgotten: Mapped[int] = mapped_column(BigInteger)


class FeedEvent(Base):
    """An event as a practice may read it (`event_feed.recorded_events`)."""

    __tablename__ = "feed_events"

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[str] = mapped_column(String(64))
    practice_id: Mapped[str] = mapped_column(String(40))
    client_id: Mapped[str | None] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(40))
    type: Mapped[str] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(100))
    time: Mapped[str] = mapped_column(String(40))
    correlation_id: Mapped[str] = mapped_column(String(64))
    body: Mapped[str]
