"""Who is who and who may see which client: the calls of the access context, as typed functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contracts.access import schemas
from contracts.errors import Refusal
from contracts.messages import Call, Rpc

NAME = "access"

REGISTER_OWNER = Call(
    NAME, "register_owner", schemas.RegisterOwner, schemas.OwnerRegistered, "write", public=True
)
SIGN_IN = Call(NAME, "sign_in", schemas.SignIn, schemas.SignedIn, "write", public=True, secret=True)
AUTHENTICATE = Call(NAME, "authenticate", schemas.Authenticate, schemas.Authenticated, "read", public=True)
GET_SESSION = Call(NAME, "get_session", schemas.Nothing, schemas.Session, "read")
SWITCH_ACCOUNT = Call(NAME, "switch_account", schemas.SwitchAccount, schemas.Switched, "write")
END_SESSION = Call(NAME, "end_session", schemas.Nothing, schemas.SessionEnded, "write")
LIST_COLLEAGUES = Call(NAME, "list_colleagues", schemas.PageQuery, schemas.ColleaguePage, "read")
INVITE_COLLEAGUE = Call(NAME, "invite_colleague", schemas.InviteColleague, schemas.Colleague, "write")
GET_COLLEAGUE = Call(NAME, "get_colleague", schemas.GetColleague, schemas.Colleague, "read")
CHANGE_COLLEAGUE = Call(NAME, "change_colleague", schemas.ChangeColleague, schemas.ColleagueSettled, "write")
DEACTIVATE_COLLEAGUE = Call(
    NAME, "deactivate_colleague", schemas.EndColleague, schemas.ColleagueSettled, "write"
)
REACTIVATE_COLLEAGUE = Call(
    NAME, "reactivate_colleague", schemas.GetColleague, schemas.ColleagueSettled, "write"
)
REMOVE_COLLEAGUE = Call(NAME, "remove_colleague", schemas.EndColleague, schemas.Settled, "write")
LIST_TEAMS = Call(NAME, "list_teams", schemas.PageQuery, schemas.TeamPage, "read")
GET_TEAM = Call(NAME, "get_team", schemas.GetTeam, schemas.Team, "read")
CREATE_TEAM = Call(NAME, "create_team", schemas.CreateTeam, schemas.TeamSettled, "write")
CHANGE_TEAM = Call(NAME, "change_team", schemas.ChangeTeam, schemas.TeamSettled, "write")
DELETE_TEAM = Call(NAME, "delete_team", schemas.GetTeam, schemas.Settled, "write")
GET_CLIENT_ACCESS = Call(NAME, "get_client_access", schemas.GetClientAccess, schemas.GrantedAccess, "read")
PUT_CLIENT_ACCESS = Call(
    NAME, "put_client_access", schemas.PutClientAccess, schemas.GrantedAccessSettled, "write"
)
LIST_PEOPLE_WITH_ACCESS = Call(
    NAME, "list_people_with_access", schemas.ListPeopleWithAccess, schemas.PeopleWithAccess, "read"
)
CHANGE_ACCESS_OF_MANY = Call(
    NAME, "change_access_of_many", schemas.ChangeAccessOfMany, schemas.AccessResultsSettled, "write"
)
LIST_ACTIVITY = Call(NAME, "list_activity", schemas.ListActivity, schemas.ActivityPage, "read")
LIST_CLIENT_USERS = Call(NAME, "list_client_users", schemas.ListClientUsers, schemas.ClientUsers, "read")
ADD_CLIENT_USER = Call(NAME, "add_client_user", schemas.AddClientUser, schemas.ClientUser, "write")
CHANGE_CLIENT_USER = Call(NAME, "change_client_user", schemas.ChangeClientUser, schemas.ClientUser, "write")
REMOVE_CLIENT_USER = Call(NAME, "remove_client_user", schemas.RemoveClientUser, schemas.Settled, "write")
LIST_OWN_SESSIONS = Call(NAME, "list_own_sessions", schemas.Nothing, schemas.OwnSessions, "read")
END_OWN_SESSION = Call(NAME, "end_own_session", schemas.EndOwnSession, schemas.Settled, "write")
LIST_API_TOKENS = Call(NAME, "list_api_tokens", schemas.Nothing, schemas.ApiTokens, "read")
CREATE_API_TOKEN = Call(
    NAME, "create_api_token", schemas.CreateApiToken, schemas.ApiTokenCreated, "write", secret=True
)
END_API_TOKEN = Call(NAME, "end_api_token", schemas.EndApiToken, schemas.Settled, "write")
CHANGE_PASSWORD = Call(NAME, "change_password", schemas.ChangePassword, schemas.Settled, "write", secret=True)
REQUEST_PASSWORD_RESET = Call(
    NAME, "request_password_reset", schemas.RequestPasswordReset, None, "write", public=True
)
OFFER_RESET_TOKEN = Call(
    NAME, "offer_reset_token", schemas.OfferResetToken, schemas.ResetTokenTaken, "write", public=True
)
COMPLETE_PASSWORD_RESET = Call(
    NAME,
    "complete_password_reset",
    schemas.CompletePasswordReset,
    schemas.Settled,
    "write",
    public=True,
    secret=True,
)
SEND_CONFIRMATION = Call(NAME, "send_confirmation", schemas.Nothing, None, "write")
CONFIRM_EMAIL = Call(NAME, "confirm_email", schemas.ConfirmEmail, schemas.EmailConfirmed, "write")
GET_TOTP = Call(NAME, "get_totp", schemas.Nothing, schemas.Totp, "read")
BEGIN_TOTP = Call(NAME, "begin_totp", schemas.ByPassword, schemas.TotpBegun, "write", secret=True)
CONFIRM_TOTP = Call(NAME, "confirm_totp", schemas.ConfirmTotp, schemas.RecoveryCodes, "write", secret=True)
RENEW_RECOVERY_CODES = Call(
    NAME, "renew_recovery_codes", schemas.ByPassword, schemas.RecoveryCodes, "write", secret=True
)
DISABLE_TOTP = Call(NAME, "disable_totp", schemas.ByPassword, None, "write", secret=True)
LOOK_UP_EMAIL = Call(NAME, "look_up_email", schemas.LookUpEmail, schemas.EmailKnown, "write")
ADD_INVITED_MEMBER = Call(
    NAME, "add_invited_member", schemas.AddInvitedMember, schemas.MemberAdded, "write", public=True
)
SETTLE_REDEMPTION = Call(
    NAME, "settle_redemption", schemas.SettleRedemption, schemas.RedemptionSettled, "write", public=True
)
KNOWS_EMAIL = Call(NAME, "knows_email", schemas.LookUpEmail, schemas.EmailKnown, "read", public=True)
SEES_CLIENT = Call(NAME, "sees_client", schemas.SeeClient, schemas.ClientSeen, "read")
SEES_CLIENTS = Call(NAME, "sees_clients", schemas.SeeClients, schemas.ClientsSeen, "read")
PRACTICES_OF_ADMIN = Call(
    NAME, "practices_of_admin", schemas.LookUpEmail, schemas.PracticesFound, "read", public=True
)
PRACTICE_ADMINS = Call(
    NAME, "practice_admins", schemas.PracticeNamed, schemas.PracticeAdmins, "read", public=True
)
CLIENTS_WITH_USERS = Call(
    NAME, "clients_with_users", schemas.ClientsNamed, schemas.ClientsWithUsers, "read", public=True
)
CLIENT_HAS_USERS = Call(NAME, "client_has_users", schemas.ClientNamed, schemas.HasUsers, "read")

CALLS = (
    REGISTER_OWNER,
    SIGN_IN,
    AUTHENTICATE,
    GET_SESSION,
    SWITCH_ACCOUNT,
    END_SESSION,
    LIST_COLLEAGUES,
    INVITE_COLLEAGUE,
    GET_COLLEAGUE,
    CHANGE_COLLEAGUE,
    DEACTIVATE_COLLEAGUE,
    REACTIVATE_COLLEAGUE,
    REMOVE_COLLEAGUE,
    LIST_TEAMS,
    GET_TEAM,
    CREATE_TEAM,
    CHANGE_TEAM,
    DELETE_TEAM,
    GET_CLIENT_ACCESS,
    PUT_CLIENT_ACCESS,
    LIST_PEOPLE_WITH_ACCESS,
    CHANGE_ACCESS_OF_MANY,
    LIST_ACTIVITY,
    LIST_CLIENT_USERS,
    ADD_CLIENT_USER,
    CHANGE_CLIENT_USER,
    REMOVE_CLIENT_USER,
    LIST_OWN_SESSIONS,
    END_OWN_SESSION,
    LIST_API_TOKENS,
    CREATE_API_TOKEN,
    END_API_TOKEN,
    CHANGE_PASSWORD,
    REQUEST_PASSWORD_RESET,
    OFFER_RESET_TOKEN,
    COMPLETE_PASSWORD_RESET,
    SEND_CONFIRMATION,
    CONFIRM_EMAIL,
    GET_TOTP,
    BEGIN_TOTP,
    CONFIRM_TOTP,
    RENEW_RECOVERY_CODES,
    DISABLE_TOTP,
    LOOK_UP_EMAIL,
    ADD_INVITED_MEMBER,
    SETTLE_REDEMPTION,
    KNOWS_EMAIL,
    SEES_CLIENT,
    SEES_CLIENTS,
    CLIENT_HAS_USERS,
    CLIENTS_WITH_USERS,
    PRACTICES_OF_ADMIN,
    PRACTICE_ADMINS,
)


class InvalidCredentials(Refusal):
    """One answer for an unknown email, a wrong password and an account that is not the user's."""

    code = "invalid_credentials"
    status = 401
    title = "Email or password is wrong"
    template = "The email address or the password is wrong. Check both and try again."


