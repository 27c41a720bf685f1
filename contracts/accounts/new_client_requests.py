"""Somebody new asks a practice to take them on, by its link (docs/adr/0049)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.accounts.client_fields import IncomeSource, IncomeSources, TypeOfClient
from contracts.accounts.clients import ToldIncomeSource
from contracts.accounts.identifiers import AnyPostcode, CompanyNumber, Postcode
from contracts.accounts.practice_links import Handle
from contracts.accounts.states import BookkeepingSoftware, ClientType
from contracts.addresses import Email
from contracts.errors import Refusal
from contracts.fields import Name, Text
from contracts.links import LinkToken
from contracts.messages import Call, Rpc
from contracts.shapes import Labelled, RequestShape, forms


class AlreadyRequested(Refusal):
    """Told to who has shown that the address is theirs, and to nobody else."""

    code = "already_requested"
    status = 409
    title = "Your request is with the practice already"
    template = "The practice has your request and answers by mail. There is nothing else to do."


@dataclass(frozen=True, kw_only=True, slots=True)
class BeginRequest(RequestShape):
    """`address` is the network that it is asked from, for limits."""

    handle: Annotated[str, Handle("a practice's link")]
    email: Annotated[str, Email("your email address")]
    address: Annotated[str, Text(longest=64, shortest=0, metadata={"internal": True})] = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenRequest(RequestShape):
    token: Annotated[str, LinkToken()]


class OpenedRequest(TypedDict):
    """The form that somebody may fill in: for whom, at what address, and which types of client there are."""

    practice_name: str
    email: str
    types: list[ClientType]


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestAsBusiness(RequestShape):
    """What a business says of itself, checked as a client that is added is. `token` is of the mailed link."""

    token: Annotated[str, LinkToken()]
    type: Annotated[ClientType, TypeOfClient("business")]
    name: Annotated[str, Name("the business name")]
    contact_name: Annotated[str, Name("your name")]
    mobile: Annotated[str, Text("a mobile number", longest=30)] | None = None
    company_number: Annotated[str, CompanyNumber()] | None = None
    postcode: Annotated[str, AnyPostcode()] | None = None
    software: Annotated[BookkeepingSoftware, Labelled("your accounting software")]
    message: Annotated[str, Text("a message", longest=1000, multiline=True)] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestAsSelfEmployed(RequestShape):
    """What a self-employed person says of themself. `token` is of the mailed link."""

    token: Annotated[str, LinkToken()]
    type: Annotated[ClientType, TypeOfClient("self_employed")]
    name: Annotated[str, Name("your name")]
    mobile: Annotated[str, Text("a mobile number", longest=30)] | None = None
    postcode: Annotated[str, Postcode()] | None = None
    income_sources: Annotated[list[IncomeSource], IncomeSources()]
    software: Annotated[BookkeepingSoftware, Labelled("your accounting software")]
    message: Annotated[str, Text("a message", longest=1000, multiline=True)] | None = None


class RequestDetails(TypedDict):
    """What somebody new says of themself, until the request is decided."""

    email: str
    mobile: str | None
    company_number: str | None
    postcode: str | None
    income_sources: list[ToldIncomeSource]
    software: BookkeepingSoftware
    message: str | None


class Requested(TypedDict):
    """Whom it is with now."""

    practice_name: str


AnyNewClient = RequestAsBusiness | RequestAsSelfEmployed
RequestAsNewClient = forms(
    "RequestAsNewClient",
    "Somebody new, of either type.",
    {"business": RequestAsBusiness, "self_employed": RequestAsSelfEmployed},
)
BEGIN_REQUEST: Call[BeginRequest, None] = Call(
    "accounts", "begin_request", BeginRequest, None, "write", caller="anyone"
)
OPEN_REQUEST = Call("accounts", "open_request", OpenRequest, OpenedRequest, "write", caller="anyone")
REQUEST_AS_NEW_CLIENT: Call[AnyNewClient, Requested] = Call(
    "accounts", "request_as_new_client", RequestAsNewClient, Requested, "write", caller="anyone"
)


def begin_request(rpc: Rpc, *, handle: str, email: str, address: str = "") -> None:
    """Have a link sent there; answers alike for every address. Raises `NotFound`, `TooManyRequests`."""
    rpc.call(BEGIN_REQUEST, BeginRequest(handle=handle, email=email, address=address))


def open_request(rpc: Rpc, *, token: str) -> OpenedRequest:
    """What the link is for; changes nothing. Raises `access.ProofUnusable`."""
    return rpc.call(OPEN_REQUEST, OpenRequest(token=token))


def request_as_new_client(rpc: Rpc, details: AnyNewClient) -> Requested:
    """Raises `access.ProofUnusable`, `AlreadyRequested`, `TooManyRequests`, `InvalidInput`."""
    return rpc.call(REQUEST_AS_NEW_CLIENT, details)
