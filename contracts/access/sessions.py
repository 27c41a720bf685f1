"""Sessions and the accounts they act for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict

from contracts.access.pages import SentMessages
from contracts.access.states import AccountKind
from contracts.addresses import Email, LoginEmail
from contracts.errors import Refusal
from contracts.fields import Secret, Text
from contracts.messages import Call, NoArguments, Rpc
from contracts.shapes import Described, RequestShape
from contracts.values import SessionId, Timestamp, UserId


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


class SessionRequired(Refusal):
    code = "session_required"
    status = 403
    title = "This is for people who are signed in"
    template = "This cannot be done with an API token. Sign in and do it yourself."


class Account(TypedDict):
    """One account the user can act for. `kind` is practice or client; `permissions` are beyond the role's."""

    id: str
    kind: AccountKind
    name: str
    role: str
    permissions: NotRequired[list[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class SignIn(RequestShape):
    """`address` is the network address the request came from, for throttling."""

    email: Annotated[str, LoginEmail()]
    password: Annotated[str, Secret("your password")]
    totp: (
        Annotated[
            str,
            Text(
                "a code",
                longest=40,
                metadata={"description": "Of the authenticator app, where one is used, or a recovery code"},
            ),
        ]
        | None
    ) = None
    account_id: Annotated[str, Text("an account", longest=64)] | None = None
    user_agent: Annotated[str, Text(longest=300, shortest=0, metadata={"internal": True})] = ""
    address: Annotated[str, Text(longest=64, shortest=0, metadata={"internal": True})] = ""


class User(TypedDict):
    id: UserId
    name: Annotated[str, Text()]
    email: Annotated[str, Email()]
    email_confirmed: NotRequired[
        Annotated[bool, Described("False until a link that was sent to the address has been confirmed")]
    ]


class Session(TypedDict):
    user: User
    account: Account
    accounts: list[Account]
    expires_at: Timestamp
    unread_notices: NotRequired[
        Annotated[int, Described("In a practice, to a hundred; see `GET /v1/notices`")]
    ]


class SignedIn(Session):
    token: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Authenticate(RequestShape):
    """`token_hash` is the SHA-256 of the session's token in hex: the token itself does not travel."""

    token_hash: Annotated[str, Text(longest=64, shortest=64)]


class Authenticated(TypedDict):
    """`passport` is the signed identity to show to every service, good until `passport_expires_at`. A
    program's has `scopes`, and `networks` that it may come from.
    """

    scopes: NotRequired[list[str]]
    networks: NotRequired[list[str]]
    passport: str
    passport_expires_at: float
    audience: NotRequired[str]
    session_id: str
    user_id: str
    account_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SwitchAccount(RequestShape):
    account_id: Annotated[str, Text("an account", longest=64)]


class Switched(Session):
    """`message_ids` name the events that carry the change to the other services."""

    message_ids: list[str]


class SessionEnded(TypedDict):
    """`message_ids` name the events that carry the change to the other services."""

    message_ids: list[str]


class SessionAccount(TypedDict):
    id: str
    kind: AccountKind
    name: str


class OwnSession(TypedDict):
    """Where somebody is signed in."""

    id: str
    current: bool
    account: SessionAccount
    address: str | None
    user_agent: str | None
    created_at: Timestamp
    seen_at: Timestamp
    expires_at: Timestamp


class OwnSessions(TypedDict):
    items: list[OwnSession]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class EndOwnSession(RequestShape):
    session_id: SessionId


SIGN_IN = Call("access", "sign_in", SignIn, SignedIn, "write", caller="anyone", secret=True)
AUTHENTICATE = Call("access", "authenticate", Authenticate, Authenticated, "read", caller="anyone")
GET_SESSION = Call("access", "get_session", NoArguments, Session, "read")
SWITCH_ACCOUNT = Call("access", "switch_account", SwitchAccount, Switched, "write")
END_SESSION = Call("access", "end_session", NoArguments, SessionEnded, "write")
LIST_OWN_SESSIONS = Call("access", "list_own_sessions", NoArguments, OwnSessions, "read")
END_OWN_SESSION = Call("access", "end_own_session", EndOwnSession, SentMessages, "write")


def sign_in(
    rpc: Rpc,
    *,
    email: str,
    password: str,
    totp: str | None = None,
    account_id: str | None = None,
    user_agent: str = "",
    address: str = "",
) -> SignedIn:
    """Begin a session. Raises `InvalidCredentials`, `TooManyRequests`."""
    return rpc.call(
        SIGN_IN,
        SignIn(
            email=email,
            password=password,
            totp=totp,
            account_id=account_id,
            user_agent=user_agent,
            address=address,
        ),
    )


def authenticate(rpc: Rpc, *, token_hash: str) -> Authenticated:
    """The signed identity behind a session's token. Raises `Unauthenticated`."""
    return rpc.call(AUTHENTICATE, Authenticate(token_hash=token_hash))


def get_session(rpc: Rpc) -> Session:
    """Who the caller is and which accounts they can switch to."""
    return rpc.call(GET_SESSION, NoArguments())


def switch_account(rpc: Rpc, *, account_id: str) -> Switched:
    """Let the caller's session act for another of their accounts. Raises `NotFound`."""
    return rpc.call(SWITCH_ACCOUNT, SwitchAccount(account_id=account_id))


def end_session(rpc: Rpc) -> SessionEnded:
    """End the caller's session."""
    return rpc.call(END_SESSION, NoArguments())


def list_own_sessions(rpc: Rpc) -> OwnSessions:
    """Where the caller is signed in. Raises `SessionRequired`, as all about credentials do for API tokens."""
    return rpc.call(LIST_OWN_SESSIONS, NoArguments())


def end_own_session(rpc: Rpc, *, session_id: str) -> SentMessages:
    """Raises `NotFound`."""
    return rpc.call(END_OWN_SESSION, EndOwnSession(session_id=session_id))
