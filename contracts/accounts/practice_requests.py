"""Requests to be taken on: of clients that have an account (product.md 7), and of who is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.accounts.client_access import Access
from contracts.accounts.clients import Client
from contracts.accounts.duplicates import Duplicate
from contracts.accounts.new_client_requests import RequestDetails
from contracts.accounts.practice_links import Handle
from contracts.accounts.states import RequestKind, RequestState
from contracts.addresses import Email
from contracts.errors import Refusal
from contracts.fields import Id, ListOf, Text
from contracts.messages import Call, Rpc
from contracts.shapes import Described, Labelled, RequestShape, given
from contracts.values import Limit, PracticeRequestId, Timestamp

#: Requests that one call compares with the clients there are.
MOST_COMPARED = 50


class ClientAccountRequired(Refusal):
    """product.md 7.1"""

    code = "client_account_required"
    status = 403
    title = "Only clients can do this"
    template = "You are acting for a practice. Switch to the client account to continue."


class RequestDecided(Refusal):
    """product.md 7.1"""

    code = "request_decided"
    status = 409
    title = "This request has been decided"
    template = "The request is {state} already."


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestPractice(RequestShape):
    """One of the two: an admin's address, or the ending of the practice's link."""

    practice_admin_email: Annotated[str, Email("the email address of a practice admin")] | None = None
    handle: Annotated[str, Handle("a practice's link")] | None = None


class Requester(TypedDict):
    """The person. Empty is what there is not, as with the client."""

    id: Annotated[str, Described("Empty for somebody new, who is no user")]
    name: Annotated[str, Described("Empty once what somebody new said is deleted")]


class RequestingClient(TypedDict):
    """Who asks. Empty is what there is not: a program of an earlier release reads text."""

    id: Annotated[str, Described("Empty for somebody new, until they are a client")]
    name: Annotated[str, Described("Empty once what somebody new said is deleted")]
    type: str


class PracticeRequest(TypedDict):
    """A request as the practice and the client see it. It says nothing of whose `practice_admin_email` is,
    which is empty for one by the practice's link. `details` are of somebody new, until it is decided.
    """

    id: PracticeRequestId
    kind: RequestKind
    client: RequestingClient
    practice_admin_email: Annotated[str, Described("Empty where it came by the practice's link")]
    handle: str | None
    requested_by: Requester
    details: RequestDetails | None
    state: RequestState
    reason: Annotated[str, Described("Why it was declined, in the practice's words to a client")] | None
    created_at: Timestamp
    expires_at: Timestamp | None
    decided_at: Timestamp | None


class ExaminedRequest(PracticeRequest):
    """A request with clients of the practice that whoever is new may be already."""

    duplicates: list[Duplicate]


@dataclass(frozen=True, kw_only=True, slots=True)
class ListRequests(RequestShape):
    state: Annotated[RequestState, Labelled("a state")] | None = None
    limit: Limit = 50
    cursor: PracticeRequestId | None = None


class PracticeRequestPage(TypedDict):
    items: list[PracticeRequest]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class GetRequest(RequestShape):
    request_id: PracticeRequestId


@dataclass(frozen=True, kw_only=True, slots=True)
class CompareRequests(RequestShape):
    request_ids: Annotated[list[str], ListOf(Id("request"), shortest=1, longest=MOST_COMPARED)]


class ComparedRequest(TypedDict):
    """Clients of the practice that whoever is new may be already."""

    request_id: PracticeRequestId
    duplicates: list[Duplicate]


class ComparedRequests(TypedDict):
    items: list[ComparedRequest]


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclineRequest(GetRequest):
    """`reason` goes to who asked, by mail."""

    reason: Annotated[str, Text("a reason", longest=500, multiline=True)] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceptRequest(GetRequest):
    """`access` says who of the practice is to see the client. Somebody new may be a user already."""

    access: Annotated[Access, Labelled("who has access")] | None = None
    acknowledge_existing_user: bool = False


REQUEST_PRACTICE = Call("accounts", "request_practice", RequestPractice, PracticeRequest, "write")
LIST_PRACTICE_REQUESTS = Call("accounts", "list_practice_requests", ListRequests, PracticeRequestPage, "read")
GET_PRACTICE_REQUEST = Call("accounts", "get_practice_request", GetRequest, ExaminedRequest, "read")
COMPARE_PRACTICE_REQUESTS = Call(
    "accounts", "compare_practice_requests", CompareRequests, ComparedRequests, "read"
)
ACCEPT_PRACTICE_REQUEST = Call("accounts", "accept_practice_request", AcceptRequest, Client, "write")
DECLINE_PRACTICE_REQUEST = Call(
    "accounts", "decline_practice_request", DeclineRequest, PracticeRequest, "write"
)


def request_practice(
    rpc: Rpc, *, practice_admin_email: str | None = None, handle: str | None = None
) -> PracticeRequest:
    """Ask a practice to take the caller's account on. Raises `RoleRequired`, `ClientAccountRequired`,
    `InvalidInput`, and `NotFound` where no practice has this link.
    """
    return rpc.call(
        REQUEST_PRACTICE, RequestPractice(practice_admin_email=practice_admin_email, handle=handle)
    )


def list_practice_requests(
    rpc: Rpc, *, state: str | None = None, limit: Limit = 50, cursor: PracticeRequestId | None = None
) -> PracticeRequestPage:
    """What the practice is asked, or the client has asked: `{items, next_cursor}`. Raises `RoleRequired`."""
    return rpc.call(
        LIST_PRACTICE_REQUESTS, ListRequests(state=given(RequestState, state), limit=limit, cursor=cursor)
    )


def get_practice_request(rpc: Rpc, request_id: str) -> ExaminedRequest:
    """One request, with whom it may be. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(GET_PRACTICE_REQUEST, GetRequest(request_id=request_id))


def compare_practice_requests(rpc: Rpc, request_ids: Sequence[str]) -> dict[str, list[Duplicate]]:
    """Whom the new people of at most 50 requests may be, by request. Raises `RoleRequired`."""
    if not request_ids:
        return {}
    found = rpc.call(COMPARE_PRACTICE_REQUESTS, CompareRequests(request_ids=[*request_ids]))["items"]
    return {each["request_id"]: each["duplicates"] for each in found}


def accept_practice_request(
    rpc: Rpc,
    request_id: str,
    access: Access | Mapping[str, object] | None = None,
    *,
    acknowledge_existing_user: bool = False,
) -> Client:
    """Take the client on; gives the client. Raises `NotFound`, `RoleRequired`, `RequestDecided`,
    `CompanyNumberTaken`, and for who is new `ExistingUser`.
    """
    return rpc.call(
        ACCEPT_PRACTICE_REQUEST,
        AcceptRequest(
            request_id=request_id,
            access=given(Access, access),
            acknowledge_existing_user=acknowledge_existing_user,
        ),
    )


def decline_practice_request(rpc: Rpc, request_id: str, reason: str | None = None) -> PracticeRequest:
    """Say no, and why. Raises `NotFound`, `RoleRequired`, `RequestDecided`."""
    return rpc.call(DECLINE_PRACTICE_REQUEST, DeclineRequest(request_id=request_id, reason=reason))
