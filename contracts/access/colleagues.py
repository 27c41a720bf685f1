"""The people of a practice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, NotRequired, TypedDict, Unpack

from contracts.access.pages import IfVersion, PageQuery, SentMessages
from contracts.access.states import ColleagueStatus, Permission, PracticeRole
from contracts.addresses import Email
from contracts.errors import Refusal
from contracts.fields import Choice, Id, ListOf, Name
from contracts.messages import Call, NoArguments, Rpc
from contracts.shapes import Labelled, RequestShape, given
from contracts.values import Count, Cursor, Limit, TeamId, UserId, Version


class ColleagueExists(Refusal):
    code = "colleague_exists"
    status = 409
    title = "This person is already a colleague"
    template = "{email} already belongs to a colleague of your practice."


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


class Colleague(TypedDict):
    """`manages_clients` is how many clients they are the account manager of."""

    id: UserId
    name: str
    email: str
    role: PracticeRole
    permissions: list[str]
    status: ColleagueStatus
    owner: bool
    team_ids: list[TeamId]
    manages_clients: Count
    version: Version


class ColleaguePage(TypedDict):
    items: list[Colleague]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class InviteColleague(RequestShape):
    name: Annotated[str, Name("the colleague's name")]
    email: Annotated[str, Email("the colleague's email address")]
    role: Annotated[PracticeRole, Labelled("a role")]
    permissions: Annotated[
        list[Permission], ListOf(Choice(Permission, "a permission"), longest=len(Permission))
    ] = field(default_factory=list)
    team_ids: Annotated[list[str], ListOf(Id("team"), longest=100)] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class GetColleague(RequestShape):
    user_id: UserId


class ChangeColleague(IfVersion):
    """Only what is given is changed."""

    user_id: UserId
    role: NotRequired[Annotated[PracticeRole, Labelled("a role")]]
    permissions: NotRequired[
        Annotated[list[Permission], ListOf(Choice(Permission, "a permission"), longest=len(Permission))]
    ]


class ColleagueWithMessages(Colleague, SentMessages):
    pass


class EndColleague(TypedDict):
    """`reassign_managed_clients_to` is needed where they manage clients; null leaves these without."""

    user_id: UserId
    reassign_managed_clients_to: NotRequired[UserId | None]


class Admin(TypedDict):
    name: str
    email: str


class Admins(TypedDict):
    items: list[Admin]


LIST_COLLEAGUES = Call("access", "list_colleagues", PageQuery, ColleaguePage, "read")
LIST_ADMINS = Call("access", "list_admins", NoArguments, Admins, "read")
INVITE_COLLEAGUE = Call("access", "invite_colleague", InviteColleague, Colleague, "write")
GET_COLLEAGUE = Call("access", "get_colleague", GetColleague, Colleague, "read")
CHANGE_COLLEAGUE = Call("access", "change_colleague", ChangeColleague, ColleagueWithMessages, "write")
DEACTIVATE_COLLEAGUE = Call("access", "deactivate_colleague", EndColleague, ColleagueWithMessages, "write")
REACTIVATE_COLLEAGUE = Call("access", "reactivate_colleague", GetColleague, ColleagueWithMessages, "write")
REMOVE_COLLEAGUE = Call("access", "remove_colleague", EndColleague, SentMessages, "write")


def list_admins(rpc: Rpc) -> list[Admin]:
    """Whom to ask: the active practice admins of the caller's practice. Raises `PracticeAccountRequired`."""
    return rpc.call(LIST_ADMINS, NoArguments())["items"]


def list_colleagues(rpc: Rpc, *, limit: Limit = 50, cursor: Cursor | None = None) -> ColleaguePage:
    """A page of the colleagues of the caller's practice."""
    return rpc.call(LIST_COLLEAGUES, PageQuery(limit=limit, cursor=cursor))


def change_colleague(rpc: Rpc, **changes: Unpack[ChangeColleague]) -> ColleagueWithMessages:
    """Another role or other permissions. Raises `NotFound`, `RoleRequired`, `Owner`, `StaleVersion`."""
    return rpc.call(CHANGE_COLLEAGUE, changes)


def deactivate_colleague(rpc: Rpc, **successor: Unpack[EndColleague]) -> ColleagueWithMessages:
    """Raises what `remove_colleague` does, and `ColleagueNotAccepted`."""
    return rpc.call(DEACTIVATE_COLLEAGUE, successor)


def reactivate_colleague(rpc: Rpc, *, user_id: str) -> ColleagueWithMessages:
    """Raises `NotFound`, `RoleRequired`."""
    return rpc.call(REACTIVATE_COLLEAGUE, GetColleague(user_id=user_id))


def remove_colleague(rpc: Rpc, **successor: Unpack[EndColleague]) -> SentMessages:
    """Raises `NotFound`, `RoleRequired`, `Owner`, `ManagesClients`, `InvalidInput`."""
    return rpc.call(REMOVE_COLLEAGUE, successor)


def get_colleague(rpc: Rpc, *, user_id: str) -> Colleague:
    """One colleague of the caller's practice. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(GET_COLLEAGUE, GetColleague(user_id=user_id))


def invite_colleague(
    rpc: Rpc,
    *,
    name: str,
    email: str,
    role: str,
    permissions: Sequence[str] = (),
    team_ids: Sequence[str] = (),
) -> Colleague:
    """Invite somebody to the caller's practice. Raises `RoleRequired`, `ColleagueExists`."""
    return rpc.call(
        INVITE_COLLEAGUE,
        InviteColleague(
            name=name,
            email=email,
            role=given(PracticeRole, role),
            permissions=[given(Permission, each) for each in permissions],
            team_ids=list(team_ids),
        ),
    )
