"""Who is who and who may see which client: the calls of the access context, as typed functions."""

from __future__ import annotations

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
LIST_COLLEAGUES = Call(NAME, "list_colleagues", schemas.ListColleagues, schemas.ColleaguePage, "read")
INVITE_COLLEAGUE = Call(NAME, "invite_colleague", schemas.InviteColleague, schemas.Colleague, "write")
LOOK_UP_EMAIL = Call(NAME, "look_up_email", schemas.LookUpEmail, schemas.EmailKnown, "write")
ADD_INVITED_MEMBER = Call(
    NAME, "add_invited_member", schemas.AddInvitedMember, schemas.MemberAdded, "write", public=True
)
KNOWS_EMAIL = Call(NAME, "knows_email", schemas.LookUpEmail, schemas.EmailKnown, "read", public=True)
SEES_CLIENT = Call(NAME, "sees_client", schemas.SeeClient, schemas.ClientSeen, "read")
SEES_CLIENTS = Call(NAME, "sees_clients", schemas.SeeClients, schemas.ClientsSeen, "read")

CALLS = (
    REGISTER_OWNER,
    SIGN_IN,
    AUTHENTICATE,
    GET_SESSION,
    SWITCH_ACCOUNT,
    END_SESSION,
    LIST_COLLEAGUES,
    INVITE_COLLEAGUE,
    LOOK_UP_EMAIL,
    ADD_INVITED_MEMBER,
    KNOWS_EMAIL,
    SEES_CLIENT,
    SEES_CLIENTS,
)


class InvalidCredentials(Refusal):
    """One answer for an unknown email, a wrong password and an account that is not the user's."""

    code = "invalid_credentials"
    status = 401
    title = "Email or password is wrong"
    template = "The email address or the password is wrong. Check both and try again."


class EmailTaken(Refusal):
    """Registering with the email of a user, and not with their password."""

    code = "email_taken"
    status = 409
    title = "This email address cannot be used"
    template = "This email address cannot be used to register. Sign in instead, or use another address."


class ColleagueExists(Refusal):
    code = "colleague_exists"
    status = 409
    title = "This person is already a colleague"
    template = "{email} already belongs to a colleague of your practice."


def register_owner(rpc: Rpc, *, practice_name: str, name: str, email: str, password: str) -> dict[str, Any]:
    """Make the owner of a new practice; an existing user must give their password. Raises `EmailTaken`."""
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


def list_colleagues(rpc: Rpc) -> dict[str, Any]:
    """The colleagues of the caller's practice."""
    return rpc.call(LIST_COLLEAGUES, {})  # type: ignore[no-any-return]


def invite_colleague(rpc: Rpc, **colleague: Any) -> dict[str, Any]:
    """Invite somebody to the caller's practice. Raises `RoleRequired`, `ColleagueExists`."""
    return rpc.call(INVITE_COLLEAGUE, colleague)  # type: ignore[no-any-return]


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
