"""The loops that send mail which invites nobody."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.entrypoints import Calls, Configured, Data, works_off
from chassis.rpc.client import RpcClient
from chassis.security.vault import Vault
from services.invitations.account_mails import (
    access_request_mails,
    notice_mails,
    password_mails,
    practice_notices,
    receipt_mails,
    request_replies,
)
from services.invitations.transport.outlets import Outlets


class DueMails:
    """Entrypoints only, of `service.Invitations`."""

    database: Database = Data()
    calls: RpcClient = Calls()
    vault: Vault = Configured("vault")
    outlets: Outlets = Configured("outlets")

    @works_off(password_mails.MAILS.due)
    def deliver_password_mail(self) -> bool:
        return password_mails.deliver_one(self.database, self.calls, self.vault, self.outlets)

    @works_off(request_replies.REPLIES.due)
    def deliver_request_reply(self) -> bool:
        return request_replies.deliver_one(self.database, self.calls, self.outlets)

    @works_off(access_request_mails.MAILS.due)
    def deliver_access_request_mail(self) -> bool:
        return access_request_mails.deliver_one(self.database, self.calls, self.outlets)

    @works_off(receipt_mails.MAILS.due)
    def deliver_receipt(self) -> bool:
        return receipt_mails.deliver_one(self.database, self.vault, self.outlets)

    @works_off(notice_mails.MAILS.due)
    def deliver_notice_mail(self) -> bool:
        return notice_mails.deliver_one(self.database, self.calls, self.outlets)

    @works_off(practice_notices.NOTICES.due)
    def deliver_notice(self) -> bool:
        return practice_notices.deliver_one(self.database, self.calls, self.outlets)
