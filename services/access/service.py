"""The access service: users, sessions, memberships, and who may see which client."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from environs import EnvError

from chassis.database import Database
from chassis.entrypoints import Configured, Data, every, handles, rpc
from chassis.identity import Mint
from chassis.rpc.asked import Asked
from chassis.settings import Settings, SettingsError, environment, one_line
from chassis.vault import Vault
from chassis.work import Work
from contracts import access
from contracts.access import events
from contracts.accounts import events as account_events
from contracts.connections import events as connection_events
from contracts.invitations import events as invitation_events
from services.access import (
    audit,
    bulk_access,
    changing_password,
    client_access,
    client_users,
    colleagues,
    confirming_email,
    hearing,
    joining,
    leaving,
    own_sessions,
    practices,
    second_factor,
    sessions,
    teams,
    throttling,
    users,
)

Told = dict[str, Any]


class Access:
    """Entrypoints only: load, call, dump."""

    name = access.NAME
    database: Database = Data()
    mint: Mint = Configured("mint")
    policy: sessions.Policy = Configured("policy")
    vault: Vault = Configured("vault")
    look_ups: throttling.Limit = Configured("look_ups")
    confirms: bool = Configured("confirms")

    @rpc(access.REGISTER_OWNER)
    def register_owner(self, asked: Asked) -> Told:
        return joining.register_owner(self.database, asked, confirms=self.confirms)

    @rpc(access.SIGN_IN)
    def sign_in(self, asked: Asked) -> Told:
        return sessions.sign_in(self.database, self.policy, self.vault, asked)

    @rpc(access.AUTHENTICATE)
    def authenticate(self, asked: Asked) -> Told:
        return sessions.authenticate(self.database, self.policy, self.mint, asked.data["token_hash"])

    @rpc(access.GET_SESSION)
    def get_session(self, asked: Asked) -> Told:
        return sessions.get(self.database, asked.caller)

    @rpc(access.SWITCH_ACCOUNT)
    def switch_account(self, asked: Asked) -> Told:
        return sessions.switch(self.database, asked)

    @rpc(access.END_SESSION)
    def end_session(self, asked: Asked) -> Told:
        return sessions.end(self.database, asked)

    @rpc(access.LIST_COLLEAGUES)
    def list_colleagues(self, asked: Asked) -> Told:
        return colleagues.page(self.database, asked.caller, asked.data)

    @rpc(access.INVITE_COLLEAGUE)
    def invite_colleague(self, asked: Asked) -> Told:
        return colleagues.invite(self.database, asked)

    @rpc(access.GET_COLLEAGUE)
    def get_colleague(self, asked: Asked) -> Told:
        return colleagues.get(self.database, asked.caller, asked.data["user_id"])

    @rpc(access.CHANGE_COLLEAGUE)
    def change_colleague(self, asked: Asked) -> Told:
        return colleagues.change(self.database, asked)

    @rpc(access.DEACTIVATE_COLLEAGUE)
    def deactivate_colleague(self, asked: Asked) -> Told:
        return leaving.deactivate(self.database, asked)

    @rpc(access.REACTIVATE_COLLEAGUE)
    def reactivate_colleague(self, asked: Asked) -> Told:
        return leaving.reactivate(self.database, asked)

    @rpc(access.REMOVE_COLLEAGUE)
    def remove_colleague(self, asked: Asked) -> Told:
        return leaving.remove(self.database, asked)

    @rpc(access.LIST_TEAMS)
    def list_teams(self, asked: Asked) -> Told:
        return teams.page(self.database, asked.caller, asked.data)

    @rpc(access.GET_TEAM)
    def get_team(self, asked: Asked) -> Told:
        return teams.get(self.database, asked.caller, asked.data["team_id"])

    @rpc(access.CREATE_TEAM)
    def create_team(self, asked: Asked) -> Told:
        return teams.create(self.database, asked)

    @rpc(access.CHANGE_TEAM)
    def change_team(self, asked: Asked) -> Told:
        return teams.change(self.database, asked)

    @rpc(access.DELETE_TEAM)
    def delete_team(self, asked: Asked) -> Told:
        return teams.remove(self.database, asked)

    @rpc(access.GET_CLIENT_ACCESS)
    def get_client_access(self, asked: Asked) -> Told:
        return client_access.get(self.database, asked.caller, asked.data["client_id"])

    @rpc(access.PUT_CLIENT_ACCESS)
    def put_client_access(self, asked: Asked) -> Told:
        return client_access.put(self.database, asked)

    @rpc(access.LIST_PEOPLE_WITH_ACCESS)
    def list_people_with_access(self, asked: Asked) -> Told:
        return client_access.people(self.database, asked.caller, asked.data)

    @rpc(access.LOOK_UP_EMAIL)
    def look_up_email(self, asked: Asked) -> Told:
        return users.look_up(self.database, self.look_ups, asked.caller, asked.data["email"])

    @rpc(access.ADD_INVITED_MEMBER)
    def add_invited_member(self, asked: Asked) -> Told:
        return joining.add_invited(self.database, asked)

    @rpc(access.SETTLE_REDEMPTION)
    def settle_redemption(self, asked: Asked) -> Told:
        return joining.settle(self.database, asked.data)

    @rpc(access.KNOWS_EMAIL)
    def knows_email(self, asked: Asked) -> Told:
        return users.known(self.database, asked.data["email"])

    @rpc(access.SEES_CLIENT)
    def sees_client(self, asked: Asked) -> Told:
        return client_access.seen_by(self.database, asked.caller, asked.data)

    @rpc(access.SEES_CLIENTS)
    def sees_clients(self, asked: Asked) -> Told:
        return client_access.those_seen_by(self.database, asked.caller, asked.data)

    @rpc(access.PRACTICES_OF_ADMIN)
    def practices_of_admin(self, asked: Asked) -> Told:
        return practices.of_admin(self.database, asked.data["email"])

    @rpc(access.PRACTICE_ADMINS)
    def practice_admins(self, asked: Asked) -> Told:
        return practices.admins(self.database, asked.data["practice_id"])

    @rpc(access.CLIENT_HAS_USERS)
    def client_has_users(self, asked: Asked) -> Told:
        return client_access.has_users(self.database, asked.caller, asked.data["client_id"])

    @rpc(access.CLIENTS_WITH_USERS)
    def clients_with_users(self, asked: Asked) -> Told:
        return client_access.with_users(self.database, asked.data["client_ids"])

    @rpc(access.CHANGE_ACCESS_OF_MANY)
    def change_access_of_many(self, asked: Asked) -> Told:
        return bulk_access.change(self.database, asked)

    @rpc(access.LIST_ACTIVITY)
    def list_activity(self, asked: Asked) -> Told:
        return audit.page(self.database, asked.caller, asked.data)

    @rpc(access.LIST_CLIENT_USERS)
    def list_client_users(self, asked: Asked) -> Told:
        return client_users.page(self.database, asked.caller, asked.data)

    @rpc(access.ADD_CLIENT_USER)
    def add_client_user(self, asked: Asked) -> Told:
        return client_users.add(self.database, self.look_ups, asked)

    @rpc(access.CHANGE_CLIENT_USER)
    def change_client_user(self, asked: Asked) -> Told:
        return client_users.change(self.database, asked)

    @rpc(access.REMOVE_CLIENT_USER)
    def remove_client_user(self, asked: Asked) -> Told:
        return client_users.remove(self.database, asked)

    @rpc(access.LIST_OWN_SESSIONS)
    def list_own_sessions(self, asked: Asked) -> Told:
        return own_sessions.page(self.database, self.policy, asked.caller)

    @rpc(access.END_OWN_SESSION)
    def end_own_session(self, asked: Asked) -> Told:
        return own_sessions.end(self.database, asked)

    @rpc(access.LIST_API_TOKENS)
    def list_api_tokens(self, asked: Asked) -> Told:
        return own_sessions.page_of_tokens(self.database, asked.caller)

    @rpc(access.CREATE_API_TOKEN)
    def create_api_token(self, asked: Asked) -> Told:
        return own_sessions.create_token(self.database, asked)

    @rpc(access.END_API_TOKEN)
    def end_api_token(self, asked: Asked) -> Told:
        return own_sessions.end_token(self.database, asked)

    @rpc(access.CHANGE_PASSWORD)
    def change_password(self, asked: Asked) -> Told:
        return changing_password.change(self.database, asked)

    @rpc(access.REQUEST_PASSWORD_RESET)
    def request_password_reset(self, asked: Asked) -> None:
        changing_password.request_reset(self.database, asked)

    @rpc(access.OFFER_RESET_TOKEN)
    def offer_reset_token(self, asked: Asked) -> Told:
        return changing_password.offer_token(self.database, asked)

    @rpc(access.COMPLETE_PASSWORD_RESET)
    def complete_password_reset(self, asked: Asked) -> Told:
        return changing_password.complete_reset(self.database, asked)

    @rpc(access.SEND_CONFIRMATION)
    def send_confirmation(self, asked: Asked) -> None:
        confirming_email.send_again(self.database, asked)

    @rpc(access.CONFIRM_EMAIL)
    def confirm_email(self, asked: Asked) -> Told:
        return confirming_email.confirm(self.database, asked)

    @rpc(access.GET_TOTP)
    def get_totp(self, asked: Asked) -> Told:
        return second_factor.get(self.database, asked.caller)

    @rpc(access.BEGIN_TOTP)
    def begin_totp(self, asked: Asked) -> Told:
        return second_factor.begin(self.database, self.vault, asked)

    @rpc(access.CONFIRM_TOTP)
    def confirm_totp(self, asked: Asked) -> Told:
        return second_factor.confirm(self.database, self.vault, asked)

    @rpc(access.RENEW_RECOVERY_CODES)
    def renew_recovery_codes(self, asked: Asked) -> Told:
        return second_factor.renew_recovery_codes(self.database, asked)

    @rpc(access.DISABLE_TOTP)
    def disable_totp(self, asked: Asked) -> None:
        second_factor.disable(self.database, asked)

    @handles(account_events.PRACTICE_REGISTERED)
    def note_registered_practice(self, work: Work, data: Told) -> None:
        practices.note_registered(work, data)
        hearing.note(work, account_events.PRACTICE_REGISTERED, data)

    @handles(account_events.PRACTICE_CHANGED)
    def note_changed_practice(self, work: Work, data: Told) -> None:
        practices.note_changed(work, data)
        hearing.note(work, account_events.PRACTICE_CHANGED, data)

    @handles(account_events.CLIENT_CREATED)
    def note_created_client(self, work: Work, data: Told) -> None:
        client_access.note_created_client(work, data)
        hearing.note(work, account_events.CLIENT_CREATED, data)

    @handles(account_events.CLIENT_UPDATED)
    def note_changed_client(self, work: Work, data: Told) -> None:
        client_access.note_changed_client(work, data)
        hearing.note(work, account_events.CLIENT_UPDATED, data)

    @handles(account_events.CLIENT_ARCHIVED)
    def note_archived_client(self, work: Work, data: Told) -> None:
        hearing.note(work, account_events.CLIENT_ARCHIVED, data)

    @handles(account_events.CLIENT_RESTORED)
    def note_restored_client(self, work: Work, data: Told) -> None:
        hearing.note(work, account_events.CLIENT_RESTORED, data)

    @handles(account_events.CLIENT_TRANSFERRED)
    def note_transferred_client(self, work: Work, data: Told) -> None:
        client_access.note_transferred_client(work, data)
        for practice_id in (data["from_practice_id"], data["practice_id"]):
            hearing.note(work, account_events.CLIENT_TRANSFERRED, {**data, "practice_id": practice_id})

    @handles(account_events.CLIENT_DELETED)
    def note_deleted_client(self, work: Work, data: Told) -> None:
        client_access.note_deleted_client(work, data)
        hearing.note(work, account_events.CLIENT_DELETED, data)

    @handles(events.GRANT_CLIENT_ACCESS)
    def grant_client_access(self, work: Work, data: Told) -> None:
        client_access.grant_for_new_client(work, data)

    @handles(connection_events.CONNECTION_ESTABLISHED)
    def note_connection(self, work: Work, data: Told) -> None:
        hearing.note(work, connection_events.CONNECTION_ESTABLISHED, data)

    @handles(connection_events.CONNECTION_NEEDS_RECONNECT)
    def note_broken_connection(self, work: Work, data: Told) -> None:
        hearing.note(work, connection_events.CONNECTION_NEEDS_RECONNECT, data)

    @handles(connection_events.CONNECTION_CLOSED)
    def note_closed_connection(self, work: Work, data: Told) -> None:
        hearing.note(work, connection_events.CONNECTION_CLOSED, data)

    @handles(invitation_events.INVITATION_SENT)
    def note_sent_invitation(self, work: Work, data: Told) -> None:
        hearing.note(work, invitation_events.INVITATION_SENT, data)

    @handles(invitation_events.INVITATION_FAILED)
    def note_failed_invitation(self, work: Work, data: Told) -> None:
        hearing.note(work, invitation_events.INVITATION_FAILED, data)

    @handles(invitation_events.INVITATION_ACCEPTED)
    def note_accepted_invitation(self, work: Work, data: Told) -> None:
        hearing.note(work, invitation_events.INVITATION_ACCEPTED, data)

    @handles(invitation_events.INVITATION_EXPIRED)
    def note_expired_invitation(self, work: Work, data: Told) -> None:
        hearing.note(work, invitation_events.INVITATION_EXPIRED, data)

    @handles(invitation_events.INVITATION_RESENT)
    def note_resent_invitation(self, work: Work, data: Told) -> None:
        hearing.note(work, invitation_events.INVITATION_RESENT, data)

    @handles(invitation_events.INVITATION_REVOKED)
    def note_revoked_invitation(self, work: Work, data: Told) -> None:
        hearing.note(work, invitation_events.INVITATION_REVOKED, data)

    @handles(invitation_events.PRACTICE_MESSAGES_CHANGED)
    def note_changed_messages(self, work: Work, data: Told) -> None:
        hearing.note(work, invitation_events.PRACTICE_MESSAGES_CHANGED, data)

    @every(300)
    def forget_what_is_over(self) -> None:
        throttling.forget_old(self.database)
        practices.forget_unfinished(self.database)
        changing_password.forget_old_resets(self.database)


def prepare(_settings: Settings) -> Mapping[str, Any]:
    """The parts of this service that its settings decide."""
    env = environment()
    try:
        key = env.str("IDENTITY_PRIVATE_KEY")
        policy = sessions.Policy(
            idle=datetime.timedelta(seconds=env.int("SESSION_IDLE_SECONDS", 8 * 3600)),
            absolute=datetime.timedelta(seconds=env.int("SESSION_ABSOLUTE_SECONDS", 7 * 86400)),
        )
        keys: list[str] = env.list("SECRET_KEYS")
        confirms = env.bool("CONFIRM_ADDRESSES", True)
        most = env.int("EMAIL_LOOK_UPS_PER_HOUR", 1000)
    except EnvError as error:
        raise SettingsError(one_line(error)) from None
    try:
        mint = Mint(key)
    except ValueError:
        raise SettingsError("CLIENTELE_IDENTITY_PRIVATE_KEY: not a base64url Ed25519 private key") from None
    try:
        vault = Vault(keys)
    except ValueError:
        raise SettingsError("CLIENTELE_SECRET_KEYS: not base64url keys of 32 bytes") from None
    look_ups = throttling.Limit("email look-ups", most=most, seconds=3600)
    return {"mint": mint, "policy": policy, "vault": vault, "look_ups": look_ups, "confirms": confirms}
