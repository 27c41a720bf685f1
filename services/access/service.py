"""The access service: users, sessions, memberships, and who may see which client."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from environs import Env

from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.entrypoints import Configured, Data, every, handles, rpc
from chassis.process import settings
from chassis.process.settings import SettingsError
from chassis.rpc.request import Request
from chassis.security.identity import Mint
from chassis.security.vault import Vault
from contracts import access
from contracts.access import events
from contracts.accounts import events as account_events
from contracts.connections import events as connection_events
from contracts.invitations import events as invitation_events
from services.access.activity import audit_events
from services.access.audit_trail import trail_pages
from services.access.client_access import bulk_grants, client_grants
from services.access.client_users import client_user_changes, email_look_ups
from services.access.colleagues import colleague_views, leaving_colleagues
from services.access.credentials import email_confirmations, password_resets
from services.access.joining import invited_members
from services.access.passwords import try_limits
from services.access.practices import practice_accounts
from services.access.sessions import own_sessions, second_factors, session_records
from services.access.teams import team_changes

Result = dict[str, Any]


class Access:
    """Entrypoints only: load, call, dump."""

    name = access.NAME
    database: Database = Data()
    mint: Mint = Configured("mint")
    policy: session_records.Policy = Configured("policy")
    vault: Vault = Configured("vault")
    look_ups: try_limits.Limit = Configured("look_ups")
    confirms: bool = Configured("confirms")

    @rpc(access.REGISTER_OWNER, everywhere=True)
    def register_owner(self, request: Request) -> Result:
        return invited_members.register_owner(self.database, request, confirms=self.confirms)

    @rpc(access.SIGN_IN, everywhere=True)
    def sign_in(self, request: Request) -> Result:
        return session_records.sign_in(self.database, self.policy, self.vault, request)

    @rpc(access.AUTHENTICATE, everywhere=True)
    def authenticate(self, request: Request) -> Result:
        return session_records.authenticate(self.database, self.policy, self.mint, request.data["token_hash"])

    @rpc(access.GET_SESSION)
    def get_session(self, request: Request) -> Result:
        return session_records.get(self.database, request.caller)

    @rpc(access.SWITCH_ACCOUNT)
    def switch_account(self, request: Request) -> Result:
        return session_records.switch(self.database, request)

    @rpc(access.END_SESSION)
    def end_session(self, request: Request) -> Result:
        return session_records.end(self.database, request)

    @rpc(access.LIST_COLLEAGUES)
    def list_colleagues(self, request: Request) -> Result:
        return colleague_views.page(self.database, request.caller, request.data)

    @rpc(access.INVITE_COLLEAGUE)
    def invite_colleague(self, request: Request) -> Result:
        return colleague_views.invite(self.database, request)

    @rpc(access.GET_COLLEAGUE)
    def get_colleague(self, request: Request) -> Result:
        return colleague_views.get(self.database, request.caller, request.data["user_id"])

    @rpc(access.CHANGE_COLLEAGUE)
    def change_colleague(self, request: Request) -> Result:
        return colleague_views.change(self.database, request)

    @rpc(access.DEACTIVATE_COLLEAGUE)
    def deactivate_colleague(self, request: Request) -> Result:
        return leaving_colleagues.deactivate(self.database, request)

    @rpc(access.REACTIVATE_COLLEAGUE)
    def reactivate_colleague(self, request: Request) -> Result:
        return leaving_colleagues.reactivate(self.database, request)

    @rpc(access.REMOVE_COLLEAGUE)
    def remove_colleague(self, request: Request) -> Result:
        return leaving_colleagues.remove(self.database, request)

    @rpc(access.LIST_TEAMS)
    def list_teams(self, request: Request) -> Result:
        return team_changes.page(self.database, request.caller, request.data)

    @rpc(access.GET_TEAM)
    def get_team(self, request: Request) -> Result:
        return team_changes.get(self.database, request.caller, request.data["team_id"])

    @rpc(access.CREATE_TEAM)
    def create_team(self, request: Request) -> Result:
        return team_changes.create(self.database, request)

    @rpc(access.CHANGE_TEAM)
    def change_team(self, request: Request) -> Result:
        return team_changes.change(self.database, request)

    @rpc(access.DELETE_TEAM)
    def delete_team(self, request: Request) -> Result:
        return team_changes.remove(self.database, request)

    @rpc(access.GET_CLIENT_ACCESS)
    def get_client_access(self, request: Request) -> Result:
        return client_grants.get(self.database, request.caller, request.data["client_id"])

    @rpc(access.PUT_CLIENT_ACCESS)
    def put_client_access(self, request: Request) -> Result:
        return client_grants.put(self.database, request)

    @rpc(access.LIST_PEOPLE_WITH_ACCESS)
    def list_people_with_access(self, request: Request) -> Result:
        return client_grants.people(self.database, request.caller, request.data)

    @rpc(access.LOOK_UP_EMAIL)
    def look_up_email(self, request: Request) -> Result:
        return email_look_ups.look_up(self.database, self.look_ups, request.caller, request.data["email"])

    @rpc(access.ADD_INVITED_MEMBER, everywhere=True)
    def add_invited_member(self, request: Request) -> Result:
        return invited_members.add_invited(self.database, request)

    @rpc(access.SETTLE_REDEMPTION, everywhere=True)
    def settle_redemption(self, request: Request) -> Result:
        return invited_members.resolve_redemption(self.database, request.data)

    @rpc(access.KNOWS_EMAIL, everywhere=True)
    def knows_email(self, request: Request) -> Result:
        return email_look_ups.known(self.database, request.data["email"])

    @rpc(access.SEES_CLIENT)
    def sees_client(self, request: Request) -> Result:
        return client_grants.seen_by(self.database, request.caller, request.data)

    @rpc(access.SEES_CLIENTS)
    def sees_clients(self, request: Request) -> Result:
        return client_grants.those_seen_by(self.database, request.caller, request.data)

    @rpc(access.PRACTICES_OF_ADMIN, everywhere=True)
    def practices_of_admin(self, request: Request) -> Result:
        return practice_accounts.of_admin(self.database, request.data["email"])

    @rpc(access.PRACTICE_ADMINS, everywhere=True)
    def practice_admins(self, request: Request) -> Result:
        return practice_accounts.admins(self.database, request.data["practice_id"])

    @rpc(access.CLIENT_HAS_USERS)
    def client_has_users(self, request: Request) -> Result:
        return client_grants.has_users(self.database, request.caller, request.data["client_id"])

    @rpc(access.CLIENTS_WITH_USERS, everywhere=True)
    def clients_with_users(self, request: Request) -> Result:
        return client_grants.with_users(self.database, request.data["client_ids"])

    @rpc(access.CHANGE_ACCESS_OF_MANY)
    def change_access_of_many(self, request: Request) -> Result:
        return bulk_grants.change(self.database, request)

    @rpc(access.LIST_ACTIVITY)
    def list_activity(self, request: Request) -> Result:
        return trail_pages.page(self.database, request.caller, request.data)

    @rpc(access.LIST_CLIENT_USERS)
    def list_client_users(self, request: Request) -> Result:
        return client_user_changes.page(self.database, request.caller, request.data)

    @rpc(access.ADD_CLIENT_USER)
    def add_client_user(self, request: Request) -> Result:
        return client_user_changes.add(self.database, self.look_ups, request)

    @rpc(access.CHANGE_CLIENT_USER)
    def change_client_user(self, request: Request) -> Result:
        return client_user_changes.change(self.database, request)

    @rpc(access.REMOVE_CLIENT_USER)
    def remove_client_user(self, request: Request) -> Result:
        return client_user_changes.remove(self.database, request)

    @rpc(access.LIST_OWN_SESSIONS)
    def list_own_sessions(self, request: Request) -> Result:
        return own_sessions.page(self.database, self.policy, request.caller)

    @rpc(access.END_OWN_SESSION)
    def end_own_session(self, request: Request) -> Result:
        return own_sessions.end(self.database, request)

    @rpc(access.LIST_API_TOKENS)
    def list_api_tokens(self, request: Request) -> Result:
        return own_sessions.page_of_tokens(self.database, request.caller)

    @rpc(access.CREATE_API_TOKEN)
    def create_api_token(self, request: Request) -> Result:
        return own_sessions.create_token(self.database, request)

    @rpc(access.END_API_TOKEN)
    def end_api_token(self, request: Request) -> Result:
        return own_sessions.end_token(self.database, request)

    @rpc(access.CHANGE_PASSWORD)
    def change_password(self, request: Request) -> Result:
        return password_resets.change(self.database, request)

    @rpc(access.REQUEST_PASSWORD_RESET, everywhere=True)
    def request_password_reset(self, request: Request) -> None:
        password_resets.request_reset(self.database, request)

    @rpc(access.OFFER_RESET_TOKEN, everywhere=True)
    def offer_reset_token(self, request: Request) -> Result:
        return password_resets.offer_token(self.database, request)

    @rpc(access.COMPLETE_PASSWORD_RESET, everywhere=True)
    def complete_password_reset(self, request: Request) -> Result:
        return password_resets.complete_reset(self.database, request)

    @rpc(access.SEND_CONFIRMATION)
    def send_confirmation(self, request: Request) -> None:
        email_confirmations.send_again(self.database, request)

    @rpc(access.CONFIRM_EMAIL)
    def confirm_email(self, request: Request) -> Result:
        return email_confirmations.confirm(self.database, request)

    @rpc(access.GET_TOTP)
    def get_totp(self, request: Request) -> Result:
        return second_factors.get(self.database, request.caller)

    @rpc(access.BEGIN_TOTP)
    def begin_totp(self, request: Request) -> Result:
        return second_factors.begin(self.database, self.vault, request)

    @rpc(access.CONFIRM_TOTP)
    def confirm_totp(self, request: Request) -> Result:
        return second_factors.confirm(self.database, self.vault, request)

    @rpc(access.RENEW_RECOVERY_CODES)
    def renew_recovery_codes(self, request: Request) -> Result:
        return second_factors.renew_recovery_codes(self.database, request)

    @rpc(access.DISABLE_TOTP)
    def disable_totp(self, request: Request) -> None:
        second_factors.disable(self.database, request)

    @handles(account_events.PRACTICE_REGISTERED)
    def note_registered_practice(self, uow: UnitOfWork, data: Result) -> None:
        practice_accounts.note_registered(uow, data)
        audit_events.note(uow, account_events.PRACTICE_REGISTERED, data)

    @handles(account_events.PRACTICE_CHANGED)
    def note_changed_practice(self, uow: UnitOfWork, data: Result) -> None:
        practice_accounts.note_changed(uow, data)
        audit_events.note(uow, account_events.PRACTICE_CHANGED, data)

    @handles(account_events.CLIENT_CREATED)
    def note_created_client(self, uow: UnitOfWork, data: Result) -> None:
        client_grants.note_created_client(uow, data)
        audit_events.note(uow, account_events.CLIENT_CREATED, data)

    @handles(account_events.CLIENT_UPDATED)
    def note_changed_client(self, uow: UnitOfWork, data: Result) -> None:
        client_grants.note_changed_client(uow, data)
        audit_events.note(uow, account_events.CLIENT_UPDATED, data)

    @handles(account_events.CLIENT_ARCHIVED)
    def note_archived_client(self, uow: UnitOfWork, data: Result) -> None:
        audit_events.note(uow, account_events.CLIENT_ARCHIVED, data)

    @handles(account_events.CLIENT_RESTORED)
    def note_restored_client(self, uow: UnitOfWork, data: Result) -> None:
        audit_events.note(uow, account_events.CLIENT_RESTORED, data)

    @handles(account_events.CLIENT_TRANSFERRED)
    def note_transferred_client(self, uow: UnitOfWork, data: Result) -> None:
        client_grants.note_transferred_client(uow, data)
        for practice_id in (data["from_practice_id"], data["practice_id"]):
            audit_events.note(uow, account_events.CLIENT_TRANSFERRED, {**data, "practice_id": practice_id})

    @handles(account_events.CLIENT_DELETED)
    def note_deleted_client(self, uow: UnitOfWork, data: Result) -> None:
        client_grants.note_deleted_client(uow, data)
        audit_events.note(uow, account_events.CLIENT_DELETED, data)

    @handles(events.GRANT_CLIENT_ACCESS)
    def grant_client_access(self, uow: UnitOfWork, data: Result) -> None:
        client_grants.grant_for_new_client(uow, data)

    @handles(connection_events.CONNECTION_ESTABLISHED)
    def note_connection(self, uow: UnitOfWork, data: Result) -> None:
        audit_events.note(uow, connection_events.CONNECTION_ESTABLISHED, data)

    @handles(connection_events.CONNECTION_NEEDS_RECONNECT)
    def note_broken_connection(self, uow: UnitOfWork, data: Result) -> None:
        audit_events.note(uow, connection_events.CONNECTION_NEEDS_RECONNECT, data)

    @handles(connection_events.CONNECTION_CLOSED)
    def note_closed_connection(self, uow: UnitOfWork, data: Result) -> None:
        audit_events.note(uow, connection_events.CONNECTION_CLOSED, data)

    @handles(invitation_events.INVITATION_SENT)
    def note_sent_invitation(self, uow: UnitOfWork, data: Result) -> None:
        audit_events.note(uow, invitation_events.INVITATION_SENT, data)

    @handles(invitation_events.INVITATION_FAILED)
    def note_failed_invitation(self, uow: UnitOfWork, data: Result) -> None:
        audit_events.note(uow, invitation_events.INVITATION_FAILED, data)

    @handles(invitation_events.INVITATION_ACCEPTED)
    def note_accepted_invitation(self, uow: UnitOfWork, data: Result) -> None:
        audit_events.note(uow, invitation_events.INVITATION_ACCEPTED, data)

    @handles(invitation_events.INVITATION_EXPIRED)
    def note_expired_invitation(self, uow: UnitOfWork, data: Result) -> None:
        audit_events.note(uow, invitation_events.INVITATION_EXPIRED, data)

    @handles(invitation_events.INVITATION_RESENT)
    def note_resent_invitation(self, uow: UnitOfWork, data: Result) -> None:
        audit_events.note(uow, invitation_events.INVITATION_RESENT, data)

    @handles(invitation_events.INVITATION_REVOKED)
    def note_revoked_invitation(self, uow: UnitOfWork, data: Result) -> None:
        audit_events.note(uow, invitation_events.INVITATION_REVOKED, data)

    @handles(invitation_events.PRACTICE_MESSAGES_CHANGED)
    def note_changed_messages(self, uow: UnitOfWork, data: Result) -> None:
        audit_events.note(uow, invitation_events.PRACTICE_MESSAGES_CHANGED, data)

    @every(300)
    def forget_what_is_over(self) -> None:
        try_limits.forget_old(self.database)
        practice_accounts.forget_unfinished(self.database)
        password_resets.forget_old_resets(self.database)


def prepare(env: Env) -> Mapping[str, Any]:
    """The parts of this service that its settings decide."""
    key = env.str("IDENTITY_PRIVATE_KEY")
    policy = session_records.Policy(
        idle=datetime.timedelta(seconds=env.int("SESSION_IDLE_SECONDS", 8 * 3600)),
        absolute=datetime.timedelta(seconds=env.int("SESSION_ABSOLUTE_SECONDS", 7 * 86400)),
    )
    vault = settings.vault(env)
    confirms = env.bool("CONFIRM_ADDRESSES", True)
    most = env.int("EMAIL_LOOK_UPS_PER_HOUR", 1000)
    try:
        mint = Mint(key)
    except ValueError:
        raise SettingsError("CLIENTELE_IDENTITY_PRIVATE_KEY: not a base64url Ed25519 private key") from None
    look_ups = try_limits.Limit("email look-ups", most=most, seconds=3600)
    return {"mint": mint, "policy": policy, "vault": vault, "look_ups": look_ups, "confirms": confirms}
