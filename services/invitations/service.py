"""The invitations service: invitations of clients and colleagues, and their delivery."""

from __future__ import annotations

from collections.abc import Mapping

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
from contracts.messages import NoArguments
from services.invitations.account_mails import (
    access_request_mails,
    notice_mails,
    password_mails,
    practice_notices,
    receipt_mails,
    request_replies,
)
from services.invitations.board import (
    bulk_requests,
    invitation_summary,
    invitation_views,
    resending_invitations,
)
from services.invitations.branding_entrypoints import PracticeBranding
from services.invitations.deliveries import due_deliveries, held_deliveries, mail_bounces, text_reports
from services.invitations.invitations import (
    counted_sendings,
    departed_clients,
    ending_invitations,
    new_invitations,
)
from services.invitations.invitations.sending_limits import UNLIMITED, Limits
from services.invitations.mail_entrypoints import DueMails
from services.invitations.messages import invitation_texts
from services.invitations.practice_messages import message_previews, message_settings
from services.invitations.redemptions import claims, redeeming_invitations
from services.invitations.transport import smtp, twilio
from services.invitations.transport.outlets import Outlets
from services.invitations.transport.sender_addresses import Senders


class Invitations(PracticeBranding, DueMails):
    """Entrypoints only: load, call, dump."""

    name = invitations.NAME
    database: Database = Data()
    calls: RpcClient = Calls()
    vault: Vault = Configured("vault")
    outlets: Outlets = Configured("outlets")
    limits: Limits = Configured("limits")
    bounces_key: str | None = Configured("bounces_key")

    @rpc(invitations.LIST_CLIENT_INVITATIONS)
    def list_client_invitations(
        self, request: Request[invitations.ListClientInvitations]
    ) -> invitations.InvitationPage:
        return invitation_views.of_client(self.database, self.calls, request.caller, request.data.client_id)

    @rpc(invitations.LIST_INVITATIONS)
    def list_invitations(self, request: Request[invitations.ListInvitations]) -> invitations.InvitationPage:
        return invitation_views.page(self.database, self.calls, request.caller, request.data)

    @rpc(invitations.GET_INVITATION_SUMMARY)
    def get_invitation_summary(self, request: Request[NoArguments]) -> invitations.InvitationSummary:
        return invitation_summary.of(self.database, self.calls, request.caller)

    @rpc(invitations.GET_INVITATION)
    def get_invitation(self, request: Request[invitations.GetInvitation]) -> invitations.ListedInvitation:
        return invitation_views.get(self.database, self.calls, request.caller, request.data.invitation_id)

    @rpc(invitations.RESEND_INVITATION)
    def resend_invitation(self, request: Request[invitations.ResendInvitation]) -> invitations.Invitation:
        return resending_invitations.resend(self.database, self.calls, self.vault, self.limits, request)

    @rpc(invitations.REVOKE_INVITATION)
    def revoke_invitation(self, request: Request[invitations.RevokeInvitation]) -> invitations.Invitation:
        return resending_invitations.revoke(self.database, self.calls, request)

    @rpc(invitations.RESEND_INVITATIONS)
    def resend_invitations(
        self, request: Request[invitations.ManyInvitations]
    ) -> invitations.InvitationResults:
        def resend(one: Request[invitations.ResendInvitation]) -> invitations.Invitation:
            return resending_invitations.resend(self.database, self.calls, self.vault, self.limits, one)

        return bulk_requests.each(
            self.database, request, invitations.RESEND_INVITATION, bulk_requests.to_resend, resend
        )

    @rpc(invitations.REVOKE_INVITATIONS)
    def revoke_invitations(
        self, request: Request[invitations.ManyInvitations]
    ) -> invitations.InvitationResults:
        def revoke(one: Request[invitations.RevokeInvitation]) -> invitations.Invitation:
            return resending_invitations.revoke(self.database, self.calls, one)

        return bulk_requests.each(
            self.database, request, invitations.REVOKE_INVITATION, bulk_requests.to_revoke, revoke
        )

    @rpc(invitations.GET_PRACTICE_MESSAGES)
    def get_practice_messages(self, request: Request[NoArguments]) -> invitations.PracticeMessages:
        return message_settings.get(self.database, self.calls, self.outlets.senders, request.caller)

    @rpc(invitations.CHANGE_PRACTICE_MESSAGES)
    def change_practice_messages(
        self, request: Request[invitations.ChangePracticeMessages]
    ) -> invitations.PracticeMessages:
        return message_settings.change(self.database, self.calls, self.outlets.senders, request)

    @rpc(invitations.PREVIEW_MESSAGE)
    def preview_message(self, request: Request[invitations.PreviewMessage]) -> invitations.MessagePreview:
        return message_previews.preview(self.database, self.calls, self.outlets, request)

    @rpc(invitations.PREVIEW_TEXT)
    def preview_text(self, request: Request[invitations.PreviewText]) -> invitations.TextPreview:
        return message_previews.preview_text(self.database, self.calls, self.outlets, request)

    @rpc(invitations.SEND_TEST_MESSAGE)
    def send_test_message(self, request: Request[invitations.SendTestMessage]) -> None:
        message_previews.send_test(self.database, self.calls, self.outlets, self.limits, request)

    @rpc(invitations.LOOK_UP_INVITATION)
    def look_up_invitation(
        self, request: Request[invitations.LookUpInvitation]
    ) -> invitations.InvitationFound:
        return redeeming_invitations.look_up(self.database, self.calls, request.data.token)

    @rpc(invitations.REDEEM_INVITATION)
    def redeem_invitation(self, request: Request[invitations.RedeemInvitation]) -> invitations.Redeemed:
        return redeeming_invitations.redeem(self.database, self.calls, request)

    @rpc(invitations.NOTE_TEXT_STATUS)
    def note_text_status(self, request: Request[invitations.NoteTextStatus]) -> None:
        text_reports.note(self.database, self.vault, self.outlets.texting, request.data)

    @rpc(invitations.NOTE_BOUNCE)
    def note_bounce(self, request: Request[invitations.NoteBounce]) -> None:
        mail_bounces.note(self.database, self.bounces_key, request.data)

    @handles(account_events.CLIENT_TRANSFERRED)
    def note_transferred_client(self, uow: UnitOfWork, data: account_events.ClientTransferredData) -> None:
        departed_clients.note_transferred(uow, data)
        practice_notices.note_transferred(uow, data)

    @handles(account_events.PRACTICE_REQUESTED)
    def note_request(self, uow: UnitOfWork, data: account_events.PracticeRequestedData) -> None:
        practice_notices.note_requested(uow, data)

    @handles(account_events.PRACTICE_REQUEST_DECIDED)
    def note_decided_request(self, uow: UnitOfWork, data: account_events.PracticeRequestDecidedData) -> None:
        request_replies.note_decided(uow, data)

    @handles(account_events.DOCUMENT_RECEIPT_DUE)
    def note_due_receipt(self, uow: UnitOfWork, data: account_events.DocumentReceiptDueData) -> None:
        receipt_mails.note(uow, self.vault, data)

    @handles(access_events.ACCESS_REQUEST_CHANGED)
    def note_access_request(self, uow: UnitOfWork, data: access_events.AccessRequestChangedData) -> None:
        access_request_mails.note(uow, data)
        practice_notices.note_access_request(uow, data)

    @handles(access_events.ACCESS_ENDS_SOON)
    def note_ending_access(self, uow: UnitOfWork, data: access_events.AccessEndsSoonData) -> None:
        access_request_mails.note_ending(uow, data)
        practice_notices.note_ending_access(uow, data)

    @handles(access_events.NOTICES_WAITING)
    def note_waiting_notices(self, uow: UnitOfWork, data: access_events.NoticesWaitingData) -> None:
        notice_mails.note(uow, data)

    @handles(connection_events.CONNECTION_NEEDS_RECONNECT)
    def note_broken_connection(self, uow: UnitOfWork, data: connection_events.ConnectionData) -> None:
        practice_notices.note_broken(uow, data)

    @handles(connection_events.WEBHOOK_ENDPOINT_CHANGED)
    def note_webhook_endpoint(
        self, uow: UnitOfWork, data: connection_events.WebhookEndpointChangedData
    ) -> None:
        practice_notices.note_webhook_endpoint(uow, data)

    @handles(account_events.CLIENT_DELETED)
    def note_deleted_client(self, uow: UnitOfWork, data: account_events.ClientStatusData) -> None:
        departed_clients.note_deleted(uow, data)

    @handles(access_events.COLLEAGUE_CHANGED)
    def note_colleague(self, uow: UnitOfWork, data: access_events.ColleagueChangedData) -> None:
        held_deliveries.release(uow, data)

    @handles(events.INVITE_TO_CLIENT)
    def invite_to_client(self, uow: UnitOfWork, data: events.InviteClientUserData) -> None:
        new_invitations.invite_to_client(uow, self.vault, self.limits, data)

    @handles(events.INVITE_TO_PRACTICE)
    def invite_to_practice(self, uow: UnitOfWork, data: events.InviteColleagueData) -> None:
        new_invitations.invite_to_practice(uow, self.vault, self.limits, data)

    @handles(events.SEND_RESET_LINK)
    def send_reset_link(self, uow: UnitOfWork, data: events.SendPasswordResetData) -> None:
        password_mails.queue(uow, self.vault, data)

    @handles(events.INVITE_CLIENT_USER)
    def invite_client_user(self, uow: UnitOfWork, data: events.InviteClientUserData) -> None:
        new_invitations.invite_to_client(uow, self.vault, self.limits, data)

    @handles(events.INVITE_COLLEAGUE)
    def invite_colleague(self, uow: UnitOfWork, data: events.InviteColleagueData) -> None:
        new_invitations.invite_to_practice(uow, self.vault, self.limits, data)

    @handles(events.SEND_PASSWORD_RESET)
    def send_password_reset(self, uow: UnitOfWork, data: events.SendPasswordResetData) -> None:
        password_mails.queue(uow, self.vault, data)

    @works_off(due_deliveries.DELIVERIES.due, at_once=2)
    def deliver(self) -> bool:
        return due_deliveries.deliver_one(self.database, self.calls, self.vault, self.outlets)

    @every(30)
    def expire(self) -> None:
        more = True
        while more:
            with self.database.unit_of_work() as uow:
                more = ending_invitations.expire_one(uow)

    @every(15)
    def settle_redemptions(self) -> None:
        claims.resolve_all(self.database, self.calls)

    @every(300)
    def remind(self) -> None:
        more = True
        while more:
            with self.database.unit_of_work() as uow:
                more = ending_invitations.remind_one(uow, self.vault)

    @every(600)
    def forget_what_counts_no_more(self) -> None:
        with self.database.unit_of_work() as uow:
            counted_sendings.forget_old(uow)


