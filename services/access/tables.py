"""The tables of the access service."""

from __future__ import annotations

import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import DateTime, String, Text


class Base(DeclarativeBase):
    type_annotation_map = {datetime.datetime: DateTime(timezone=True), list[str]: ARRAY(Text), str: Text}


class User(Base):
    """A person with one login email; `email_key` is how it is compared. No password until they accept.

    Who has not shown yet that the address is theirs only claims it (`claimed_key`): then `email_key` is
    nobody's address, and no search by address finds them (docs/adr/0019).
    """

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    claimed_key: Mapped[str | None]
    name: Mapped[str]
    password_hash: Mapped[str | None]
    created_at: Mapped[datetime.datetime]

    __table_args__ = (
        Index("users_claiming", "claimed_key", postgresql_where=text("claimed_key IS NOT NULL")),
    )


class Account(Base):
    """What a membership is in: a practice or a client account, by the name its owner service told."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str]
    version: Mapped[int]
    #: False while the service that owns the account has not said that it exists.
    confirmed: Mapped[bool]
    created_at: Mapped[datetime.datetime]


class Membership(Base):
    """A user in an account: the role belongs here (product.md 1), and so does the name they go by there,
    which who invited them has typed; null where it is the user's own.
    """

    __tablename__ = "memberships"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    permissions: Mapped[list[str]]
    status: Mapped[str] = mapped_column(String(20))
    owner: Mapped[bool]
    version: Mapped[int]
    created_at: Mapped[datetime.datetime]
    removed_at: Mapped[datetime.datetime | None]
    name: Mapped[str | None]

    __table_args__ = (Index("memberships_of_user", "user_id"),)


class Session(Base):
    """A sign-in, or an API token. The token is kept as its SHA-256; `id` is what passports and events name.

    `scope` is session, or what an API token may: read, or write, which includes it. Only tokens have a name.
    """

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    id: Mapped[str] = mapped_column(String(40), unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    account_id: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime.datetime]
    seen_at: Mapped[datetime.datetime]
    expires_at: Mapped[datetime.datetime]
    ended_at: Mapped[datetime.datetime | None]
    scope: Mapped[str] = mapped_column(String(10))
    name: Mapped[str | None]
    address: Mapped[str | None]
    user_agent: Mapped[str | None]

    __table_args__ = (
        Index("sessions_of_user", "user_id"),
        Index("sessions_of_device", "user_id", "address"),
    )


class SecondFactor(Base):
    """A user's authenticator (RFC 6238), sealed. A code of `last_step` or before is no use again."""

    __tablename__ = "second_factors"

    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    sealed: Mapped[str]
    last_step: Mapped[int] = mapped_column(BigInteger)
    confirmed_at: Mapped[datetime.datetime | None]


class RecoveryCode(Base):
    """What lets a user in once without their authenticator, as its SHA-256."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[str] = mapped_column(
        ForeignKey("second_factors.user_id", ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)


class PasswordReset(Base):
    """That a link was asked for; without a user where nobody has the email. The token comes later.
    `purpose` is password, or confirmation of an address.
    """

    __tablename__ = "password_resets"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("users.id"))
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime.datetime]
    expires_at: Mapped[datetime.datetime]
    used_at: Mapped[datetime.datetime | None]
    purpose: Mapped[str] = mapped_column(String(20), server_default=text("'password'"))

    __table_args__ = (
        Index("password_resets_of_user", "user_id"),
        Index("password_resets_by_end", "expires_at"),
    )


class Throttle(Base):
    """How often something was tried within a window; `key` is a hash, `about` that of whose email it is."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    window_ends_at: Mapped[datetime.datetime]
    about: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (Index("throttles_about", "about"),)


class ClientAccess(Base):
    """Who may see a client, beside the admins."""

    __tablename__ = "client_access"

    client_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))
    everyone: Mapped[bool]
    account_manager_id: Mapped[str | None]
    version: Mapped[int]

    __table_args__ = (
        Index("client_access_of_practice", "practice_id"),
        Index(
            "client_access_of_manager",
            "practice_id",
            "account_manager_id",
            postgresql_where=text("account_manager_id IS NOT NULL"),
        ),
    )


class ClientColleague(Base):
    """One colleague's own access to one client."""

    __tablename__ = "client_colleagues"

    client_id: Mapped[str] = mapped_column(
        ForeignKey("client_access.client_id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))

    __table_args__ = (Index("client_colleagues_of_user", "user_id"),)


class ClientTeam(Base):
    """A team's access to one client."""

    __tablename__ = "client_teams"

    client_id: Mapped[str] = mapped_column(
        ForeignKey("client_access.client_id", ondelete="CASCADE"), primary_key=True
    )
    team_id: Mapped[str] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    practice_id: Mapped[str] = mapped_column(String(40))

    __table_args__ = (Index("client_teams_of_team", "team_id"),)


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


class Activity(Base):
    """A line of a practice's audit trail; never changed. `hash` chains it to the line before (ADR 10)."""

    __tablename__ = "activity"

    practice_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    place: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime.datetime]
    kind: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[str | None] = mapped_column(String(40))
    client_id: Mapped[str | None] = mapped_column(String(40))
    user_id: Mapped[str | None] = mapped_column(String(40))
    body: Mapped[str]
    hash: Mapped[str] = mapped_column(String(64))


class ActivityHead(Base):
    """The newest line of a practice's audit trail."""

    __tablename__ = "activity_heads"

    practice_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    place: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