class TotpRequired(Refusal):
    """Told to who gave the right password only."""

    code = "totp_required"
    status = 401
    title = "A code is needed too"
    template = "Enter the code that your authenticator app shows, or one of your recovery codes."


class TotpEnabled(Refusal):
    code = "totp_enabled"
    status = 409
    title = "An authenticator app is in use"
    template = "You use an authenticator app already. Turn it off before you set up another."


class TotpNotEnabled(Refusal):
    code = "totp_not_enabled"
    status = 409
    title = "No authenticator app is in use"
    template = "You use no authenticator app. Set one up first."


class ResetUnusable(Refusal):
    """One answer for a link that is unknown, used or over."""

    code = "reset_unusable"
    status = 410
    title = "This link cannot be used"
    template = "This link has been used, has ended, or is incomplete. Ask for a new one on the sign-in page."


class ConfirmationUnusable(Refusal):
    """One answer for a code that is unknown, somebody else's, used or over."""

    code = "confirmation_unusable"
    status = 410
    title = "This code cannot be used"
    template = "This code does not fit, or is over. Sign in as who registered, or have another sent."


class EmailNotConfirmed(Refusal):
    """docs/adr/0019"""

    code = "email_not_confirmed"
    status = 409
    title = "Your email address is not confirmed"
    template = "Open the message that we sent to {email} and confirm the address first, or have another sent."


