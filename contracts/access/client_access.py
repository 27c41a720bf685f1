"""Who may see which client (product.md 2.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, NotRequired, TypedDict

from contracts.access.access_ends import AccessEnd, ColleagueEnd, GivenEnd, GrantEnd, Until
from contracts.access.access_levels import GivenLevel, GrantLevel
from contracts.access.access_reasons import PersonWithAccess
from contracts.access.access_responsibilities import (
    GivenResponsibilities,
    GivenResponsibility,
    HeldResponsibility,
)
from contracts.access.pages import PageQuery, SentMessages
from contracts.access.states import AccessChange, AccessLevel
from contracts.fields import End, Id, ListOf, Part
from contracts.messages import Call, Rpc
from contracts.shapes import Described, Labelled, RequestShape, given, schema_of
from contracts.values import (
    AccessRequestId,
    ClientId,
    Cursor,
    ExpectedVersion,
    Limit,
    TeamId,
    Timestamp,
    UserId,
    Version,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class GetClientAccess(RequestShape):
    """With `at`, as it was then: for admins, from the audit trail (docs/adr/0057)."""

    client_id: ClientId
    at: Annotated[datetime, End("a time"), Described("As of when; left out, now")] | None = None


class GrantedAccess(TypedDict):
    everyone: bool
    colleague_ids: list[UserId]
    team_ids: list[TeamId]
    account_manager_id: UserId | None
    colleague_ends: NotRequired[
        Annotated[list[AccessEnd], Described("Of those of `colleague_ids` whose access ends by itself")]
    ]
    ends: NotRequired[
        Annotated[
            list[GrantEnd],
            Described("Of everyone, the teams and the account manager, where that ends by itself"),
        ]
    ]
    levels: NotRequired[
        Annotated[
            list[GrantLevel],
            Described("Of those of `colleague_ids` and `team_ids` that were given less than `manage`"),
        ]
    ]
    responsibilities: NotRequired[
        Annotated[list[HeldResponsibility], Described("Who has which of the practice's responsibilities")]
    ]
    version: Version


class WaitingRequest(TypedDict):
    """A colleague who cannot see the client asks for it, or one who sees it for a higher level
    (docs/adr/0052, 0069).
    """

    id: AccessRequestId
    user_id: UserId
    name: str
    reason: str
    level: NotRequired[Annotated[AccessLevel, Described("What they ask for")] | None]
    held: NotRequired[
        Annotated[AccessLevel, Described("What they may do with it; null where they cannot see it")] | None
    ]
    created_at: Timestamp


class ShownAccess(GrantedAccess):
    """With who asks to see the client, for whoever decides: the first fifty. None for others. As of a moment,
    with who could see it then instead.
    """

    requests: NotRequired[list[WaitingRequest]]
    at: NotRequired[Annotated[Timestamp, Described("As of when, where that was asked for")]]
    people: NotRequired[
        Annotated[list[PersonWithAccess], Described("Who could see the client then, and why, by name")]
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class PutClientAccess(RequestShape):
    """Who sees a client, beside the admins (product.md 2.5). What is left out is not given."""

    if_version: ExpectedVersion | None = None
    client_id: ClientId
    everyone: bool = False
    colleague_ids: Annotated[list[str], ListOf(Id("user"), longest=500)] = field(default_factory=list)
    team_ids: Annotated[list[str], ListOf(Id("team"), longest=100)] = field(default_factory=list)
    account_manager_id: UserId | None = None
    colleague_ends: (
        Annotated[
            list[ColleagueEnd],
            ListOf(Part(schema_of(ColleagueEnd, "request"), "an end"), longest=500),
            Described("Whose access ends by itself. Left out, whoever keeps access keeps its end too."),
        ]
        | None
    ) = None
    ends: (
        Annotated[
            list[GivenEnd],
            ListOf(Part(schema_of(GivenEnd, "request"), "an end"), longest=102),
            Described(
                "Which of everyone, the teams and the account manager end by themselves. Left out, whatever "
                "stays given keeps its end too."
            ),
        ]
        | None
    ) = None
    levels: (
        Annotated[
            list[GivenLevel],
            ListOf(Part(schema_of(GivenLevel, "request"), "a level"), longest=600),
            Described(
                "Of the colleagues and teams who are given less than `manage`. Left out, whatever stays "
                "given keeps its level."
            ),
        ]
        | None
    ) = None
    responsibilities: (
        Annotated[
            GivenResponsibilities, Described("Who has which. Left out, everybody keeps those that they have.")
        ]
        | None
    ) = None


class GrantedAccessWithMessages(GrantedAccess, SentMessages):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class ListPeopleWithAccess(PageQuery):
    client_id: ClientId
    user_id: UserId | None = None


class PeopleWithAccess(TypedDict):
    items: list[PersonWithAccess]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedAccess(RequestShape):
    """Who is named, of those who see a client."""

    everyone: bool = False
    colleague_ids: Annotated[list[str], ListOf(Id("user"), longest=100)] = field(default_factory=list)
    team_ids: Annotated[list[str], ListOf(Id("team"), longest=100)] = field(default_factory=list)
    account_manager_id: UserId | None = None
    responsibilities: GivenResponsibilities = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenAccess(NamedAccess):
    """What is given may end by itself: given with `until`, it ends there, also where it ended at another time
    before; given without, it stays. Whoever has it for good keeps it so. `level` is of the colleagues and
    teams named, also where they had another; left out, whoever has access keeps their level.
    """

    until: Until | None = None
    level: Annotated[AccessLevel, Labelled("a level")] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TakenAccess(NamedAccess):
    """`account_manager_id` is taken from the clients that this person manages, and each responsibility from
    those at which this person has it.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeAccessOfMany(RequestShape):
    """Whatever is both given and taken is taken, but for the account manager and responsibilities."""

    client_ids: Annotated[list[str], ListOf(Id("client"), longest=200, shortest=1)]
    give: Annotated[GivenAccess, Labelled("what is given")] = field(default_factory=GivenAccess)
    take: Annotated[TakenAccess, Labelled("what is taken")] = field(default_factory=TakenAccess)


