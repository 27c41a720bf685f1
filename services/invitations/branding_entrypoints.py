"""What invitations answers about practices' logos and colours."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.entrypoints import Calls, Data, rpc
from chassis.rpc.client import RpcClient
from chassis.rpc.request import Request
from contracts import invitations
from contracts.messages import NoArguments
from services.invitations.practice_messages import practice_logos


class PracticeBranding:
    """Entrypoints only, of `service.Invitations`."""

    database: Database = Data()
    calls: RpcClient = Calls()

    @rpc(invitations.PUT_LOGO)
    def put_logo(self, request: Request[invitations.PutLogo]) -> invitations.KeptBranding:
        return practice_logos.put(self.database, self.calls, request)

    @rpc(invitations.REMOVE_LOGO)
    def remove_logo(self, request: Request[NoArguments]) -> invitations.KeptBranding:
        return practice_logos.remove(self.database, self.calls, request)

    @rpc(invitations.GET_BRANDING)
    def get_branding(self, request: Request[invitations.GetBranding]) -> invitations.Branding:
        return practice_logos.branding_of(self.database, request.data.practice_id)

    @rpc(invitations.GET_LOGO)
    def get_logo(self, request: Request[invitations.GetLogo]) -> invitations.LogoFile:
        return practice_logos.file(self.database, request.data.digest)
