"""The names of the colleagues and teams that clients of a list mention."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypedDict

from sqlalchemy import bindparam, false, func, select, true, union_all

from contracts.accounts.client_lists import Named
from services.accounts.client_lists.page_cursors import ListedClient
from services.accounts.clients import client_view
from services.accounts.tables import Member, Team


class MentionedName(TypedDict):
    """One of `ROWS`, as JSON has it."""

    id: str
    name: str
    is_team: bool


_named = union_all(
    select(Member.user_id.label("id"), Member.name, false().label("is_team")).where(
        Member.practice_id == bindparam("practice_id"), Member.user_id == func.any(bindparam("people"))
    ),
    select(Team.id, Team.name, true()).where(
        Team.practice_id == bindparam("practice_id"), Team.id == func.any(bindparam("teams"))
    ),
).subquery()
#: Parameters `practice_id` and those of `mentioned`.
ROWS = select(_named)


def mentioned(clients: Sequence[ListedClient]) -> dict[str, list[str]]:
    """The ids of whom they mention, `people` and `teams`."""
    people = {user_id for client in clients for user_id in client.access_colleague_ids}
    people |= {user_id for client in clients for user_id in client_view.responsible(client).values()}
    people |= {client.account_manager_id for client in clients if client.account_manager_id is not None}
    teams = {team_id for client in clients for team_id in client.access_team_ids}
    return {"people": list(people), "teams": list(teams)}


def by_kind(rows: Iterable[MentionedName]) -> tuple[list[Named], list[Named]]:
    """Of colleagues, and of teams."""
    named: tuple[list[Named], list[Named]] = ([], [])
    for row in rows:
        named[row["is_team"]].append({"id": row["id"], "name": row["name"]})
    return named