def prepare(env: Env) -> Mapping[str, object]:
    """The parts of this service that its settings decide."""
    mailer = smtp.SmtpMailer(env.str("SMTP_URL"), env.str("MAIL_FROM", "no-reply@clientele.example"))
    public_url = env.str("PUBLIC_URL").rstrip("/")
    senders = Senders.of(mailer.sender, env.list("MAIL_FROM_DOMAINS", []))
    app_url = env.str("APP_URL", "") or None
    limited = env.bool("RATE_LIMITS", True)
    return {
        "vault": settings.vault(env),
        "outlets": Outlets(mailer, _texting(env, public_url), public_url, senders, app_url),
        "bounces_key": env.str("BOUNCES_KEY", "") or None,
        "limits": Limits(
            practice=env.int("INVITATIONS_A_DAY", 500) if limited else UNLIMITED,
            recipient=env.int("INVITATIONS_A_DAY_TO_ONE_PERSON", 10) if limited else UNLIMITED,
            countries=tuple(env.list("TEXT_COUNTRIES", ["GB", "IE"])),
        ),
    }


def _texting(env: Env, public_url: str) -> twilio.Texting | None:
    """Texts are sent where the account is named; then the rest of its settings is needed too."""
    if not env.str("TWILIO_ACCOUNT_SID", ""):
        return None
    if not invitation_texts.leaves_room_for(public_url):
        raise SettingsError("CLIENTELE_PUBLIC_URL: too long for a link in a text message")
    return twilio.Texting(
        account_sid=env.str("TWILIO_ACCOUNT_SID"),
        auth_token=env.str("TWILIO_AUTH_TOKEN"),
        sender=env.str("TWILIO_FROM"),
        api_url=env.str("TWILIO_API_URL", twilio.TWILIO),
        callback_url=f"{public_url}/v1/webhooks/twilio/status",
    )
