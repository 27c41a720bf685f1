"""A client who has an account already invites the practice (product.md 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.accounts.client_access import Access
from contracts.accounts.clients import Client
from contracts.accounts.practice_links import Handle
from contracts.accounts.states import RequestState
from contracts.addresses import Email
from contracts.errors import Refusal
from contracts.messages import Call, Rpc
from contracts.shapes import Labelled, RequestShape, given
from contracts.values import ClientId, Limit, PracticeRequestId, Timestamp, UserId


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
    id: UserId
    name: str


class RequestingClient(TypedDict):
    id: ClientId
    name: str
    type: str


class PracticeRequest(TypedDict):
    """A request as the practice and the client see it. It says nothing of whose the email address is, which
    is null for one by the practice's link.
    """

    id: PracticeRequestId
    client: RequestingClient
    practice_admin_email: str | None
    handle: str | None
    requested_by: Requester
    state: RequestState
    created_at: Timestamp
    decided_at: Timestamp | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ListRequests(RequestShape):
    state: Annotated[RequestState, Labelled("a state")] | None = None
    limit: Limit = 50
    cursor: PracticeRequestId | None = None


class PracticeRequestPage(TypedDict):
    items: list[PracticeRequest]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeclineRequest(RequestShape):
    request_id: PracticeRequestId


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceptRequest(DeclineRequest):
    """`access` says who of the practice is to see the client."""

    access: Annotated[Access, Labelled("who has access")] | None = None


REQUEST_PRACTICE = Call("accounts", "request_practice", RequestPractice, PracticeRequest, "write")
LIST_PRACTICE_REQUESTS = Call("accounts", "list_practice_requests", ListRequests, PracticeRequestPage, "read")
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


def accept_practice_request(
    rpc: Rpc, request_id: str, access: Access | Mapping[str, object] | None = None
) -> Client:
    """Take the client on; gives the client. Raises `NotFound`, `RoleRequired`, `RequestDecided`."""
    return rpc.call(
        ACCEPT_PRACTICE_REQUEST, AcceptRequest(request_id=request_id, access=given(Access, access))
    )


def decline_practice_request(rpc: Rpc, request_id: str) -> PracticeRequest:
    """Say no to a client. Raises `NotFound`, `RoleRequired`, `RequestDecided`."""
    return rpc.call(DECLINE_PRACTICE_REQUEST, DeclineRequest(request_id=request_id))
