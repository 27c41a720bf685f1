"""Colleagues who leave, for a while or for good (product.md 1.4): what they manage goes to somebody else."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, func, select

from chassis.database import Database
from chassis.rpc.asked import Asked
from chassis.work import Work
from contracts.access import ColleagueNotAccepted, ManagesClients, Owner
from contracts.errors import InvalidInput
from services.access import activity, client_access, colleagues, members, rights, sessions, teams
from services.access.tables import ClientAccess, ClientColleague

_SUCCESSOR = "reassign_managed_clients_to"


def deactivate(database: Database, asked: Asked) -> dict[str, Any]:
    """End a colleague's access at once and keep the rest, so that they can come back.

    Raises `NotFound`, `RoleRequired`, `Owner`, `ManagesClients`, `ColleagueNotAccepted`, `InvalidInput`.
    """
    with database.work(asked) as work:
        standing, before = _leaver(work, asked)
        if before.status == "invited":
            raise ColleagueNotAccepted()
        told = []
        if before.status == "active":
            told = _end(work, standing, before, asked.data, "deactivated")
        shown = colleagues.view(work.connection, standing.account_id, before.user_id)
        return work.answer({**shown, "message_ids": told})


def reactivate(database: Database, asked: Asked) -> dict[str, Any]:
    """Let a colleague in again, with the role, the teams and the clients they had."""
    with database.work(asked) as work:
        standing, before = _leaver(work, asked)
        told = []
        if before.status == "deactivated":
            told.append(members.change(work, before, status="active"))
            _note(work, standing, before, "reactivated", before.status)
        shown = colleagues.view(work.connection, standing.account_id, before.user_id)
        return work.answer({**shown, "message_ids": told})


def remove(database: Database, asked: Asked) -> dict[str, Any]:
    """End a membership for good, with every grant and team of it; an open invitation leads nowhere.

    Raises what `deactivate` does, but for who has not accepted yet.
    """
    with database.work(asked) as work:
        standing, before = _leaver(work, asked)
        told = _end(work, standing, before, asked.data, "removed")
        teams.leave_all(work, standing, before.user_id)
        work.execute(
            delete(ClientColleague).where(
                ClientColleague.practice_id == standing.account_id, ClientColleague.user_id == before.user_id
            )
        )
        return work.answer({"message_ids": told})


def _leaver(work: Work, asked: Asked) -> tuple[Row[Any], Row[Any]]:
    """Who asks, and who is to go or come back. The owner stays, so that a practice always has an admin."""
    standing = rights.admin(work.connection, asked.caller)
    members.lock_practice(work, standing.account_id)
    before = members.colleague(work.connection, standing.account_id, asked.data["user_id"])
    rights.require_over(standing, before.role)
    if before.owner:
        raise Owner()
    return standing, before


def _end(work: Work, standing: Row[Any], before: Row[Any], data: dict[str, Any], status: str) -> list[str]:
    handed_over = _hand_over(work, standing, before.user_id, data)
    gone = {"removed_at": func.now()} if status == "removed" else {}
    told = [members.change(work, before, status=status, **gone)]
    told += sessions.end_all(work, before.user_id, account_id=standing.account_id)
    _note(work, standing, before, status, before.status)
    return told + handed_over


def _hand_over(work: Work, standing: Row[Any], user_id: str, data: dict[str, Any]) -> list[str]:
    managed = work.execute(
        select(func.count()).where(
            ClientAccess.practice_id == standing.account_id, ClientAccess.account_manager_id == user_id
        )
    ).scalar_one()
    if _SUCCESSOR in data and data[_SUCCESSOR] is not None:
        _check_successor(work, standing, user_id, data[_SUCCESSOR])
    if not managed:
        return []
    if _SUCCESSOR not in data:
        raise ManagesClients(count=managed)
    return client_access.hand_over(work, standing, user_id, data[_SUCCESSOR])


def _check_successor(work: Work, standing: Row[Any], leaver: str, successor: str) -> None:
    if successor == leaver:
        message = "Choose another colleague than the one who leaves."
        raise InvalidInput.at(f"/{_SUCCESSOR}", "same_colleague", message)
    if members.unknown(work, standing.account_id, [successor]):
        raise InvalidInput([members.not_a_colleague(f"/{_SUCCESSOR}")])


def _note(work: Work, standing: Row[Any], before: Row[Any], verb: str, was: str) -> None:
    activity.note(
        work, f"colleague.{verb}", practice_id=standing.account_id, actor_id=standing.user_id,
        user_id=before.user_id, before={"status": was, "role": before.role},
        after={"status": "active" if verb == "reactivated" else verb},
    )  # fmt: skip