class EmailTaken(Refusal):
    """Answered by the release before only, to who registers with the email of a user."""

    code = "email_taken"
    status = 409
    title = "This email address cannot be used"
    template = "This email address cannot be used to register. Sign in instead, or use another address."


class ColleagueExists(Refusal):
    code = "colleague_exists"
    status = 409
    title = "This person is already a colleague"
    template = "{email} already belongs to a colleague of your practice."


class Owner(Refusal):
    """product.md 1.1"""

    code = "owner"
    status = 409
    title = "The owner stays"
    template = "This person owns the account, and cannot be removed, deactivated or given a lesser role."


class ManagesClients(Refusal):
    """product.md 1.4"""

    code = "manages_clients"
    status = 409
    title = "This person manages clients"
    template = (
        "They manage clients ({count}). Say who is to manage them in reassign_managed_clients_to, "
        "or null for nobody."
    )


class ColleagueNotAccepted(Refusal):
    code = "colleague_not_accepted"
    status = 409
    title = "This colleague has not accepted yet"
    template = "They have not accepted their invitation yet. Remove them instead of deactivating them."


class ClientUserExists(Refusal):
    code = "client_user_exists"
    status = 409
    title = "This person is already a user of the client"
    template = "{email} already belongs to a user of this client."


class TeamNameTaken(Refusal):
    code = "team_name_taken"
    status = 409
    title = "There is a team of this name"
    template = "Your practice has a team called {name} already. Choose another name."


