"""Whose an email address is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict

from contracts.addresses import Email
from contracts.fields import ListOf
from contracts.messages import Call, Rpc
from contracts.shapes import RequestShape
from contracts.values import ClientId, PracticeId, UserId


@dataclass(frozen=True, kw_only=True, slots=True)
class LookUpEmail(RequestShape):
    email: Annotated[str, Email("an email address")]


#: Addresses that one call is about.
MOST_EMAILS = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class LookUpEmails(RequestShape):
    """Addresses that a colleague has in a list, such as an import's, to be looked up in their name."""

    practice_id: PracticeId
    user_id: UserId
    emails: Annotated[list[str], ListOf(Email("an email address"), shortest=1, longest=MOST_EMAILS)]


@dataclass(frozen=True, kw_only=True, slots=True)
class ColleaguesNamed(RequestShape):
    practice_id: PracticeId
    emails: Annotated[list[str], ListOf(Email("an email address"), shortest=1, longest=MOST_EMAILS)]


class UsersFound(TypedDict):
    """Those of the addresses that belong to somebody who can sign in."""

    emails: list[str]


class ColleagueFound(TypedDict):
    user_id: UserId
    email: str


class ColleaguesFound(TypedDict):
    items: list[ColleagueFound]


@dataclass(frozen=True, kw_only=True, slots=True)
class SenderNamed(RequestShape):
    """An address that sent something to a client, of which it is in doubt whether anybody knows it."""

    client_id: ClientId
    practice_id: PracticeId
    email: Annotated[str, Email("an email address")]


class EmailKnown(TypedDict):
    exists: bool


class EmailLookedUp(EmailKnown):
    """`colleague` is the name of who has the address, where it is somebody of the caller's own practice."""

    colleague: NotRequired[str | None]


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


LOOK_UP_EMAIL = Call("access", "look_up_email", LookUpEmail, EmailLookedUp, "write")
KNOWS_EMAIL = Call("access", "knows_email", LookUpEmail, EmailKnown, "read", caller="service")
KNOWS_SENDER = Call("access", "knows_sender", SenderNamed, EmailKnown, "read", caller="service")
LOOK_UP_EMAILS = Call("access", "look_up_emails", LookUpEmails, UsersFound, "write", caller="service")
COLLEAGUES_BY_EMAIL = Call(
    "access", "colleagues_by_email", ColleaguesNamed, ColleaguesFound, "read", caller="service"
)
PRACTICES_OF_ADMIN = Call(
    "access", "practices_of_admin", LookUpEmail, PracticesFound, "read", caller="service"
)
PRACTICE_ADMINS = Call("access", "practice_admins", PracticeNamed, PracticeAdmins, "read", caller="service")


def look_up_email(rpc: Rpc, *, email: str) -> bool:
    """Whether the email belongs to a user (product.md 4.3). Raises `RoleRequired`, `TooManyRequests`."""
    return rpc.call(LOOK_UP_EMAIL, LookUpEmail(email=email))["exists"]


def find_user(rpc: Rpc, *, email: str) -> EmailLookedUp:
    """The same, with the name of who it is where they are a colleague. Raises as `look_up_email`."""
    return rpc.call(LOOK_UP_EMAIL, LookUpEmail(email=email))


def knows_email(rpc: Rpc, *, email: str) -> bool:
    """Whether the email is a user's who can sign in: for the invitations service, about its own invitees."""
    return rpc.call(KNOWS_EMAIL, LookUpEmail(email=email))["exists"]


def knows_sender(rpc: Rpc, *, client_id: str, practice_id: str, email: str) -> bool:
    """Whether the email is of one of the client's users, or of a colleague of its practice."""
    wanted = SenderNamed(client_id=client_id, practice_id=practice_id, email=email)
    return rpc.call(KNOWS_SENDER, wanted)["exists"]


def look_up_emails(rpc: Rpc, *, practice_id: str, user_id: str, emails: Sequence[str]) -> list[str]:
    """Those of at most 200 addresses that are users', for a colleague who is not signed in at this moment.

    Counted and noted like `look_up_email`. Raises `RoleRequired`, `TooManyRequests`.
    """
    request = LookUpEmails(practice_id=practice_id, user_id=user_id, emails=[*emails])
    return rpc.call(LOOK_UP_EMAILS, request)["emails"]


def colleagues_by_email(rpc: Rpc, *, practice_id: str, emails: Sequence[str]) -> list[ColleagueFound]:
    """The practice's colleagues with these addresses, of at most 200."""
    return rpc.call(COLLEAGUES_BY_EMAIL, ColleaguesNamed(practice_id=practice_id, emails=[*emails]))["items"]


def practices_of_admin(rpc: Rpc, *, email: str) -> list[str]:
    """The practices that somebody with this email is an admin of: for requests, which tell nobody."""
    return rpc.call(PRACTICES_OF_ADMIN, LookUpEmail(email=email))["practice_ids"]


def practice_admins(rpc: Rpc, *, practice_id: str) -> list[PracticeAdmin]:
    """Who gets notice of what concerns a whole practice: `{user_id, name, email}` of its active admins."""
    return rpc.call(PRACTICE_ADMINS, PracticeNamed(practice_id=practice_id))["items"]
