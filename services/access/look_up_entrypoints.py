"""What access answers about whose an email address is."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.entrypoints import Configured, Data, rpc
from chassis.rpc.request import Request
from contracts import access
from services.access.client_users import email_look_ups
from services.access.colleagues import colleague_views
from services.access.credentials import address_proofs, reply_addresses
from services.access.passwords import try_limits
from services.access.practices import practice_admins


class LookUps:
    """Entrypoints only, of `service.Access`."""

    database: Database = Data()
    look_ups: try_limits.Limit = Configured("look_ups")

    @rpc(access.LOOK_UP_EMAIL)
    def look_up_email(self, request: Request[access.LookUpEmail]) -> access.EmailLookedUp:
        return email_look_ups.look_up(self.database, self.look_ups, request.caller, request.data.email)

    @rpc(access.LOOK_UP_EMAILS)
    def look_up_emails(self, request: Request[access.LookUpEmails]) -> access.UsersFound:
        return email_look_ups.look_up_many(self.database, self.look_ups, request.data)

    @rpc(access.KNOWS_EMAIL)
    def knows_email(self, request: Request[access.LookUpEmail]) -> access.EmailKnown:
        return email_look_ups.known(self.database, request.data.email)

    @rpc(access.KNOWS_SENDER)
    def knows_sender(self, request: Request[access.SenderNamed]) -> access.EmailKnown:
        return email_look_ups.is_sender(self.database, request.data)

    @rpc(access.SEND_ADDRESS_PROOF)
    def send_address_proof(self, request: Request[access.SendAddressProof]) -> None:
        address_proofs.send(self.database, request)

    @rpc(access.USE_ADDRESS_PROOF)
    def use_address_proof(self, request: Request[access.UseAddressProof]) -> access.ProvenAddress:
        return address_proofs.use(self.database, request)

    @rpc(access.FIND_REPLY_ADDRESS)
    def find_reply_address(self, request: Request[access.FindReplyAddress]) -> access.ReplyAddress:
        return reply_addresses.find(self.database, request.data)

    @rpc(access.COLLEAGUES_BY_EMAIL)
    def colleagues_by_email(self, request: Request[access.ColleaguesNamed]) -> access.ColleaguesFound:
        return colleague_views.by_email(self.database, request.data)

    @rpc(access.PRACTICES_OF_ADMIN)
    def practices_of_admin(self, request: Request[access.LookUpEmail]) -> access.PracticesFound:
        return practice_admins.of_admin(self.database, request.data.email)

    @rpc(access.PRACTICE_ADMINS)
    def practice_admins(self, request: Request[access.PracticeNamed]) -> access.PracticeAdmins:
        return practice_admins.admins(self.database, request.data.practice_id)