class SessionRequired(Refusal):
    code = "session_required"
    status = 403
    title = "This is for people who are signed in"
    template = "This cannot be done with an API token. Sign in and do it yourself."


def register_owner(rpc: Rpc, *, practice_name: str, name: str, email: str, password: str) -> dict[str, Any]:
    """Make the owner of a new practice; answered alike whoever has the email."""
    arguments = {"practice_name": practice_name, "name": name, "email": email, "password": password}
    return rpc.call(REGISTER_OWNER, arguments)  # type: ignore[no-any-return]


def sign_in(rpc: Rpc, **credentials: Any) -> dict[str, Any]:
    """Begin a session. Raises `InvalidCredentials`, `TooManyRequests`."""
    return rpc.call(SIGN_IN, credentials)  # type: ignore[no-any-return]


def authenticate(rpc: Rpc, *, token_hash: str) -> dict[str, Any]:
    """The signed identity behind a session's token. Raises `Unauthenticated`."""
    return rpc.call(AUTHENTICATE, {"token_hash": token_hash})  # type: ignore[no-any-return]


def get_session(rpc: Rpc) -> dict[str, Any]:
    """Who the caller is and which accounts they can switch to."""
    return rpc.call(GET_SESSION, {})  # type: ignore[no-any-return]


def switch_account(rpc: Rpc, *, account_id: str) -> dict[str, Any]:
    """Let the caller's session act for another of their accounts. Raises `NotFound`."""
    return rpc.call(SWITCH_ACCOUNT, {"account_id": account_id})  # type: ignore[no-any-return]


def end_session(rpc: Rpc) -> dict[str, Any]:
    """End the caller's session."""
    return rpc.call(END_SESSION, {})  # type: ignore[no-any-return]


def list_colleagues(rpc: Rpc, **page: Any) -> dict[str, Any]:
    """A page of the colleagues of the caller's practice."""
    return rpc.call(LIST_COLLEAGUES, page)  # type: ignore[no-any-return]


def change_colleague(rpc: Rpc, *, user_id: str, **changes: Any) -> dict[str, Any]:
    """Another role or other permissions. Raises `NotFound`, `RoleRequired`, `Owner`, `StaleVersion`."""
    return rpc.call(CHANGE_COLLEAGUE, {"user_id": user_id, **changes})  # type: ignore[no-any-return]


def deactivate_colleague(rpc: Rpc, *, user_id: str, **successor: str | None) -> dict[str, Any]:
    """Raises what `remove_colleague` does, and `ColleagueNotAccepted`."""
    return rpc.call(DEACTIVATE_COLLEAGUE, {"user_id": user_id, **successor})  # type: ignore[no-any-return]


def reactivate_colleague(rpc: Rpc, *, user_id: str) -> dict[str, Any]:
    """Raises `NotFound`, `RoleRequired`."""
    return rpc.call(REACTIVATE_COLLEAGUE, {"user_id": user_id})  # type: ignore[no-any-return]


def remove_colleague(rpc: Rpc, *, user_id: str, **successor: str | None) -> dict[str, Any]:
    """Raises `NotFound`, `RoleRequired`, `Owner`, `ManagesClients`, `InvalidInput`."""
    return rpc.call(REMOVE_COLLEAGUE, {"user_id": user_id, **successor})  # type: ignore[no-any-return]