class AccessResult(TypedDict):
    client_id: ClientId
    result: AccessChange


class AccessResults(TypedDict):
    items: list[AccessResult]


class AccessResultsWithMessages(AccessResults, SentMessages):
    pass


GET_CLIENT_ACCESS = Call("access", "get_client_access", GetClientAccess, ShownAccess, "read")
PUT_CLIENT_ACCESS = Call("access", "put_client_access", PutClientAccess, GrantedAccessWithMessages, "write")
LIST_PEOPLE_WITH_ACCESS = Call(
    "access", "list_people_with_access", ListPeopleWithAccess, PeopleWithAccess, "read"
)
CHANGE_ACCESS_OF_MANY = Call(
    "access", "change_access_of_many", ChangeAccessOfMany, AccessResultsWithMessages, "write"
)


def get_client_access(rpc: Rpc, *, client_id: str, at: datetime | None = None) -> ShownAccess:
    """Who has been given access to a client, or had been. Raises `NotFound`, and `RoleRequired` with `at`."""
    return rpc.call(GET_CLIENT_ACCESS, GetClientAccess(client_id=client_id, at=at))


def put_client_access(
    rpc: Rpc,
    *,
    client_id: ClientId,
    if_version: ExpectedVersion | None = None,
    everyone: bool = False,
    colleague_ids: Sequence[str] = (),
    team_ids: Sequence[str] = (),
    account_manager_id: UserId | None = None,
    colleague_ends: Sequence[ColleagueEnd] | None = None,
    ends: Sequence[GivenEnd] | None = None,
    levels: Sequence[GivenLevel] | None = None,
    responsibilities: Sequence[GivenResponsibility] | None = None,
) -> GrantedAccessWithMessages:
    """Say who may see a client. Raises `NotFound`, `RoleRequired`, `StaleVersion`, `InvalidInput`."""
    return rpc.call(
        PUT_CLIENT_ACCESS,
        PutClientAccess(
            if_version=if_version,
            client_id=client_id,
            everyone=everyone,
            colleague_ids=list(colleague_ids),
            team_ids=list(team_ids),
            account_manager_id=account_manager_id,
            colleague_ends=None if colleague_ends is None else list(colleague_ends),
            ends=None if ends is None else list(ends),
            levels=None if levels is None else list(levels),
            responsibilities=None if responsibilities is None else list(responsibilities),
        ),
    )


def list_people_with_access(
    rpc: Rpc,
    *,
    client_id: ClientId,
    limit: Limit = 50,
    cursor: Cursor | None = None,
    user_id: UserId | None = None,
) -> PeopleWithAccess:
    """Who sees a client, and why. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(
        LIST_PEOPLE_WITH_ACCESS,
        ListPeopleWithAccess(limit=limit, cursor=cursor, client_id=client_id, user_id=user_id),
    )


def change_access_of_many(
    rpc: Rpc,
    *,
    client_ids: Sequence[str],
    give: GivenAccess | Mapping[str, object] | None = None,
    take: TakenAccess | Mapping[str, object] | None = None,
) -> AccessResultsWithMessages:
    """Give and take access of many clients, with a result for each. Raises `RoleRequired`, `InvalidInput`."""
    return rpc.call(
        CHANGE_ACCESS_OF_MANY,
        ChangeAccessOfMany(
            client_ids=list(client_ids),
            give=given(GivenAccess, give) if give is not None else GivenAccess(),
            take=given(TakenAccess, take) if take is not None else TakenAccess(),
        ),
    )
