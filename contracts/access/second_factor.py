"""Authenticator apps and recovery codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.errors import Refusal
from contracts.fields import Secret, Text, Whole
from contracts.messages import Call, NoArguments, Rpc
from contracts.shapes import RequestShape


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


class Totp(TypedDict):
    enabled: bool
    recovery_codes_left: Annotated[int, Whole(0, 100)]


@dataclass(frozen=True, kw_only=True, slots=True)
class ByPassword(RequestShape):
    password: Annotated[str, Secret("your password")]


class TotpBegun(TypedDict):
    """What an authenticator app is set up with: the secret, also as a link and as a drawn QR code."""

    secret: str
    otpauth_uri: str
    qr_svg: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfirmTotp(RequestShape):
    code: Annotated[str, Text("the code that the app shows", longest=20)]


class RecoveryCodes(TypedDict):
    """Each is good once."""

    recovery_codes: list[str]


GET_TOTP = Call("access", "get_totp", NoArguments, Totp, "read")
BEGIN_TOTP = Call("access", "begin_totp", ByPassword, TotpBegun, "write", secret=True)
CONFIRM_TOTP = Call("access", "confirm_totp", ConfirmTotp, RecoveryCodes, "write", secret=True)
RENEW_RECOVERY_CODES = Call("access", "renew_recovery_codes", ByPassword, RecoveryCodes, "write", secret=True)
DISABLE_TOTP: Call[ByPassword, None] = Call("access", "disable_totp", ByPassword, None, "write", secret=True)


def get_totp(rpc: Rpc) -> Totp:
    """Whether the caller uses an authenticator."""
    return rpc.call(GET_TOTP, NoArguments())


def begin_totp(rpc: Rpc, *, password: str) -> TotpBegun:
    """A new authenticator's secret. Raises `InvalidInput`, `TotpEnabled`, `TooManyRequests`."""
    return rpc.call(BEGIN_TOTP, ByPassword(password=password))


def confirm_totp(rpc: Rpc, *, code: str) -> list[str]:
    """The recovery codes. Raises `InvalidInput`, `TotpNotEnabled`, `TotpEnabled`, `TooManyRequests`."""
    return rpc.call(CONFIRM_TOTP, ConfirmTotp(code=code))["recovery_codes"]


def renew_recovery_codes(rpc: Rpc, *, password: str) -> list[str]:
    """Raises `InvalidInput`, `TotpNotEnabled`, `TooManyRequests`."""
    return rpc.call(RENEW_RECOVERY_CODES, ByPassword(password=password))["recovery_codes"]


def disable_totp(rpc: Rpc, *, password: str) -> None:
    """Raises `InvalidInput`, `TotpNotEnabled`, `TooManyRequests`."""
    rpc.call(DISABLE_TOTP, ByPassword(password=password))
