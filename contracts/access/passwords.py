"""Passwords, and links by mail that set one or confirm an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict

from contracts.access.pages import SentMessages
from contracts.access.states import LinkPurpose
from contracts.addresses import Email
from contracts.errors import Refusal
from contracts.fields import NewPassword, Secret, Text
from contracts.links import LinkToken
from contracts.messages import Call, NoArguments, Rpc
from contracts.shapes import RequestShape
from contracts.values import ResetId


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


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangePassword(RequestShape):
    current_password: Annotated[str, Secret("your present password")]
    password: Annotated[str, NewPassword("a new password")]


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestPasswordReset(RequestShape):
    email: Annotated[str, Email("your email address")]
    address: Annotated[str, Text(longest=64, shortest=0, metadata={"internal": True})] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferResetToken(RequestShape):
    """`token_hash` is the SHA-256, in hex, of what is about to be sent by mail."""

    reset_id: ResetId
    token_hash: Annotated[str, Text(longest=64, shortest=64)]


class ResetTokenTaken(TypedDict):
    """What the link is for; `practice_name` where it is for becoming a client."""

    purpose: LinkPurpose
    practice_name: NotRequired[str | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class CompletePasswordReset(RequestShape):
    token: Annotated[str, LinkToken()]
    password: Annotated[str, NewPassword("a new password")]


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfirmEmail(RequestShape):
    token: Annotated[str, LinkToken()]


class EmailConfirmed(SentMessages):
    """`signed_out` where the address was somebody's before: what was registered is theirs now."""

    signed_out: bool


CHANGE_PASSWORD = Call("access", "change_password", ChangePassword, SentMessages, "write", secret=True)
REQUEST_PASSWORD_RESET: Call[RequestPasswordReset, None] = Call(
    "access", "request_password_reset", RequestPasswordReset, None, "write", caller="anyone"
)
OFFER_RESET_TOKEN = Call(
    "access", "offer_reset_token", OfferResetToken, ResetTokenTaken, "write", caller="service"
)
COMPLETE_PASSWORD_RESET = Call(
    "access",
    "complete_password_reset",
    CompletePasswordReset,
    SentMessages,
    "write",
    caller="anyone",
    secret=True,
)
SEND_CONFIRMATION: Call[NoArguments, None] = Call("access", "send_confirmation", NoArguments, None, "write")
CONFIRM_EMAIL = Call("access", "confirm_email", ConfirmEmail, EmailConfirmed, "write")


def change_password(rpc: Rpc, *, current_password: str, password: str) -> SentMessages:
    """The caller's other sessions end. Raises `InvalidInput`, `TooManyRequests`."""
    return rpc.call(CHANGE_PASSWORD, ChangePassword(current_password=current_password, password=password))


def request_password_reset(rpc: Rpc, *, email: str, address: str = "") -> None:
    """Answers alike whether or not anybody has the email. Raises `TooManyRequests`."""
    rpc.call(REQUEST_PASSWORD_RESET, RequestPasswordReset(email=email, address=address))


def offer_reset_token(rpc: Rpc, *, reset_id: str, token_hash: str) -> ResetTokenTaken:
    """For the invitations service, before it sends the token; gives what the link is for. Raises `NotFound`
    where it is too late.
    """
    taken: ResetTokenTaken | None = rpc.call(
        OFFER_RESET_TOKEN, OfferResetToken(reset_id=reset_id, token_hash=token_hash)
    )
    # The release before says nothing, and knows no other purpose.
    return taken if taken is not None else {"purpose": LinkPurpose.PASSWORD}


def send_confirmation(rpc: Rpc) -> None:
    """Another link to the caller's own address. Raises `TooManyRequests`."""
    rpc.call(SEND_CONFIRMATION, NoArguments())


def confirm_email(rpc: Rpc, *, token: str) -> EmailConfirmed:
    """The caller's address is theirs. Raises `ConfirmationUnusable`."""
    return rpc.call(CONFIRM_EMAIL, ConfirmEmail(token=token))


def complete_password_reset(rpc: Rpc, *, token: str, password: str) -> SentMessages:
    """Every session of the user ends. Raises `ResetUnusable`, `InvalidInput`."""
    return rpc.call(COMPLETE_PASSWORD_RESET, CompletePasswordReset(token=token, password=password))
