"""Requests of colleagues to see a client that they cannot, or to do more with it (docs/adr/0052, 0069)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, NotRequired, TypedDict

from contracts.access.access_ends import Until
from contracts.access.pages import SentMessages
from contracts.access.states import AccessLevel, AccessRequestState, AccessRequestView
from contracts.errors import Refusal
from contracts.fields import Text
from contracts.messages import Call, Rpc
from contracts.shapes import Described, Labelled, RequestShape, given
from contracts.values import AccessRequestId, ClientId, Limit, Timestamp, UserId, Version


class AlreadyRequested(Refusal):
    """docs/adr/0052"""

    code = "access_already_requested"
    status = 409
    title = "You have asked for this client"
    template = "You have asked for this client already. An admin or its account manager decides."


class AlreadyHasAccess(Refusal):
    """docs/adr/0052"""

    code = "already_has_access"
    status = 409
    title = "You have this access already"
    template = "You can see this client already. To do more with it, ask for a higher level than yours."


class AccessRequestDecided(Refusal):
    """docs/adr/0052"""

    code = "access_request_decided"
    status = 409
    title = "This request is over"
    template = "The request is {state} already."


RequestReason = Annotated[str, Text("why you need to see the client", longest=500, multiline=True)]
RequestedLevel = Annotated[
    AccessLevel,
    Labelled("a level"),
    Described(
        "What you need to do with the client. Whoever sees it asks for a higher level than theirs; left out, "
        "whoever decides chooses."
    ),
]
DeclineWords = Annotated[str, Text("why you decline", longest=500, multiline=True)]


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestAccess(RequestShape):
    """`client_id` is null where no client has the CRN that was given: that is counted, and answered, as one
    that may not be found.
    """

    client_id: ClientId | None
    reason: RequestReason
    until: Until | None = None
    level: RequestedLevel | None = None


class RequestedClient(TypedDict):
    """All that somebody who cannot see the client learns of it."""

    id: ClientId
    name: str


class RequestParty(TypedDict):
    id: UserId
    name: str


class AccessRequest(TypedDict):
    """A request as whoever asked, and whoever may decide, sees it."""

    id: AccessRequestId
    client: RequestedClient
    requested_by: RequestParty
    reason: str
    until: Annotated[Timestamp, Described("Until when it is asked for, or given; null for good")] | None
    level: NotRequired[
        Annotated[AccessLevel, Described("What is asked for, or given; null where that was left open")] | None
    ]
    held: NotRequired[
        Annotated[
            AccessLevel,
            Described(
                "What they who asked may do with the client at the moment, while the request waits; null "
                "where they cannot see it"
            ),
        ]
        | None
    ]
    state: AccessRequestState
    detail: Annotated[str, Described("Why it was declined, in the words of who declined")] | None
    may_decide: Annotated[bool, Described("Whether it is yours to decide")]
    created_at: Timestamp
    expires_at: Annotated[Timestamp, Described("When it ends if nobody decides")]
    decided_by: (
        Annotated[RequestParty, Described("Null where nobody did: it expired, or ended with the client")]
        | None
    )
    decided_at: Timestamp | None
    version: Version


class AccessRequestWithMessages(AccessRequest, SentMessages):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class ListAccessRequests(RequestShape):
    view: Annotated[
        AccessRequestView,
        Labelled("a view"),
        Described("`mine` are those you made, `to_decide` those of others that are yours to decide"),
    ] = AccessRequestView.ALL
    state: Annotated[AccessRequestState, Labelled("a state")] | None = None
    client_id: ClientId | None = None
    limit: Limit = 50
    cursor: AccessRequestId | None = None


class AccessRequestPage(TypedDict):
    items: list[AccessRequest]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class OneAccessRequest(RequestShape):
    request_id: AccessRequestId


@dataclass(frozen=True, kw_only=True, slots=True)
class ApproveAccess(OneAccessRequest):
    """Without `until`, the access ends when the request asks for that, and else stays; of who asked for a
    higher level, it ends when theirs does. Without `level`, they have the one that the request asks for;
    where that names none, they manage the client, or have the level at which they were given it meanwhile.
    Nobody's level is made less.
    """

    until: Until | None = None
    level: Annotated[AccessLevel, Labelled("a level")] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclineAccess(OneAccessRequest):
    """`detail` goes to who asked, by mail and on their page."""

    detail: DeclineWords


REQUEST_ACCESS = Call("access", "request_access", RequestAccess, AccessRequest, "write")
LIST_ACCESS_REQUESTS = Call("access", "list_access_requests", ListAccessRequests, AccessRequestPage, "read")
GET_ACCESS_REQUEST = Call("access", "get_access_request", OneAccessRequest, AccessRequest, "read")
APPROVE_ACCESS = Call("access", "approve_access", ApproveAccess, AccessRequestWithMessages, "write")
DECLINE_ACCESS = Call("access", "decline_access", DeclineAccess, AccessRequest, "write")
WITHDRAW_ACCESS_REQUEST = Call("access", "withdraw_access_request", OneAccessRequest, AccessRequest, "write")


def request_access(
    rpc: Rpc,
    *,
    client_id: str | None,
    reason: str,
    until: datetime | None = None,
    level: AccessLevel | None = None,
) -> AccessRequest:
    """Ask to see a client, or for a higher level of it. Raises `NotFound` where it may not be found,
    `AlreadyRequested`, `AlreadyHasAccess`, `TooManyRequests`, `InvalidInput`.
    """
    request = RequestAccess(client_id=client_id, reason=reason, until=until, level=level)
    return rpc.call(REQUEST_ACCESS, request)


def list_access_requests(
    rpc: Rpc,
    *,
    view: str = AccessRequestView.ALL,
    state: str | None = None,
    client_id: ClientId | None = None,
    limit: Limit = 50,
    cursor: AccessRequestId | None = None,
) -> AccessRequestPage:
    """The caller's requests and those that they may decide, newest first."""
    return rpc.call(
        LIST_ACCESS_REQUESTS,
        ListAccessRequests(
            view=given(AccessRequestView, view),
            state=given(AccessRequestState, state),
            client_id=client_id,
            limit=limit,
            cursor=cursor,
        ),
    )


def get_access_request(rpc: Rpc, request_id: str) -> AccessRequest:
    """One request. Raises `NotFound`, also for who neither made it nor may decide it."""
    return rpc.call(GET_ACCESS_REQUEST, OneAccessRequest(request_id=request_id))


def approve_access(
    rpc: Rpc, request_id: str, until: datetime | None = None, level: AccessLevel | None = None
) -> AccessRequestWithMessages:
    """Give the access that is asked for. Raises `NotFound`, `AccessRequestDecided`, `InvalidInput`."""
    return rpc.call(APPROVE_ACCESS, ApproveAccess(request_id=request_id, until=until, level=level))


def decline_access(rpc: Rpc, request_id: str, detail: str) -> AccessRequest:
    """Say no, and why. Raises `NotFound`, `AccessRequestDecided`."""
    return rpc.call(DECLINE_ACCESS, DeclineAccess(request_id=request_id, detail=detail))


def withdraw_access_request(rpc: Rpc, request_id: str) -> AccessRequest:
    """Take one's own request back. Raises `NotFound`, `AccessRequestDecided`."""
    return rpc.call(WITHDRAW_ACCESS_REQUEST, OneAccessRequest(request_id=request_id))
