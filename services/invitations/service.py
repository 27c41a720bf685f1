"""The invitations service: invitations of clients and colleagues, and their delivery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from environs import Env

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.entrypoints import Calls, Configured, Data, every, handles, rpc, works_off
from chassis.process import settings
from chassis.process.settings import SettingsError
from chassis.rpc.client import RpcClient
from chassis.rpc.request import Request
from chassis.security.vault import Vault
from contracts import invitations
from contracts.access import events as access_events
from contracts.accounts import events as account_events
from contracts.connections import events as connection_events
from contracts.invitations import events
from services.invitations import (
    bounces,
    claiming,
    expiring,
    holding,
    inviting,
    letterheads,
    many,
    notices,
    password_mails,
    previewing,
    projections,
    reading,
    redeeming,
    reports,
    resending,
    sending,
    smtp,
    texts,
)
from services.invitations.limits import UNLIMITED, Limits, forget_old
from services.invitations.senders import Senders

Result = Mapping[str, Any]


class Invitations:
    """Entrypoints only: load, call, dump."""

    name = invitations.NAME
    database: Database = Data()
    calls: RpcClient = Calls()
    vault: Vault = Configured("vault")
    outlets: sending.Outlets = Configured("outlets")
    limits: Limits = Configured("limits")
    bounces_key: str | None = Configured("bounces_key")

    @rpc(invitations.LIST_CLIENT_INVITATIONS)
    def list_client_invitations(self, request: Request) -> Result:
        return reading.of_client(self.database, self.calls, request.caller, request.data["client_id"])

    @rpc(invitations.LIST_INVITATIONS)
    def list_invitations(self, request: Request) -> Result:
        return reading.page(self.database, self.calls, request.caller, request.data)

    @rpc(invitations.GET_INVITATION)
    def get_invitation(self, request: Request) -> Result:
        return reading.get(self.database, self.calls, request.caller, request.data["invitation_id"])

    @rpc(invitations.RESEND_INVITATION)
    def resend_invitation(self, request: Request) -> Result:
        return resending.resend(self.database, self.calls, self.vault, self.limits, request)

    @rpc(invitations.REVOKE_INVITATION)
    def revoke_invitation(self, request: Request) -> Result:
        return resending.revoke(self.database, self.calls, request)

    @rpc(invitations.RESEND_INVITATIONS)
    def resend_invitations(self, request: Request) -> Result:
        def resend(one: Request) -> Result:
            return resending.resend(self.database, self.calls, self.vault, self.limits, one)

        return many.each(self.database, request, invitations.RESEND_INVITATION, resend)

    @rpc(invitations.REVOKE_INVITATIONS)
    def revoke_invitations(self, request: Request) -> Result:
        def revoke(one: Request) -> Result:
            return resending.revoke(self.database, self.calls, one)

        return many.each(self.database, request, invitations.REVOKE_INVITATION, revoke)

    @rpc(invitations.GET_PRACTICE_MESSAGES)
    def get_practice_messages(self, request: Request) -> Result:
        return letterheads.get(self.database, self.calls, self.outlets.senders, request.caller)

    @rpc(invitations.CHANGE_PRACTICE_MESSAGES)
    def change_practice_messages(self, request: Request) -> Result:
        return letterheads.change(self.database, self.calls, self.outlets.senders, request)

    @rpc(invitations.PREVIEW_MESSAGE)
    def preview_message(self, request: Request) -> Result:
        return previewing.preview(self.database, self.calls, self.outlets, request)

    @rpc(invitations.PREVIEW_TEXT)
    def preview_text(self, request: Request) -> Result:
        return previewing.preview_text(self.database, self.calls, self.outlets, request)

    @rpc(invitations.SEND_TEST_MESSAGE)
    def send_test_message(self, request: Request) -> None:
        previewing.send_test(self.database, self.calls, self.outlets, self.limits, request)

    @rpc(invitations.LOOK_UP_INVITATION, everywhere=True)
    def look_up_invitation(self, request: Request) -> Result:
        return redeeming.look_up(self.database, self.calls, request.data["token"])

    @rpc(invitations.REDEEM_INVITATION, everywhere=True)
    def redeem_invitation(self, request: Request) -> Result:
        return redeeming.redeem(self.database, self.calls, request)

    @rpc(invitations.NOTE_TEXT_STATUS, everywhere=True)
    def note_text_status(self, request: Request) -> None:
        reports.note(self.database, self.vault, self.outlets.texting, request.data)

    @rpc(invitations.NOTE_BOUNCE, everywhere=True)
    def note_bounce(self, request: Request) -> None:
        bounces.note(self.database, self.bounces_key, request.data)

    @handles(account_events.CLIENT_TRANSFERRED)
    def note_transferred_client(self, uow: UnitOfWork, data: dict[str, Any]) -> None:
        projections.note_transferred(uow, data)
        notices.note_transferred(uow, data)

    @handles(connection_events.CONNECTION_NEEDS_RECONNECT)
    def note_broken_connection(self, uow: UnitOfWork, data: dict[str, Any]) -> None:
        notices.note_broken(uow, data)

    @handles(account_events.CLIENT_DELETED)
    def note_deleted_client(self, uow: UnitOfWork, data: dict[str, Any]) -> None:
        projections.note_deleted(uow, data)

    @handles(access_events.COLLEAGUE_CHANGED)
    def note_colleague(self, uow: UnitOfWork, data: dict[str, Any]) -> None:
        holding.release(uow, data)

    @handles(events.INVITE_TO_CLIENT)
    def invite_to_client(self, uow: UnitOfWork, data: dict[str, Any]) -> None:
        inviting.invite_to_client(uow, self.vault, self.limits, data)

    @handles(events.INVITE_TO_PRACTICE)
    def invite_to_practice(self, uow: UnitOfWork, data: dict[str, Any]) -> None:
        inviting.invite_to_practice(uow, self.vault, self.limits, data)

    @handles(events.SEND_RESET_LINK)
    def send_reset_link(self, uow: UnitOfWork, data: dict[str, Any]) -> None:
        password_mails.order(uow, self.vault, data)

    @handles(events.INVITE_CLIENT_USER)
    def invite_client_user(self, uow: UnitOfWork, data: dict[str, Any]) -> None:
        inviting.invite_to_client(uow, self.vault, self.limits, data)

    @handles(events.INVITE_COLLEAGUE)
    def invite_colleague(self, uow: UnitOfWork, data: dict[str, Any]) -> None:
        inviting.invite_to_practice(uow, self.vault, self.limits, data)

    @handles(events.SEND_PASSWORD_RESET)
    def send_password_reset(self, uow: UnitOfWork, data: dict[str, Any]) -> None:
        password_mails.order(uow, self.vault, data)

    @works_off()
    def deliver_password_mail(self) -> bool:
        return password_mails.deliver_one(self.database, self.calls, self.vault, self.outlets)

    @works_off()
    def deliver_notice(self) -> bool:
        return notices.deliver_one(self.database, self.calls, self.outlets)

    @works_off(at_once=2)
    def deliver(self) -> bool:
        return sending.deliver_one(self.database, self.calls, self.vault, self.outlets)

    @every(30)
    def expire(self) -> None:
        more = True
        while more:
            with self.database.unit_of_work() as uow:
                more = expiring.expire_one(uow)

    @every(15)
    def settle_redemptions(self) -> None:
        claiming.resolve_all(self.database, self.calls)

    @every(300)
    def remind(self) -> None:
        more = True
        while more:
            with self.database.unit_of_work() as uow:
                more = expiring.remind_one(uow, self.vault)

    @every(600)
    def forget_what_counts_no_more(self) -> None:
        with self.database.unit_of_work() as uow:
            forget_old(uow)


def prepare(env: Env) -> Mapping[str, Any]:
    """The parts of this service that its settings decide."""
    mailer = smtp.SmtpMailer(env.str("SMTP_URL"), env.str("MAIL_FROM", "no-reply@clientele.example"))
    public_url = env.str("PUBLIC_URL").rstrip("/")
    senders = Senders.of(mailer.sender, env.list("MAIL_FROM_DOMAINS", []))
    app_url = env.str("APP_URL", "") or None
    limited = env.bool("RATE_LIMITS", True)
    return {
        "vault": settings.vault(env),
        "outlets": sending.Outlets(mailer, _texting(env, public_url), public_url, senders, app_url),
        "bounces_key": env.str("BOUNCES_KEY", "") or None,
        "limits": Limits(
            practice=env.int("INVITATIONS_A_DAY", 500) if limited else UNLIMITED,
            recipient=env.int("INVITATIONS_A_DAY_TO_ONE_PERSON", 10) if limited else UNLIMITED,
            countries=tuple(env.list("TEXT_COUNTRIES", ["GB", "IE"])),
        ),
    }


def _texting(env: Env, public_url: str) -> texts.Texting | None:
    """Texts are sent where the account is named; then the rest of its settings is needed too."""
    if not env.str("TWILIO_ACCOUNT_SID", ""):
        return None
    if not texts.leaves_room_for(public_url):
        raise SettingsError("CLIENTELE_PUBLIC_URL: too long for a link in a text message")
    return texts.Texting(
        account_sid=env.str("TWILIO_ACCOUNT_SID"),
        auth_token=env.str("TWILIO_AUTH_TOKEN"),
        sender=env.str("TWILIO_FROM"),
        api_url=env.str("TWILIO_API_URL", texts.TWILIO),
        callback_url=f"{public_url}/v1/webhooks/twilio/status",
    )
