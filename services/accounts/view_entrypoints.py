"""What accounts answers and does about views that people save of the list of clients."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.entrypoints import Data, rpc
from chassis.rpc.request import Request
from contracts import accounts
from contracts.messages import NoArguments
from services.accounts.client_lists import saved_views


class SavedViews:
    """Entrypoints only, of `service.Accounts`."""

    database: Database = Data()

    @rpc(accounts.LIST_SAVED_VIEWS)
    def list_saved_views(self, request: Request[NoArguments]) -> accounts.SavedViews:
        return saved_views.page(self.database, request.caller)

    @rpc(accounts.SAVE_VIEW)
    def save_view(self, request: Request[accounts.SaveView]) -> accounts.SavedView:
        return saved_views.save(self.database, request)

    @rpc(accounts.REPLACE_VIEW)
    def replace_view(self, request: Request[accounts.ReplaceView]) -> accounts.SavedView:
        return saved_views.replace(self.database, request)

    @rpc(accounts.DELETE_VIEW)
    def delete_view(self, request: Request[accounts.GetSavedView]) -> None:
        saved_views.remove(self.database, request)
