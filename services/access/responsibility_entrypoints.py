"""What access answers about responsibilities (docs/adr/0073)."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.entrypoints import Data, rpc
from chassis.rpc.request import Request
from contracts import access
from contracts.messages import NoArguments
from services.access.responsibilities import responsibility_changes, responsibility_views


class Responsibilities:
    """Entrypoints only, of `service.Access`."""

    database: Database = Data()

    @rpc(access.LIST_RESPONSIBILITIES)
    def list_responsibilities(self, request: Request[NoArguments]) -> access.Responsibilities:
        return responsibility_views.page(self.database, request.caller)

    @rpc(access.GET_RESPONSIBILITY)
    def get_responsibility(
        self, request: Request[access.GetResponsibility]
    ) -> access.ResponsibilityWithPeople:
        return responsibility_views.get(self.database, request.caller, request.data.responsibility_id)

    @rpc(access.CREATE_RESPONSIBILITY)
    def create_responsibility(
        self, request: Request[access.CreateResponsibility]
    ) -> access.ResponsibilityWithMessages:
        return responsibility_changes.create(self.database, request)

    @rpc(access.CHANGE_RESPONSIBILITY)
    def change_responsibility(
        self, request: Request[access.ChangeResponsibility]
    ) -> access.ResponsibilityWithMessages:
        return responsibility_changes.change(self.database, request)

    @rpc(access.END_RESPONSIBILITY)
    def end_responsibility(self, request: Request[access.GetResponsibility]) -> access.SentMessages:
        return responsibility_changes.end(self.database, request)
