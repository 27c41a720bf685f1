"""The invitations service: invitations of clients and colleagues, and their delivery."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from environs import Env, EnvError

from chassis.database import Database
from chassis.entrypoints import Calls, Configured, Data, every, handles, rpc, works_off
from chassis.rpc.asked import Asked
from chassis.rpc.client import RpcClient
from chassis.settings import Settings, SettingsError, environment, one_line
from chassis.vault import Vault
from chassis.work import Work
from contracts import invitations
from contracts.access import events as access_events
from contracts.accounts import events as account_events
from contracts.connections import events as connection_events
from contracts.invitations import events
from services.invitations import (
    bounces,
    claiming,
    expiring,
    following,
    holding,
    inviting,
    letterheads,
    many,
    notices,
    password_mails,
    previewing,
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

Told = dict[str, Any]


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
    def list_client_invitations(self, asked: Asked) -> Told:
        return reading.of_client(self.database, self.calls, asked.caller, asked.data["client_id"])

    @rpc(invitations.LIST_INVITATIONS)
    def list_invitations(self, asked: Asked) -> Told:
        return reading.page(self.database, self.calls, asked.caller, asked.data)

    @rpc(invitations.GET_INVITATION)
    def get_invitation(self, asked: Asked) -> Told:
        return reading.get(self.database, self.calls, asked.caller, asked.data["invitation_id"])

    @rpc(invitations.RESEND_INVITATION)
    def resend_invitation(self, asked: Asked) -> Told:
        return resending.resend(self.database, self.calls, self.vault, self.limits, asked)

    @rpc(invitations.REVOKE_INVITATION)
    def revoke_invitation(self, asked: Asked) -> Told:
        return resending.revoke(self.database, self.calls, asked)

    @rpc(invitations.RESEND_INVITATIONS)
    def resend_invitations(self, asked: Asked) -> Told:
        def resend(one: Asked) -> Told:
            return resending.resend(self.database, self.calls, self.vault, self.limits, one)

        return many.each(self.database, asked, invitations.RESEND_INVITATION, resend)

    @rpc(invitations.REVOKE_INVITATIONS)
    def revoke_invitations(self, asked: Asked) -> Told:
        def revoke(one: Asked) -> Told:
            return resending.revoke(self.database, self.calls, one)

        return many.each(self.database, asked, invitations.REVOKE_INVITATION, revoke)

    @rpc(invitations.GET_PRACTICE_MESSAGES)
    def get_practice_messages(self, asked: Asked) -> Told:
        return letterheads.get(self.database, self.calls, self.outlets.senders, asked.caller)

    @rpc(invitations.CHANGE_PRACTICE_MESSAGES)
    def change_practice_messages(self, asked: Asked) -> Told:
        return letterheads.change(self.database, self.calls, self.outlets.senders, asked)

    @rpc(invitations.PREVIEW_MESSAGE)
    def preview_message(self, asked: Asked) -> Told:
        return previewing.preview(self.database, self.calls, self.outlets, asked)

    @rpc(invitations.PREVIEW_TEXT)
    def preview_text(self, asked: Asked) -> Told:
        return previewing.preview_text(self.database, self.calls, self.outlets, asked)

    @rpc(invitations.SEND_TEST_MESSAGE)
    def send_test_message(self, asked: Asked) -> None:
        previewing.send_test(self.database, self.calls, self.outlets, self.limits, asked)

    @rpc(invitations.LOOK_UP_INVITATION)
    def look_up_invitation(self, asked: Asked) -> Told:
        return redeeming.look_up(self.database, self.calls, asked.data["token"])

    @rpc(invitations.REDEEM_INVITATION)
    def redeem_invitation(self, asked: Asked) -> Told:
        return redeeming.redeem(self.database, self.calls, asked)

    @rpc(invitations.NOTE_TEXT_STATUS)
    def note_text_status(self, asked: Asked) -> None:
        reports.note(self.database, self.vault, self.outlets.texting, asked.data)

    @rpc(invitations.NOTE_BOUNCE)
    def note_bounce(self, asked: Asked) -> None:
        bounces.note(self.database, self.bounces_key, asked.data)

    @handles(account_events.CLIENT_TRANSFERRED)
    def note_transferred_client(self, work: Work, data: Told) -> None:
        following.note_transferred(work, data)
        notices.note_transferred(work, data)

    @handles(connection_events.CONNECTION_NEEDS_RECONNECT)
    def note_broken_connection(self, work: Work, data: Told) -> None:
        notices.note_broken(work, data)

    @handles(account_events.CLIENT_DELETED)
    def note_deleted_client(self, work: Work, data: Told) -> None:
        following.note_deleted(work, data)

    @handles(access_events.COLLEAGUE_CHANGED)
    def note_colleague(self, work: Work, data: Told) -> None:
        holding.release(work, data)

    @handles(events.INVITE_TO_CLIENT)
    def invite_to_client(self, work: Work, data: Told) -> None:
        inviting.invite_to_client(work, self.vault, self.limits, data)

    @handles(events.INVITE_TO_PRACTICE)
    def invite_to_practice(self, work: Work, data: Told) -> None:
        inviting.invite_to_practice(work, self.vault, self.limits, data)

    @handles(events.SEND_RESET_LINK)
    def send_reset_link(self, work: Work, data: Told) -> None:
        password_mails.order(work, self.vault, data)

    @handles(events.INVITE_CLIENT_USER)
    def invite_client_user(self, work: Work, data: Told) -> None:
        inviting.invite_to_client(work, self.vault, self.limits, data)

    @handles(events.INVITE_COLLEAGUE)
    def invite_colleague(self, work: Work, data: Told) -> None:
        inviting.invite_to_practice(work, self.vault, self.limits, data)

    @handles(events.SEND_PASSWORD_RESET)
    def send_password_reset(self, work: Work, data: Told) -> None:
        password_mails.order(work, self.vault, data)

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
            with self.database.work() as work:
                more = expiring.expire_one(work)

    @every(15)
    def settle_redemptions(self) -> None:
        claiming.settle_all(self.database, self.calls)

    @every(300)
    def remind(self) -> None:
        more = True
        while more:
            with self.database.work() as work:
                more = expiring.remind_one(work, self.vault)

    @every(600)
    def forget_what_counts_no_more(self) -> None:
        with self.database.work() as work:
            forget_old(work)


def prepare(_settings: Settings) -> Mapping[str, Any]:
    """The parts of this service that its settings decide."""
    env = environment()
    try:
        post = smtp.Post(env.str("SMTP_URL"), env.str("MAIL_FROM", "no-reply@clientele.example"))
        keys: list[str] = env.list("SECRET_KEYS")
        public_url = env.str("PUBLIC_URL").rstrip("/")
        senders = Senders.of(post.sender, env.list("MAIL_FROM_DOMAINS", []))
        app_url = env.str("APP_URL", "") or None
        outlets = sending.Outlets(post, _texting(env, public_url), public_url, senders, app_url)
        bounces_key = env.str("BOUNCES_KEY", "") or None
        limited = env.bool("RATE_LIMITS", True)
        limits = Limits(
            practice=env.int("INVITATIONS_A_DAY", 500) if limited else UNLIMITED,
            recipient=env.int("INVITATIONS_A_DAY_TO_ONE_PERSON", 10) if limited else UNLIMITED,
            countries=tuple(env.list("TEXT_COUNTRIES", ["GB", "IE"])),
        )
    except EnvError as error:
        raise SettingsError(one_line(error)) from None
    try:
        vault = Vault(keys)
    except ValueError:
        raise SettingsError("CLIENTELE_SECRET_KEYS: not base64url keys of 32 bytes") from None
    return {"vault": vault, "outlets": outlets, "limits": limits, "bounces_key": bounces_key}


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
