"""The access service: users, sessions, memberships, and who may see which client."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from environs import Env

from chassis.database.engine import Database
from chassis.entrypoints import Configured, Data, every, rpc
from chassis.process import settings
from chassis.process.settings import SettingsError
from chassis.rpc.request import Request
from chassis.security.identity import Mint
from chassis.security.vault import Vault
from contracts import access
from contracts.messages import NoArguments
from services.access.audit_trail import trail_pages
from services.access.client_access import bulk_grants, client_grants, client_visibility
from services.access.client_users import (
    added_client_users,
    client_user_changes,
    client_user_views,
)
from services.access.colleagues import changed_roles, colleague_views, invited_colleagues, leaving_colleagues
from services.access.credentials import (
    address_proofs,
    changed_passwords,
    email_confirmations,
    mailed_links,
    password_resets,
)
from services.access.event_handlers import EventHandlers
from services.access.joining import invited_members, new_owners, redemptions
from services.access.look_up_entrypoints import LookUps
from services.access.notices import notice_rows
from services.access.passwords import try_limits
from services.access.practices import practice_accounts, practice_admins
from services.access.program_entrypoints import Programs
from services.access.programs import issued_tokens
from services.access.request_entrypoints import AccessRequests
from services.access.responsibility_entrypoints import Responsibilities
from services.access.review_entrypoints import AccessReviews
from services.access.sessions import (
    api_tokens,
    current_session,
    own_sessions,
    passports,
    second_factors,
    sign_ins,
)
from services.access.sessions.session_records import Policy
from services.access.team_entrypoints import Teams


class Access(EventHandlers, LookUps, Programs, Teams, Responsibilities, AccessRequests, AccessReviews):
    """Entrypoints only: load, call, dump."""

    name = access.NAME
    database: Database = Data()
    mint: Mint = Configured("mint")
    policy: Policy = Configured("policy")
    vault: Vault = Configured("vault")
    look_ups: try_limits.Limit = Configured("look_ups")
    confirms: bool = Configured("confirms")

    @rpc(access.REGISTER_OWNER)
    def register_owner(self, request: Request[access.RegisterOwner]) -> access.OwnerRegistered:
        return new_owners.register_owner(self.database, request, confirms=self.confirms)

    @rpc(access.SIGN_IN)
    def sign_in(self, request: Request[access.SignIn]) -> access.SignedIn:
        return sign_ins.sign_in(self.database, self.policy, self.vault, request)

    @rpc(access.AUTHENTICATE)
    def authenticate(self, request: Request[access.Authenticate]) -> access.Authenticated:
        return passports.authenticate(self.database, self.policy, self.mint, request.data.token_hash)

    @rpc(access.GET_SESSION)
    def get_session(self, request: Request[NoArguments]) -> access.Session:
        return current_session.get(self.database, request.caller)

    @rpc(access.SWITCH_ACCOUNT)
    def switch_account(self, request: Request[access.SwitchAccount]) -> access.Switched:
        return current_session.switch(self.database, request)

    @rpc(access.END_SESSION)
    def end_session(self, request: Request[NoArguments]) -> access.SessionEnded:
        return current_session.end(self.database, request)

    @rpc(access.LIST_COLLEAGUES)
    def list_colleagues(self, request: Request[access.PageQuery]) -> access.ColleaguePage:
        return colleague_views.page(self.database, request.caller, request.data)

    @rpc(access.LIST_ADMINS)
    def list_admins(self, request: Request[NoArguments]) -> access.Admins:
        return practice_admins.own(self.database, request.caller)

    @rpc(access.INVITE_COLLEAGUE)
    def invite_colleague(self, request: Request[access.InviteColleague]) -> access.Colleague:
        return invited_colleagues.invite(self.database, request)

    @rpc(access.GET_COLLEAGUE)
    def get_colleague(self, request: Request[access.GetColleague]) -> access.Colleague:
        return colleague_views.get(self.database, request.caller, request.data.user_id)

    @rpc(access.CHANGE_COLLEAGUE)
    def change_colleague(self, request: Request[access.ChangeColleague]) -> access.ColleagueWithMessages:
        return changed_roles.change(self.database, request)

    @rpc(access.DEACTIVATE_COLLEAGUE)
    def deactivate_colleague(self, request: Request[access.EndColleague]) -> access.ColleagueWithMessages:
        return leaving_colleagues.deactivate(self.database, request)

    @rpc(access.REACTIVATE_COLLEAGUE)
    def reactivate_colleague(self, request: Request[access.GetColleague]) -> access.ColleagueWithMessages:
        return leaving_colleagues.reactivate(self.database, request)

    @rpc(access.REMOVE_COLLEAGUE)
    def remove_colleague(self, request: Request[access.EndColleague]) -> access.SentMessages:
        return leaving_colleagues.remove(self.database, request)

    @rpc(access.PUT_CLIENT_ACCESS)
    def put_client_access(self, request: Request[access.PutClientAccess]) -> access.GrantedAccessWithMessages:
        return client_grants.put(self.database, request)

    @rpc(access.LIST_PEOPLE_WITH_ACCESS)
    def list_people_with_access(
        self, request: Request[access.ListPeopleWithAccess]
    ) -> access.PeopleWithAccess:
        return client_visibility.people(self.database, request.caller, request.data)

    @rpc(access.ADD_INVITED_MEMBER)
    def add_invited_member(self, request: Request[access.AddInvitedMember]) -> access.MemberAdded:
        return invited_members.add_invited(self.database, request)

    @rpc(access.SETTLE_REDEMPTION)
    def settle_redemption(self, request: Request[access.ResolveRedemption]) -> access.ResolvedRedemption:
        return redemptions.resolve(self.database, request.data)

    @rpc(access.SEES_CLIENT)
    def sees_client(self, request: Request[access.SeeClient]) -> access.ClientSeen:
        return client_visibility.seen_by(self.database, request.caller, request.data)

    @rpc(access.SEES_CLIENTS)
    def sees_clients(self, request: Request[access.SeeClients]) -> access.ClientsSeen:
        return client_visibility.those_seen_by(self.database, request.caller, request.data)

    @rpc(access.CLIENT_HAS_USERS)
    def client_has_users(self, request: Request[access.ClientNamed]) -> access.HasUsers:
        return client_user_views.has_users(self.database, request.caller, request.data.client_id)

    @rpc(access.CLIENTS_WITH_USERS)
    def clients_with_users(self, request: Request[access.ClientsNamed]) -> access.ClientsWithUsers:
        return client_user_views.with_users(self.database, request.data.client_ids)

    @rpc(access.CHANGE_ACCESS_OF_MANY)
    def change_access_of_many(
        self, request: Request[access.ChangeAccessOfMany]
    ) -> access.AccessResultsWithMessages:
        return bulk_grants.change(self.database, request)

    @rpc(access.LIST_ACTIVITY)
    def list_activity(self, request: Request[access.ListActivity]) -> access.ActivityPage:
        return trail_pages.page(self.database, request.caller, request.data)

    @rpc(access.LIST_CLIENT_USERS)
    def list_client_users(self, request: Request[access.ListClientUsers]) -> access.ClientUsers:
        return client_user_views.page(self.database, request.caller, request.data)

    @rpc(access.ADD_CLIENT_USER)
    def add_client_user(self, request: Request[access.AddClientUser]) -> access.ClientUser:
        return added_client_users.add(self.database, self.look_ups, request)

    @rpc(access.CHANGE_CLIENT_USER)
    def change_client_user(self, request: Request[access.ChangeClientUser]) -> access.ClientUser:
        return client_user_changes.change(self.database, request)

    @rpc(access.REMOVE_CLIENT_USER)
    def remove_client_user(self, request: Request[access.RemoveClientUser]) -> access.SentMessages:
        return client_user_changes.remove(self.database, request)

    @rpc(access.LIST_OWN_SESSIONS)
    def list_own_sessions(self, request: Request[NoArguments]) -> access.OwnSessions:
        return own_sessions.page(self.database, self.policy, request.caller)

    @rpc(access.END_OWN_SESSION)
    def end_own_session(self, request: Request[access.EndOwnSession]) -> access.SentMessages:
        return own_sessions.end(self.database, request)

    @rpc(access.LIST_API_TOKENS)
    def list_api_tokens(self, request: Request[NoArguments]) -> access.ApiTokens:
        return api_tokens.page(self.database, request.caller)

    @rpc(access.CREATE_API_TOKEN)
    def create_api_token(self, request: Request[access.CreateApiToken]) -> access.ApiTokenCreated:
        return api_tokens.create(self.database, request)

    @rpc(access.END_API_TOKEN)
    def end_api_token(self, request: Request[access.EndApiToken]) -> access.SentMessages:
        return api_tokens.end(self.database, request)

    @rpc(access.CHANGE_PASSWORD)
    def change_password(self, request: Request[access.ChangePassword]) -> access.SentMessages:
        return changed_passwords.change(self.database, request)

    @rpc(access.REQUEST_PASSWORD_RESET)
    def request_password_reset(self, request: Request[access.RequestPasswordReset]) -> None:
        password_resets.request_reset(self.database, request)

    @rpc(access.OFFER_RESET_TOKEN)
    def offer_reset_token(self, request: Request[access.OfferResetToken]) -> access.ResetTokenTaken:
        return mailed_links.offer_token(self.database, request)

    @rpc(access.COMPLETE_PASSWORD_RESET)
    def complete_password_reset(self, request: Request[access.CompletePasswordReset]) -> access.SentMessages:
        return password_resets.complete_reset(self.database, request)

    @rpc(access.SEND_CONFIRMATION)
    def send_confirmation(self, request: Request[NoArguments]) -> None:
        email_confirmations.send_again(self.database, request)

    @rpc(access.CONFIRM_EMAIL)
    def confirm_email(self, request: Request[access.ConfirmEmail]) -> access.EmailConfirmed:
        return email_confirmations.confirm(self.database, request)

    @rpc(access.GET_TOTP)
    def get_totp(self, request: Request[NoArguments]) -> access.Totp:
        return second_factors.get(self.database, request.caller)

    @rpc(access.BEGIN_TOTP)
    def begin_totp(self, request: Request[access.ByPassword]) -> access.TotpBegun:
        return second_factors.begin(self.database, self.vault, request)

    @rpc(access.CONFIRM_TOTP)
    def confirm_totp(self, request: Request[access.ConfirmTotp]) -> access.RecoveryCodes:
        return second_factors.confirm(self.database, self.vault, request)

    @rpc(access.RENEW_RECOVERY_CODES)
    def renew_recovery_codes(self, request: Request[access.ByPassword]) -> access.RecoveryCodes:
        return second_factors.renew_recovery_codes(self.database, request)

    @rpc(access.DISABLE_TOTP)
    def disable_totp(self, request: Request[access.ByPassword]) -> None:
        second_factors.disable(self.database, request)

    @every(300)
    def forget_what_is_over(self) -> None:
        try_limits.forget_old(self.database)
        practice_accounts.forget_unfinished(self.database)
        mailed_links.forget_old(self.database)
        address_proofs.forget_old(self.database)
        issued_tokens.forget_old(self.database)
        notice_rows.forget_old(self.database)


def prepare(env: Env) -> Mapping[str, object]:
    """The parts of this service that its settings decide."""
    key = env.str("IDENTITY_PRIVATE_KEY")
    policy = Policy(
        idle=datetime.timedelta(seconds=env.int("SESSION_IDLE_SECONDS", 8 * 3600)),
        absolute=datetime.timedelta(seconds=env.int("SESSION_ABSOLUTE_SECONDS", 7 * 86400)),
    )
    vault = settings.vault(env)
    confirms = env.bool("CONFIRM_ADDRESSES", True)
    most = env.int("EMAIL_LOOK_UPS_PER_HOUR", 1000)
    requests = env.int("ACCESS_REQUESTS_PER_HOUR", 60)
    try:
        mint = Mint(key)
    except ValueError:
        raise SettingsError("CLIENTELE_IDENTITY_PRIVATE_KEY: not a base64url Ed25519 private key") from None
    look_ups = try_limits.Limit("email look-ups", most=most, seconds=3600)
    return {
        "mint": mint,
        "policy": policy,
        "vault": vault,
        "look_ups": look_ups,
        "access_requests": try_limits.Limit("access requests", most=requests, seconds=3600),
        "confirms": confirms,
    }
