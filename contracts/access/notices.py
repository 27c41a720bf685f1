"""What concerns somebody in their practice: the list behind the bell (docs/adr/0072)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.access.access_requests import RequestParty
from contracts.access.states import NoticeDigest, NoticeKind
from contracts.messages import Call, Rpc
from contracts.shapes import Described, Labelled, RequestShape
from contracts.values import AccessRequestId, ClientId, Limit, NoticeId, Timestamp


class NoticedClient(TypedDict):
    """`name` is what the client was called then; null where that was not known yet."""

    id: ClientId
    name: str | None


class Notice(TypedDict):
    id: NoticeId
    kind: NoticeKind
    client: Annotated[NoticedClient, Described("Null where it is about several")] | None
    clients: Annotated[int, Described("How many clients it is about")]
    by: (
        Annotated[RequestParty, Described("Who did it; null where nobody did, such as when time passed")]
        | None
    )
    request_id: Annotated[AccessRequestId, Described("The access request that it is about")] | None
    until: Annotated[Timestamp, Described("When what it is about ends; null for good")] | None
    at: Timestamp
    read: bool


class NoticePage(TypedDict):
    """`unread` counts to a hundred."""

    items: list[Notice]
    next_cursor: str | None
    unread: int
    digest: Annotated[NoticeDigest, Described("How often you get a mail about what you have not read")]


class UnreadNotices(TypedDict):
    """`unread` counts to a hundred."""

    unread: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ListNotices(RequestShape):
    unread: Annotated[bool, Described("Those alone that are not read")] = False
    limit: Limit = 50
    cursor: NoticeId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadNotices(RequestShape):
    up_to: Annotated[NoticeId, Described("The newest that was seen: newer ones stay unread")]


class ChosenDigest(TypedDict):
    digest: NoticeDigest


@dataclass(frozen=True, kw_only=True, slots=True)
class ChooseDigest(RequestShape):
    digest: Annotated[NoticeDigest, Labelled("how often")]


LIST_NOTICES = Call("access", "list_notices", ListNotices, NoticePage, "read")
READ_NOTICES = Call("access", "read_notices", ReadNotices, UnreadNotices, "write")
CHOOSE_NOTICE_DIGEST = Call("access", "choose_notice_digest", ChooseDigest, ChosenDigest, "write")


def list_notices(
    rpc: Rpc, *, unread: bool = False, limit: Limit = 50, cursor: NoticeId | None = None
) -> NoticePage:
    """The caller's own, newest first. Raises `PracticeAccountRequired`."""
    return rpc.call(LIST_NOTICES, ListNotices(unread=unread, limit=limit, cursor=cursor))


def read_notices(rpc: Rpc, *, up_to: NoticeId) -> UnreadNotices:
    """Have those up to this one read. Raises `NotFound` where it is not the caller's."""
    return rpc.call(READ_NOTICES, ReadNotices(up_to=up_to))


def choose_notice_digest(rpc: Rpc, *, digest: NoticeDigest) -> ChosenDigest:
    """How often the caller gets a mail about what they have not read in this practice. Raises
    `PracticeAccountRequired`.
    """
    return rpc.call(CHOOSE_NOTICE_DIGEST, ChooseDigest(digest=digest))
