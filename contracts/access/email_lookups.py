"""Whose an email address is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.addresses import Email
from contracts.messages import Call, Rpc
from contracts.shapes import RequestShape
from contracts.values import PracticeId, UserId


@dataclass(frozen=True, kw_only=True, slots=True)
class LookUpEmail(RequestShape):
    email: Annotated[str, Email("an email address")]


class EmailKnown(TypedDict):
    exists: bool


class PracticesFound(TypedDict):
    practice_ids: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class PracticeNamed(RequestShape):
    practice_id: PracticeId


class PracticeAdmin(TypedDict):
    user_id: UserId
    name: str
    email: str


class PracticeAdmins(TypedDict):
    items: list[PracticeAdmin]


LOOK_UP_EMAIL = Call("access", "look_up_email", LookUpEmail, EmailKnown, "write")
KNOWS_EMAIL = Call("access", "knows_email", LookUpEmail, EmailKnown, "read", caller="service")
PRACTICES_OF_ADMIN = Call(
    "access", "practices_of_admin", LookUpEmail, PracticesFound, "read", caller="service"
)
PRACTICE_ADMINS = Call("access", "practice_admins", PracticeNamed, PracticeAdmins, "read", caller="service")


def look_up_email(rpc: Rpc, *, email: str) -> bool:
    """Whether the email belongs to a user (product.md 4.3). Raises `RoleRequired`, `TooManyRequests`."""
    return rpc.call(LOOK_UP_EMAIL, LookUpEmail(email=email))["exists"]


def knows_email(rpc: Rpc, *, email: str) -> bool:
    """Whether the email is a user's who can sign in: for the invitations service, about its own invitees."""
    return rpc.call(KNOWS_EMAIL, LookUpEmail(email=email))["exists"]


def practices_of_admin(rpc: Rpc, *, email: str) -> list[str]:
    """The practices that somebody with this email is an admin of: for requests, which tell nobody."""
    return rpc.call(PRACTICES_OF_ADMIN, LookUpEmail(email=email))["practice_ids"]


def practice_admins(rpc: Rpc, *, practice_id: str) -> list[PracticeAdmin]:
    """Who gets notice of what concerns a whole practice: `{user_id, name, email}` of its active admins."""
    return rpc.call(PRACTICE_ADMINS, PracticeNamed(practice_id=practice_id))["items"]
