"""What accounts answers and does about first invitations of many clients."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.database.unit_of_work import now
from chassis.entrypoints import Calls, Configured, Data, every, rpc, works_off
from chassis.rpc.client import RpcClient
from chassis.rpc.request import Request
from chassis.security.vault import Vault
from contracts import accounts
from services.accounts.bulk_invitations import bulk_decisions, bulk_jobs, bulk_records, bulk_rows


class BulkInvitations:
    """Entrypoints only, of `service.Accounts`."""

    database: Database = Data()
    calls: RpcClient = Calls()
    vault: Vault = Configured("vault")

    @rpc(accounts.INVITE_MANY)
    def invite_many(self, request: Request[accounts.InviteMany]) -> accounts.BulkInvitation:
        return bulk_decisions.of_clients(self.database, self.vault, request)

    @rpc(accounts.INVITE_IMPORTED)
    def invite_imported(self, request: Request[accounts.InviteImported]) -> accounts.BulkInvitation:
        return bulk_decisions.of_import(self.database, request)

    @rpc(accounts.GET_BULK_INVITATION)
    def get_bulk_invitation(self, request: Request[accounts.GetBulkInvitation]) -> accounts.BulkInvitation:
        return bulk_records.get(self.database, request.caller, request.data.bulk_invitation_id)

    @rpc(accounts.LIST_BULK_INVITATIONS)
    def list_bulk_invitations(
        self, request: Request[accounts.ListBulkInvitations]
    ) -> accounts.BulkInvitationPage:
        return bulk_records.page(self.database, request.caller, request.data)

    @rpc(accounts.LIST_BULK_ROWS)
    def list_bulk_rows(self, request: Request[accounts.ListBulkRows]) -> accounts.BulkRowPage:
        return bulk_rows.page(self.database, self.vault, request.caller, request.data)

    @rpc(accounts.STOP_BULK_INVITATION)
    def stop_bulk_invitation(self, request: Request[accounts.GetBulkInvitation]) -> accounts.BulkInvitation:
        return bulk_decisions.stop(self.database, request)

    @rpc(accounts.RESUME_BULK_INVITATION)
    def resume_bulk_invitation(self, request: Request[accounts.GetBulkInvitation]) -> accounts.BulkInvitation:
        return bulk_decisions.resume(self.database, request)

    @works_off(bulk_jobs.SENDINGS.due)
    def send_bulk_invitations(self) -> bool:
        return bulk_jobs.send_some(self.database, self.calls, self.vault)

    @every(3600)
    def forget_old_bulk_invitations(self) -> None:
        bulk_records.forget_old(self.database, now())
