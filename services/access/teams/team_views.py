"""A practice's teams, as api.md shows them."""

from __future__ import annotations

from sqlalchemy import tuple_

from chassis.database import paging
from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.access import PageQuery, TeamPage
from contracts.access import Team as ShownTeam
from services.access import permissions
from services.access.tables import Team
from services.access.teams import team_rows
from services.access.teams.team_rows import TeamRow


def page(database: Database, caller: Caller, query: PageQuery) -> TeamPage:
    """The teams of the caller's practice, by name."""
    after = paging.read_cursor(query.cursor, str, str)
    with database.read() as connection:
        actor = permissions.adder(connection, caller)
        found = team_rows.TEAM.where(Team.practice_id == actor.account_id).order_by(Team.name_key, Team.id)
        if after is not None:
            found = found.where(tuple_(Team.name_key, Team.id) > tuple_(*after))
        rows = [TeamRow._make(row) for row in connection.execute(found.limit(query.limit + 1))]
    shown = paging.page(rows, query.limit, lambda row: (row.name_key, row.id))
    return {"items": [row.view() for row in shown["items"]], "next_cursor": shown["next_cursor"]}


def get(database: Database, caller: Caller, team_id: str) -> ShownTeam:
    """One team. Raises `NotFound`."""
    with database.read() as connection:
        actor = permissions.adder(connection, caller)
        return team_rows.find(connection, actor.account_id, team_id).view()
