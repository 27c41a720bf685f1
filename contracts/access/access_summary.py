"""What about access needs somebody: requests to decide, and what ends by itself within a week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.messages import Call, Rpc
from contracts.shapes import Described, RequestShape
from contracts.values import AccessRequestId, ClientId, Count, Limit, Timestamp


class RequestToDecide(TypedDict):
    """`name` is of the colleague who asks."""

    id: AccessRequestId
    name: str
    client_name: str


class RequestsToDecide(TypedDict):
    """Those that are the caller's to decide: how many, and some of them, the longest waiting first."""

    count: Count
    first: list[RequestToDecide]


class EndingClient(TypedDict):
    """A client of which access ends, and the first end. `name` is the client's."""

    id: ClientId
    name: str
    until: Timestamp
    own: Annotated[bool, Described("Whether it is the caller's own access that ends then")]


class EndingClients(TypedDict):
    """How many there are, and some of them, the one that ends first before."""

    count: Count
    first: list[EndingClient]


class AccessSummary(TypedDict):
    """`ending` is what ends within seven days: of all clients for admins, of those that they manage for
    account managers, and what everybody was given themselves.
    """

    requests: RequestsToDecide
    ending: EndingClients


@dataclass(frozen=True, kw_only=True, slots=True)
class GetAccessSummary(RequestShape):
    """`limit` is of each list."""

    limit: Limit = 3


GET_ACCESS_SUMMARY = Call("access", "get_access_summary", GetAccessSummary, AccessSummary, "read")


def get_access_summary(rpc: Rpc, *, limit: int = 3) -> AccessSummary:
    """What about access needs the caller. Raises `PracticeAccountRequired`."""
    return rpc.call(GET_ACCESS_SUMMARY, GetAccessSummary(limit=limit))