def get_colleague(rpc: Rpc, *, user_id: str) -> dict[str, Any]:
    """One colleague of the caller's practice. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(GET_COLLEAGUE, {"user_id": user_id})  # type: ignore[no-any-return]


def get_team(rpc: Rpc, *, team_id: str) -> dict[str, Any]:
    """One team of the caller's practice. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(GET_TEAM, {"team_id": team_id})  # type: ignore[no-any-return]


def list_teams(rpc: Rpc, **page: Any) -> dict[str, Any]:
    """A page of the teams of the caller's practice."""
    return rpc.call(LIST_TEAMS, page)  # type: ignore[no-any-return]


def create_team(rpc: Rpc, *, name: str, member_ids: list[str]) -> dict[str, Any]:
    """Raises `RoleRequired`, `TeamNameTaken`, `InvalidInput`."""
    return rpc.call(CREATE_TEAM, {"name": name, "member_ids": member_ids})  # type: ignore[no-any-return]


def change_team(rpc: Rpc, *, team_id: str, **changes: Any) -> dict[str, Any]:
    """Raises `NotFound`, `RoleRequired`, `StaleVersion`, `TeamNameTaken`, `InvalidInput`."""
    return rpc.call(CHANGE_TEAM, {"team_id": team_id, **changes})  # type: ignore[no-any-return]


def delete_team(rpc: Rpc, *, team_id: str) -> dict[str, Any]:
    """Raises `NotFound`, `RoleRequired`."""
    return rpc.call(DELETE_TEAM, {"team_id": team_id})  # type: ignore[no-any-return]


def get_client_access(rpc: Rpc, *, client_id: str) -> dict[str, Any]:
    """Who has been given access to a client. Raises `NotFound`."""
    return rpc.call(GET_CLIENT_ACCESS, {"client_id": client_id})  # type: ignore[no-any-return]


def put_client_access(rpc: Rpc, *, client_id: str, **given: Any) -> dict[str, Any]:
    """Say who may see a client. Raises `NotFound`, `RoleRequired`, `StaleVersion`, `InvalidInput`."""
    return rpc.call(PUT_CLIENT_ACCESS, {"client_id": client_id, **given})  # type: ignore[no-any-return]


def list_people_with_access(rpc: Rpc, *, client_id: str, **query: Any) -> dict[str, Any]:
    """Who sees a client, and why. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(LIST_PEOPLE_WITH_ACCESS, {"client_id": client_id, **query})  # type: ignore[no-any-return]


def invite_colleague(rpc: Rpc, **colleague: Any) -> dict[str, Any]:
    """Invite somebody to the caller's practice. Raises `RoleRequired`, `ColleagueExists`."""
    return rpc.call(INVITE_COLLEAGUE, colleague)  # type: ignore[no-any-return]


def change_access_of_many(rpc: Rpc, *, client_ids: list[str], **change: Any) -> dict[str, Any]:
    """Give and take access of many clients, with a result for each. Raises `RoleRequired`, `InvalidInput`."""
    return rpc.call(CHANGE_ACCESS_OF_MANY, {"client_ids": client_ids, **change})  # type: ignore[no-any-return]


def list_activity(rpc: Rpc, **query: Any) -> dict[str, Any]:
    """A page of the audit trail, newest first. Raises `RoleRequired`, `NotFound`."""
    return rpc.call(LIST_ACTIVITY, query)  # type: ignore[no-any-return]


