"""What can be said between services: calls (answered), events and commands (not answered)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Protocol

from marshmallow import Schema, fields

SchemaClass = type[Schema]

#: Deadlines in seconds (design.md, Messages).
READ_DEADLINE = 2.0
WRITE_DEADLINE = 5.0


#: Names of arguments that open something to who knows them: they travel sealed (docs/adr/0023).
SECRETS = frozenset({"password", "current_password", "totp", "code", "token", "token_hash"})


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One RPC method: who answers it, what it takes and what it gives.

    `request` checks the keyword arguments and is the only place where they are checked. `response`
    documents and, in tests, checks the answer; None where the answer is `null`.
    """

    service: str
    method: str
    request: SchemaClass
    response: SchemaClass | None
    kind: Literal["read", "write"]
    #: True where the caller need not be signed in.
    public: bool = False
    #: True where the answer holds a secret and is kept sealed under the caller's idempotency key.
    secret: bool = False

    @property
    def deadline(self) -> float:
        return READ_DEADLINE if self.kind == "read" else WRITE_DEADLINE

    @property
    def secrets(self) -> tuple[str, ...]:
        """The arguments that are secrets, or hold one."""
        return _secrets_of(self.request)


@cache
def _secrets_of(request: SchemaClass) -> tuple[str, ...]:
    found = []
    for name, field in request().fields.items():
        inner = field.schema.fields if isinstance(field, fields.Nested) else {}
        if name in SECRETS or not SECRETS.isdisjoint(inner):
            found.append(name)
    return tuple(sorted(found))


class NoArguments(Schema):
    """No arguments."""


class Health(Schema):
    """What must hold for a service to be ready: `ok`, or a few words on what is wrong."""

    broker = fields.String(required=True)
    consumers = fields.String()
    database = fields.String(required=True)
    migrations = fields.String(required=True)


def ping(service: str) -> Call:
    """Asks a service whether it is ready; every service answers, from outside its worker pool."""
    return Call(service, "ping", NoArguments, Health, "read", public=True)


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """A fact, told to whoever subscribes. Adding a field keeps `type`; anything else is a new type."""

    source: str
    type: str
    data: SchemaClass
    #: Name of the field whose value orders events: within one aggregate they are published in order.
    aggregate: str

    @property
    def exchange(self) -> str:
        return f"{self.source}.events"


@dataclass(frozen=True, slots=True, eq=False)
class Command:
    """An order to one service, sent through the sender's outbox and obeyed once.

    `private` is the part of the data that only the two may read, such as an address: it travels sealed, as
    the field `sealed` of `data`, and the handler gets it as if it had not (docs/adr/0014).
    """

    target: str
    type: str
    data: SchemaClass
    aggregate: str
    private: SchemaClass | None = None

    @property
    def exchange(self) -> str:
        return f"{self.target}.commands"


Message = Event | Command


class Rpc(Protocol):
    """Carries calls. Implemented by the chassis."""

    def call(self, call: Call, arguments: Mapping[str, Any]) -> Any:
        """Call and wait for the answer, a value of plain JSON.

        Raises the callee's `Refusal`, or `ServiceUnavailable` when the deadline passes or nobody listens.
        """
