"""What somebody may be responsible for at a client, beside its account manager (docs/adr/0073)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict, Unpack

from contracts.access.pages import IfVersion, SentMessages
from contracts.access.states import AccessLevel
from contracts.errors import Refusal
from contracts.fields import Name, Whole
from contracts.messages import Call, NoArguments, Rpc
from contracts.shapes import Described, Labelled, RequestShape
from contracts.values import Count, ResponsibilityId, UserId, Version

#: How many a practice has at most: each is a column of its list.
MOST_RESPONSIBILITIES = 8

ResponsibilityName = Annotated[str, Name("the responsibility's name", longest=40)]


class ResponsibilityNameTaken(Refusal):
    code = "responsibility_name_taken"
    status = 409
    title = "There is a responsibility of this name"
    template = "Your practice has a responsibility called {name} already. Choose another name."


class ResponsibilityLimit(Refusal):
    code = "responsibility_limit"
    status = 409
    title = "There are as many responsibilities as there can be"
    template = "A practice has {most} responsibilities at most. End one first."


class Responsibility(TypedDict):
    """`level` is that at which whoever has it reaches the client."""

    id: ResponsibilityId
    name: str
    level: AccessLevel
    place: Annotated[int, Whole(1, MOST_RESPONSIBILITIES), Described("Where it stands among them")]
    version: Version


class Responsibilities(TypedDict):
    """In their order."""

    items: list[Responsibility]
    next_cursor: str | None


class Responsible(TypedDict):
    """Who has a responsibility, and what they lose with it: clients that they see no more, and those with
    which they may do less.
    """

    user_id: UserId
    name: str
    clients: Count
    unseen: Annotated[int, Whole(0, 2**53), Described("Clients that they would see no more without it")]
    lowered: Annotated[int, Whole(0, 2**53), Described("Clients with which they could do less without it")]


class ResponsibilityWithPeople(Responsibility):
    people: list[Responsible]


class ResponsibilityWithMessages(Responsibility, SentMessages):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class GetResponsibility(RequestShape):
    responsibility_id: ResponsibilityId


@dataclass(frozen=True, kw_only=True, slots=True)
class CreateResponsibility(RequestShape):
    """The level cannot be changed later: it would be changed for every client at once."""

    name: ResponsibilityName
    level: Annotated[AccessLevel, Labelled("a level")]


class ChangeResponsibility(IfVersion):
    """Only what is given is changed; the others make room for its `place`."""

    responsibility_id: ResponsibilityId
    name: NotRequired[ResponsibilityName]
    place: NotRequired[Annotated[int, Whole(1, MOST_RESPONSIBILITIES)]]


LIST_RESPONSIBILITIES = Call("access", "list_responsibilities", NoArguments, Responsibilities, "read")
GET_RESPONSIBILITY = Call("access", "get_responsibility", GetResponsibility, ResponsibilityWithPeople, "read")
CREATE_RESPONSIBILITY = Call(
    "access", "create_responsibility", CreateResponsibility, ResponsibilityWithMessages, "write"
)
CHANGE_RESPONSIBILITY = Call(
    "access", "change_responsibility", ChangeResponsibility, ResponsibilityWithMessages, "write"
)
END_RESPONSIBILITY = Call("access", "end_responsibility", GetResponsibility, SentMessages, "write")


def list_responsibilities(rpc: Rpc) -> Sequence[Responsibility]:
    """Those of the caller's practice. Raises `PracticeAccountRequired`."""
    return rpc.call(LIST_RESPONSIBILITIES, NoArguments())["items"]


def get_responsibility(rpc: Rpc, *, responsibility_id: str) -> ResponsibilityWithPeople:
    """One, with who has it. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(GET_RESPONSIBILITY, GetResponsibility(responsibility_id=responsibility_id))


def create_responsibility(rpc: Rpc, *, name: str, level: AccessLevel) -> ResponsibilityWithMessages:
    """Raises `RoleRequired`, `ResponsibilityNameTaken`, `ResponsibilityLimit`, `InvalidInput`."""
    return rpc.call(CREATE_RESPONSIBILITY, CreateResponsibility(name=name, level=level))


def change_responsibility(rpc: Rpc, **changes: Unpack[ChangeResponsibility]) -> ResponsibilityWithMessages:
    """Raises `NotFound`, `RoleRequired`, `StaleVersion`, `ResponsibilityNameTaken`, `InvalidInput`."""
    return rpc.call(CHANGE_RESPONSIBILITY, changes)


def end_responsibility(rpc: Rpc, *, responsibility_id: str) -> SentMessages:
    """Nobody has it any more, at any client. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(END_RESPONSIBILITY, GetResponsibility(responsibility_id=responsibility_id))
