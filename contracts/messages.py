"""What can be said between services: calls (answered), events and commands (not answered)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, Literal, NotRequired, Protocol, TypedDict

from marshmallow import fields
from typing_extensions import TypeVar

from contracts.fields import SchemaClass
from contracts.shapes import RequestShape, schema_of

RequestT = TypeVar("RequestT", default=Any)
ResultT = TypeVar("ResultT", default=Any)
DataT = TypeVar("DataT", default=Any)
#: The class itself, where a field is called `type`.
Shape = type[DataT]

#: Deadlines in seconds (design.md, Messages).
READ_DEADLINE = 2.0
WRITE_DEADLINE = 5.0


#: Names of arguments that open something to who knows them: they travel sealed (docs/adr/0023).
SECRETS = frozenset(
    {"password", "current_password", "totp", "code", "token", "token_hash", "header", "client_secret"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Call(Generic[RequestT, ResultT]):
    """One RPC method: who answers it, what it takes and what it gives.

    `request` is the shape of the keyword arguments, which are checked against it and nowhere else. `result`
    documents and, in tests, checks the answer; None where the answer is `null`.
    """

    service: str
    method: str
    request: type[RequestT] | SchemaClass
    result: type[ResultT] | None
    kind: Literal["read", "write"]
    #: Who may call: somebody signed in; anyone, from the internet too; or another service in nobody's name.
    caller: Literal["signed_in", "anyone", "service"] = "signed_in"
    #: True where the answer holds a secret and is kept sealed under the caller's idempotency key.
    secret: bool = False

    @property
    def request_schema(self) -> SchemaClass:
        return schema_of(self.request, "request")

    @property
    def result_schema(self) -> SchemaClass | None:
        return None if self.result is None else schema_of(self.result)

    @property
    def deadline(self) -> float:
        return READ_DEADLINE if self.kind == "read" else WRITE_DEADLINE

    @property
    def secrets(self) -> tuple[str, ...]:
        """The arguments that are secrets, or hold one."""
        return _secrets_of(self.request_schema)


@cache
def _secrets_of(request: SchemaClass) -> tuple[str, ...]:
    found = []
    for name, field in request().fields.items():
        inner = field.schema.fields if isinstance(field, fields.Nested) else {}
        if name in SECRETS or not SECRETS.isdisjoint(inner):
            found.append(name)
    return tuple(sorted(found))


@dataclass(frozen=True, kw_only=True, slots=True)
class NoArguments(RequestShape):
    """No arguments."""


class Health(TypedDict):
    """What must hold for a service to be ready: `ok`, or a few words on what is wrong."""

    broker: str
    consumers: NotRequired[str]
    database: str
    migrations: str


def ping(service: str) -> Call[NoArguments, Health]:
    """Asks a service whether it is ready; every service answers, from outside its worker pool."""
    return Call(service, "ping", NoArguments, Health, "read", caller="service")


def calls_among(names: Mapping[str, object], service: str) -> tuple[Call, ...]:
    """The calls of a service among what its package holds, each once."""
    found = (each for each in names.values() if isinstance(each, Call) and each.service == service)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, eq=False)
class Event(Generic[DataT]):
    """A fact, published to whoever subscribes. Adding a field keeps `type`; anything else is a new type."""

    source: str
    type: str
    data: Shape[DataT]
    #: Name of the field whose value orders events: within one aggregate they are published in order.
    aggregate: str
    #: As a command's: what travels, and what of the data only services that share keys may read.
    wire: Shape | None = None
    private: Shape | None = None

    @property
    def schema(self) -> SchemaClass:
        """Of what travels."""
        return schema_of(self.wire or self.data)

    @property
    def private_schema(self) -> SchemaClass | None:
        return None if self.private is None else schema_of(self.private, "request")

    @property
    def exchange(self) -> str:
        return f"{self.source}.events"


@dataclass(frozen=True, slots=True, eq=False)
class Command(Generic[DataT]):
    """An order to one service, sent through the sender's outbox and obeyed once.

    `data` is what the sender gives and the handler gets. `private` is the part of it that only the two may
    read, such as an address: it travels sealed, as the field `sealed` of `wire` (docs/adr/0014).
    """

    target: str
    type: str
    data: Shape[DataT]
    aggregate: str
    wire: Shape | None = None
    private: Shape | None = None

    @property
    def schema(self) -> SchemaClass:
        """Of what travels."""
        return schema_of(self.wire or self.data, "request")

    @property
    def private_schema(self) -> SchemaClass | None:
        return None if self.private is None else schema_of(self.private, "request")

    @property
    def exchange(self) -> str:
        return f"{self.target}.commands"


Message = Event | Command


class Rpc(Protocol):
    """Carries calls. Implemented by the chassis."""

    def call(self, call: Call[RequestT, ResultT], request: RequestT) -> ResultT:
        """Call and wait for the answer, a value of plain JSON.

        Raises the callee's `Refusal`, or `ServiceUnavailable` when the deadline passes or nobody listens.
        """

    def forward(self, call: Call[Any, ResultT], arguments: Mapping[str, object]) -> ResultT:
        """Call with arguments that nobody has read yet, such as a body that came from a browser."""
