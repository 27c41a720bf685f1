"""What connections keeps of other services' events: who is a colleague, who may see which client."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from services.connections.tables import Client, EndedSession, Member, Team


def note_member(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in a `ColleagueChanged`; an older version than the one known changes nothing."""
    names = ("practice_id", "user_id", "role", "permissions", "status", "version")
    statement = insert(Member).values({name: data[name] for name in names})
    uow.execute(
        statement.on_conflict_do_update(
            index_elements=["practice_id", "user_id"],
            set_={name: statement.excluded[name] for name in names[2:]},
            where=Member.version < statement.excluded.version,
        )
    )


def note_client(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in a client's name and practice. What is told of access may have come before."""
    row = {"practice_id": data["practice_id"], "name": data["name"], "version": data["version"]}
    statement = insert(Client).values(id=data["client_id"], **row)
    uow.execute(
        statement.on_conflict_do_update(
            index_elements=["id"], set_=row, where=Client.version < statement.excluded.version
        )
    )


def note_access(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in a `ClientAccessChanged`; an older version changes nothing."""
    row = {
        "access_everyone": data["everyone"],
        "access_colleague_ids": data["colleague_ids"],
        "access_team_ids": data["team_ids"],
        "account_manager_id": data["account_manager_id"],
        "access_version": data["version"],
    }
    statement = insert(Client).values(id=data["client_id"], practice_id=data["practice_id"], **row)
    uow.execute(
        statement.on_conflict_do_update(
            index_elements=["id"], set_=row, where=Client.access_version < data["version"]
        )
    )


def note_team(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in a `TeamChanged`; an older version changes nothing."""
    row = {
        "practice_id": data["practice_id"],
        "member_ids": data["member_ids"] if not data["deleted"] else [],
        "version": data["version"],
    }
    statement = insert(Team).values(id=data["team_id"], **row)
    uow.execute(
        statement.on_conflict_do_update(
            index_elements=["id"], set_=row, where=Team.version < statement.excluded.version
        )
    )


def note_ended_session(uow: UnitOfWork, data: dict[str, Any]) -> None:
    """Take in a `SessionRevoked`."""
    row = {"session_id": data["session_id"], "forget_after": data["forget_after"]}
    uow.execute(insert(EndedSession).values(row).on_conflict_do_nothing())


def forget_ended_sessions(database: Database, at: datetime.datetime) -> None:
    """Forget sessions that no passport can name any more."""
    with database.autocommit() as connection:
        connection.execute(delete(EndedSession).where(EndedSession.forget_after < at))
