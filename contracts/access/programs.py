"""Programs of a practice: accounts that are nobody's, with scopes, secrets and short-lived tokens."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_network
from typing import Annotated, NotRequired, Required, TypedDict

from marshmallow import ValidationError

from contracts.access.pages import SentMessages
from contracts.access.states import PracticeRole, ProgramScope
from contracts.errors import Refusal
from contracts.fields import Choice, ListOf, Name, Secret, Text, Whole
from contracts.fields.field_messages import coded
from contracts.messages import Call, NoArguments, Rpc
from contracts.shapes import Described, RequestShape
from contracts.values import ExpectedVersion, ProgramId, Timestamp, UserId, Version

#: Seconds for which a token counts.
TOKEN_LIFETIME = 3600
#: Hours for which an earlier secret still counts after a rotation, if nothing else is said.
SECRET_OVERLAP_HOURS = 24
#: What a program may be: what leaves a practice, and who its admins are, is for people to decide.
PROGRAM_ROLES = (PracticeRole.CLIENT_ADMIN, PracticeRole.STANDARD)


class InvalidClient(Refusal):
    """One answer for an unknown program, a wrong or ended secret, an ended program, another network."""

    code = "invalid_client"
    status = 401
    title = "This program cannot have a token"
    template = (
        "The client id or secret is wrong or has ended, or this is not a network the program may come from."
    )


class UnsupportedGrantType(Refusal):
    code = "unsupported_grant_type"
    status = 400
    title = "Tokens are given for client credentials only"
    template = "Send grant_type=client_credentials with client_id and client_secret."


class InsufficientScope(Refusal):
    """RFC 6750"""

    code = "insufficient_scope"
    status = 403
    title = "The program may not do this"
    template = (
        "This program has not the scope {scope}. A practice admin can give it that, or do it themselves."
    )


class ProgramLimit(Refusal):
    code = "program_limit"
    status = 409
    title = "There are as many programs as there can be"
    template = "A practice has at most {most} programs. Remove one that is not used."


def _network(text: str) -> None:
    try:
        ip_network(text)
    except ValueError:
        message = "Write a network like 203.0.113.0/24, or one address."
        raise ValidationError(coded("invalid_network", message)) from None


ProgramName = Annotated[str, Name("a name, such as what it does", longest=100)]
ProgramRole = Annotated[
    PracticeRole,
    Choice(PROGRAM_ROLES, "a role"),
    Described("`client_admin` reaches every client; `standard` those it is given access to, by `user_id`"),
]
ProgramScopes = Annotated[
    list[ProgramScope], ListOf(Choice(ProgramScope, "a scope"), longest=len(ProgramScope), shortest=1)
]
Networks = Annotated[
    list[str],
    ListOf(Text("a network", longest=64, validate=_network), longest=50),
    Described("Networks it may come from; empty for any"),
]


class Program(TypedDict):
    """A program. `id` is its `client_id`, and `user_id` what it is called where people are."""

    id: ProgramId
    user_id: UserId
    name: str
    role: PracticeRole
    scopes: list[ProgramScope]
    networks: list[str]
    expires_at: Timestamp
    last_used_at: Timestamp | None
    secrets: Annotated[list[Timestamp | None], Described("For each secret that counts, when it ends")]
    created_at: Timestamp
    version: Version


class ProgramWithSecret(Program):
    """The only time that the secret is shown."""

    client_id: ProgramId
    client_secret: str


class Programs(TypedDict):
    items: list[Program]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CreateProgram(RequestShape):
    name: ProgramName
    scopes: ProgramScopes
    role: ProgramRole = PracticeRole.STANDARD
    networks: Networks = ()  # type: ignore[assignment]
    expires_in_days: Annotated[int, Whole(1, 730)] = 365


class ChangeProgram(TypedDict, total=False):
    """Only what is given is changed. Its tokens end; it gets new ones as it is now."""

    program_id: Required[ProgramId]
    name: ProgramName
    scopes: ProgramScopes
    networks: Networks
    if_version: ExpectedVersion


@dataclass(frozen=True, kw_only=True, slots=True)
class OneProgram(RequestShape):
    program_id: ProgramId


@dataclass(frozen=True, kw_only=True, slots=True)
class RotateProgram(RequestShape):
    """A new secret; those before count for so many hours more."""

    program_id: ProgramId
    overlap_hours: Annotated[int, Whole(0, 168)] = SECRET_OVERLAP_HOURS


class ProgramChanged(Program):
    """`message_ids` name the events that carry the change to the other services."""

    message_ids: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class IssueToken(RequestShape):
    """`scope` are scopes separated by spaces, or all of the program's."""

    client_id: Annotated[str, Text("the client id", longest=64)]
    client_secret: Annotated[str, Secret("the client secret", longest=200)]
    scope: Annotated[str, Text(longest=1000, shortest=0)] = ""
    address: Annotated[str, Text(longest=64, shortest=0, metadata={"internal": True})] = ""


class IssuedToken(TypedDict):
    """As RFC 6749 names it."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str
    message_ids: NotRequired[list[str]]


LIST_PROGRAMS = Call("access", "list_programs", NoArguments, Programs, "read")
GET_PROGRAM = Call("access", "get_program", OneProgram, Program, "read")
CREATE_PROGRAM = Call("access", "create_program", CreateProgram, ProgramWithSecret, "write", secret=True)
CHANGE_PROGRAM = Call("access", "change_program", ChangeProgram, ProgramChanged, "write")
ROTATE_PROGRAM = Call("access", "rotate_program", RotateProgram, ProgramWithSecret, "write", secret=True)
END_PROGRAM = Call("access", "end_program", OneProgram, SentMessages, "write")
ISSUE_TOKEN = Call("access", "issue_token", IssueToken, IssuedToken, "write", caller="anyone", secret=True)


def list_programs(rpc: Rpc) -> Programs:
    """The practice's programs. Raises `RoleRequired`."""
    return rpc.call(LIST_PROGRAMS, NoArguments())


def get_program(rpc: Rpc, program_id: str) -> Program:
    """Raises `NotFound`, `RoleRequired`."""
    return rpc.call(GET_PROGRAM, OneProgram(program_id=program_id))


def create_program(rpc: Rpc, **program: object) -> ProgramWithSecret:
    """The secret is in the answer, this once. Raises `RoleRequired`, `InvalidInput`, `ProgramLimit`."""
    return rpc.forward(CREATE_PROGRAM, program)


def change_program(rpc: Rpc, program_id: str, **changes: object) -> ProgramChanged:
    """Raises `NotFound`, `RoleRequired`, `StaleVersion`."""
    return rpc.forward(CHANGE_PROGRAM, {"program_id": program_id, **changes})


def rotate_program(
    rpc: Rpc, program_id: str, *, overlap_hours: int = SECRET_OVERLAP_HOURS
) -> ProgramWithSecret:
    """The new secret is in the answer, this once. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(ROTATE_PROGRAM, RotateProgram(program_id=program_id, overlap_hours=overlap_hours))


def end_program(rpc: Rpc, program_id: str) -> SentMessages:
    """It and its tokens end. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(END_PROGRAM, OneProgram(program_id=program_id))


def issue_token(
    rpc: Rpc, *, client_id: str, client_secret: str, scope: str = "", address: str = ""
) -> IssuedToken:
    """A short-lived token. Raises `InvalidClient`, `InsufficientScope`."""
    return rpc.call(
        ISSUE_TOKEN,
        IssueToken(client_id=client_id, client_secret=client_secret, scope=scope, address=address),
    )
