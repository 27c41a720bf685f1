"""The ways in which a sign-in at a vendor fails, each with its words and a way on."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.connections import AuthorizationState
from services.connections.vendor_access.providers import name_of


@dataclass(frozen=True, slots=True)
class Failure:
    code: str
    detail: str


def by_vendor(error: str | None, provider: str) -> Failure:
    """What the vendor sent the browser back with instead of a code."""
    vendor = name_of(provider)
    if error in ("access_denied", "user_cancelled"):
        return Failure(
            "access_denied",
            f"You chose not to give access at {vendor}. Nothing was connected. Try again, or go on without.",
        )
    if error in ("temporarily_unavailable", "server_error"):
        return away(provider)
    return Failure(
        "vendor_refused", f"{vendor} did not accept the request. Nothing was connected. Try again in a while."
    )


def code_expired(provider: str) -> Failure:
    return Failure(
        "code_expired",
        f"{name_of(provider)} did not accept the answer any more: it counts for a short while, and once. "
        "Connect again.",
    )


def no_lasting_access(provider: str) -> Failure:
    vendor = name_of(provider)
    return Failure(
        "no_lasting_access",
        f"{vendor} gave access for a short while only, which cannot be renewed. Nothing was connected. "
        f"Connect again and allow lasting access; if it stays so, this server's app at {vendor} lacks it.",
    )


def away(provider: str) -> Failure:
    return Failure(
        "vendor_unavailable",
        f"{name_of(provider)} does not answer at the moment. Nothing was connected. Try again in a few "
        "minutes, or go on without it and connect later in the client's settings.",
    )


def nothing_there(provider: str) -> Failure:
    return Failure(
        "no_organisation",
        f"This {name_of(provider)} sign-in reaches no organisation. Sign in there as somebody who has one, "
        "and connect again.",
    )


def refused(reason: str) -> Failure:
    return Failure("vendor_refused", f"{reason} Connect again.")


def transferred() -> Failure:
    return Failure("client_transferred", "The client went to another practice. Nothing was connected.")


def values(failure: Failure) -> dict[str, object]:
    """The columns of an authorisation that failed; what was secret in it goes."""
    return {
        "state": AuthorizationState.FAILED,
        "step": None,
        "error_code": failure.code,
        "error_detail": failure.detail,
        "sealed_code": None,
        "sealed_verifier": None,
    }