def list_client_users(rpc: Rpc, *, client_id: str, **page: Any) -> dict[str, Any]:
    """A page of a client's users. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(LIST_CLIENT_USERS, {"client_id": client_id, **page})  # type: ignore[no-any-return]


def add_client_user(rpc: Rpc, *, client_id: str, **person: Any) -> dict[str, Any]:
    """Raises `NotFound`, `RoleRequired`, `ClientUserExists`, `accounts.ExistingUser`."""
    return rpc.call(ADD_CLIENT_USER, {"client_id": client_id, **person})  # type: ignore[no-any-return]


def change_client_user(rpc: Rpc, *, client_id: str, user_id: str, role: str, **more: Any) -> dict[str, Any]:
    """Raises `NotFound`, `RoleRequired`, `Owner`, `StaleVersion`."""
    arguments = {"client_id": client_id, "user_id": user_id, "role": role, **more}
    return rpc.call(CHANGE_CLIENT_USER, arguments)  # type: ignore[no-any-return]


def remove_client_user(rpc: Rpc, *, client_id: str, user_id: str) -> dict[str, Any]:
    """Raises `NotFound`, `RoleRequired`, `Owner`."""
    return rpc.call(REMOVE_CLIENT_USER, {"client_id": client_id, "user_id": user_id})  # type: ignore[no-any-return]


def list_own_sessions(rpc: Rpc) -> dict[str, Any]:
    """Where the caller is signed in. Raises `SessionRequired`, as all about credentials do for API tokens."""
    return rpc.call(LIST_OWN_SESSIONS, {})  # type: ignore[no-any-return]


def end_own_session(rpc: Rpc, *, session_id: str) -> dict[str, Any]:
    """Raises `NotFound`."""
    return rpc.call(END_OWN_SESSION, {"session_id": session_id})  # type: ignore[no-any-return]


def list_api_tokens(rpc: Rpc) -> dict[str, Any]:
    """The caller's API tokens for the account they act for."""
    return rpc.call(LIST_API_TOKENS, {})  # type: ignore[no-any-return]


def create_api_token(rpc: Rpc, *, name: str, scopes: list[str], **more: Any) -> dict[str, Any]:
    """The token itself is in the answer, this once."""
    return rpc.call(CREATE_API_TOKEN, {"name": name, "scopes": scopes, **more})  # type: ignore[no-any-return]


def end_api_token(rpc: Rpc, *, token_id: str) -> dict[str, Any]:
    """Raises `NotFound`."""
    return rpc.call(END_API_TOKEN, {"token_id": token_id})  # type: ignore[no-any-return]


def change_password(rpc: Rpc, *, current_password: str, password: str) -> dict[str, Any]:
    """The caller's other sessions end. Raises `InvalidInput`, `TooManyRequests`."""
    arguments = {"current_password": current_password, "password": password}
    return rpc.call(CHANGE_PASSWORD, arguments)  # type: ignore[no-any-return]


def request_password_reset(rpc: Rpc, *, email: str, address: str = "") -> None:
    """Answers alike whether or not anybody has the email. Raises `TooManyRequests`."""
    rpc.call(REQUEST_PASSWORD_RESET, {"email": email, "address": address})


def offer_reset_token(rpc: Rpc, *, reset_id: str, token_hash: str) -> str:
    """For the invitations service, before it sends the token; gives what the link is for, `password` or
    `confirmation`. Raises `NotFound` where it is too late.
    """
    taken = rpc.call(OFFER_RESET_TOKEN, {"reset_id": reset_id, "token_hash": token_hash})
    # The release before says nothing, and knows no other purpose.
    return str(taken["purpose"]) if taken is not None else "password"


def send_confirmation(rpc: Rpc) -> None:
    """Another link to the caller's own address. Raises `TooManyRequests`."""
    rpc.call(SEND_CONFIRMATION, {})


def confirm_email(rpc: Rpc, *, token: str) -> dict[str, Any]:
    """The caller's address is theirs. Raises `ConfirmationUnusable`."""
    return rpc.call(CONFIRM_EMAIL, {"token": token})  # type: ignore[no-any-return]


def complete_password_reset(rpc: Rpc, *, token: str, password: str) -> dict[str, Any]:
    """Every session of the user ends. Raises `ResetUnusable`, `InvalidInput`."""
    arguments = {"token": token, "password": password}
    return rpc.call(COMPLETE_PASSWORD_RESET, arguments)  # type: ignore[no-any-return]


def get_totp(rpc: Rpc) -> dict[str, Any]:
    """Whether the caller uses an authenticator."""
    return rpc.call(GET_TOTP, {})  # type: ignore[no-any-return]


def begin_totp(rpc: Rpc, *, password: str) -> dict[str, Any]:
    """A new authenticator's secret. Raises `InvalidInput`, `TotpEnabled`, `TooManyRequests`."""
    return rpc.call(BEGIN_TOTP, {"password": password})  # type: ignore[no-any-return]


