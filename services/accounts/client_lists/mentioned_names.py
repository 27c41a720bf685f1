"""The names of the colleagues and teams that clients of a list mention."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, false, func, select, true, union_all

from chassis.database.prepared import Prepared
from contracts.accounts.client_lists import Named
from services.accounts.client_lists.page_cursors import ListedClient
from services.accounts.clients import client_view
from services.accounts.tables import Member, Team

_NAMES = Prepared(
    "mentioned_names",
    union_all(
        select(Member.user_id.label("id"), Member.name, false().label("is_team")).where(
            Member.practice_id == bindparam("practice_id"), Member.user_id == func.any(bindparam("people"))
        ),
        select(Team.id, Team.name, true()).where(
            Team.practice_id == bindparam("practice_id"), Team.id == func.any(bindparam("teams"))
        ),
    ),
)


def of(
    connection: Connection, practice_id: str, rows: Sequence[ListedClient]
) -> tuple[list[Named], list[Named]]:
    """Of colleagues, and of teams. One query, where there is anybody to name."""
    people = {user_id for row in rows for user_id in row.access_colleague_ids}
    people |= {user_id for row in rows for user_id in client_view.responsible(row).values()}
    people |= {row.account_manager_id for row in rows if row.account_manager_id is not None}
    teams = {team_id for row in rows for team_id in row.access_team_ids}
    if not people and not teams:
        return [], []
    mentioned = {"practice_id": practice_id, "people": list(people), "teams": list(teams)}
    named: tuple[list[Named], list[Named]] = ([], [])
    for row in _NAMES.all(connection, mentioned):
        named[row.is_team].append({"id": row.id, "name": row.name})
    return named
