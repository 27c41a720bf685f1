"""What connections keeps of other services' events: who is a colleague, who may see which client."""

from __future__ import annotations

import datetime
from typing import TypedDict

from sqlalchemy import delete

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.database.upserts import missing, newer
from contracts.access.events import (
    ClientAccessChangedData,
    ColleagueChangedData,
    SessionRevokedData,
    TeamChangedData,
    ends_by_subject,
    levels_by_subject,
)
from services.connections.tables import Client, EndedSession, Member, Team

_MEMBER = newer(
    "note_member",
    Member.__table__,
    ("practice_id", "user_id"),
    ("role", "permissions", "status", "version"),
)
_CLIENT = newer("note_client", Client.__table__, ("id",), ("practice_id", "name", "version"))
_ACCESS = newer(
    "note_access",
    Client.__table__,
    ("id",),
    (
        "access_everyone",
        "access_colleague_ids",
        "access_colleague_ends",
        "access_levels",
        "access_team_ids",
        "account_manager_id",
        "access_version",
    ),
    version="access_version",
    only_new=("practice_id",),
)
_TEAM = newer("note_team", Team.__table__, ("id",), ("practice_id", "member_ids", "version"))
_ENDED = missing("note_ended_session", EndedSession.__table__, ("session_id", "forget_after"))


class NotedClient(TypedDict):
    """What is known here of a client by each event that tells of it."""

    client_id: str
    practice_id: str
    name: str
    version: int


def note_member(uow: UnitOfWork, data: ColleagueChangedData) -> None:
    """Take in a `ColleagueChanged`; an older version than the one known changes nothing."""
    uow.later(_MEMBER, data)


def note_client(uow: UnitOfWork, data: NotedClient) -> None:
    """Take in a client's name and practice. An event about its access may have come before."""
    uow.later(_CLIENT, {"id": data["client_id"], **data})


def note_access(uow: UnitOfWork, data: ClientAccessChangedData) -> None:
    """Take in a `ClientAccessChanged`; an older version changes nothing."""
    row = {
        "id": data["client_id"],
        "practice_id": data["practice_id"],
        "access_everyone": data["everyone"],
        "access_colleague_ids": data["colleague_ids"],
        "access_colleague_ends": {subject: end.isoformat() for subject, end in ends_by_subject(data).items()},
        "access_levels": levels_by_subject(data),
        "access_team_ids": data["team_ids"],
        "account_manager_id": data["account_manager_id"],
        "access_version": data["version"],
    }
    uow.later(_ACCESS, row)


def note_team(uow: UnitOfWork, data: TeamChangedData) -> None:
    """Take in a `TeamChanged`; an older version changes nothing."""
    members = data["member_ids"] if not data["deleted"] else []
    uow.later(_TEAM, {**data, "id": data["team_id"], "member_ids": members})


def note_ended_session(uow: UnitOfWork, data: SessionRevokedData) -> None:
    """Take in a `SessionRevoked`."""
    uow.later(_ENDED, data)


def forget_ended_sessions(database: Database, at: datetime.datetime) -> None:
    """Forget sessions that no passport can name any more."""
    with database.autocommit() as connection:
        connection.execute(delete(EndedSession).where(EndedSession.forget_after < at))
