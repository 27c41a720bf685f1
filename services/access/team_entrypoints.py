"""What access answers about teams (product.md 8.4)."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.entrypoints import Data, rpc
from chassis.rpc.request import Request
from contracts import access
from services.access.teams import team_changes, team_views


class Teams:
    """Entrypoints only, of `service.Access`."""

    database: Database = Data()

    @rpc(access.LIST_TEAMS)
    def list_teams(self, request: Request[access.PageQuery]) -> access.TeamPage:
        return team_views.page(self.database, request.caller, request.data)

    @rpc(access.GET_TEAM)
    def get_team(self, request: Request[access.GetTeam]) -> access.Team:
        return team_views.get(self.database, request.caller, request.data.team_id)

    @rpc(access.CREATE_TEAM)
    def create_team(self, request: Request[access.CreateTeam]) -> access.TeamWithMessages:
        return team_changes.create(self.database, request)

    @rpc(access.CHANGE_TEAM)
    def change_team(self, request: Request[access.ChangeTeam]) -> access.TeamWithMessages:
        return team_changes.change(self.database, request)

    @rpc(access.DELETE_TEAM)
    def delete_team(self, request: Request[access.GetTeam]) -> access.SentMessages:
        return team_changes.remove(self.database, request)