def confirm_totp(rpc: Rpc, *, code: str) -> list[str]:
    """The recovery codes. Raises `InvalidInput`, `TotpNotEnabled`, `TotpEnabled`, `TooManyRequests`."""
    return list(rpc.call(CONFIRM_TOTP, {"code": code})["recovery_codes"])


def renew_recovery_codes(rpc: Rpc, *, password: str) -> list[str]:
    """Raises `InvalidInput`, `TotpNotEnabled`, `TooManyRequests`."""
    return list(rpc.call(RENEW_RECOVERY_CODES, {"password": password})["recovery_codes"])


def disable_totp(rpc: Rpc, *, password: str) -> None:
    """Raises `InvalidInput`, `TotpNotEnabled`, `TooManyRequests`."""
    rpc.call(DISABLE_TOTP, {"password": password})


def look_up_email(rpc: Rpc, *, email: str) -> bool:
    """Whether the email belongs to a user (product.md 4.3). Raises `RoleRequired`, `TooManyRequests`."""
    return bool(rpc.call(LOOK_UP_EMAIL, {"email": email})["exists"])


def knows_email(rpc: Rpc, *, email: str) -> bool:
    """Whether the email is a user's who can sign in: for the invitations service, about its own invitees."""
    return bool(rpc.call(KNOWS_EMAIL, {"email": email})["exists"])


def sees_client(rpc: Rpc, *, client_id: str, practice_id: str) -> bool:
    """Whether the caller may see a client of this practice."""
    return bool(rpc.call(SEES_CLIENT, {"client_id": client_id, "practice_id": practice_id})["sees"])


def sees_clients(rpc: Rpc, *, client_ids: list[str], practice_id: str) -> dict[str, Any]:
    """Which of a practice's clients the caller may see, and whether they are an admin there."""
    return rpc.call(SEES_CLIENTS, {"client_ids": client_ids, "practice_id": practice_id})  # type: ignore[no-any-return]


def add_invited_member(rpc: Rpc, **redemption: Any) -> str:
    """Make the invited person a user, or link the existing one; gives the user's id."""
    return str(rpc.call(ADD_INVITED_MEMBER, redemption)["user_id"])


def redemption(invitation_id: str, attempt: int) -> str:
    """The command key under which an attempt to redeem an invitation adds the member."""
    return f"redemption of {invitation_id} {attempt}" if attempt else f"redemption of {invitation_id}"


def settle_redemption(rpc: Rpc, *, invitation_id: str, attempt: int) -> str | None:
    """Who became a member by this attempt; where nobody did, nobody will any more. The user's id, or None.

    Raises `ServiceUnavailable` while it is being carried out.
    """
    settled = rpc.call(SETTLE_REDEMPTION, {"invitation_id": invitation_id, "attempt": attempt})
    return settled["user_id"]  # type: ignore[no-any-return]


def clients_with_users(rpc: Rpc, *, client_ids: Sequence[str]) -> set[str]:
    """Which of these clients have users: for what runs later in somebody's name, without a session."""
    return set(rpc.call(CLIENTS_WITH_USERS, {"client_ids": list(client_ids)})["client_ids"])


def client_has_users(rpc: Rpc, *, client_id: str) -> bool:
    """Whether anybody can sign in to a client (product.md 8.3). Raises `RoleRequired`."""
    return bool(rpc.call(CLIENT_HAS_USERS, {"client_id": client_id})["has_users"])


def practices_of_admin(rpc: Rpc, *, email: str) -> list[str]:
    """The practices that somebody with this email is an admin of: for requests, which tell nobody."""
    return list(rpc.call(PRACTICES_OF_ADMIN, {"email": email})["practice_ids"])


def practice_admins(rpc: Rpc, *, practice_id: str) -> list[dict[str, Any]]:
    """Who is told what concerns a whole practice: `{user_id, name, email}` of its active admins."""
    return list(rpc.call(PRACTICE_ADMINS, {"practice_id": practice_id})["items"])
