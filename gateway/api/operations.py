"""What an endpoint of the API is, as data: routes and the OpenAPI document are made from the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from marshmallow import Schema

from contracts.errors import Refusal
from contracts.messages import Call
from contracts.shapes import schema_of
from gateway.calls.services import Services
from gateway.http.requests import Request
from gateway.http.responses import Response

#: The part of a program's scopes that a group of operations is; what is missing is for people only.
SCOPES = {
    "Practice": "practice",
    "Colleagues": "team",
    "Clients": "clients",
    "Drafts": "clients",
    "Client users": "clients",
    "Practice requests": "clients",
    "Documents": "documents",
    "Imports": "imports",
    "Invitations": "invitations",
    "Connections": "connections",
    "Events": "events",
    "Activity": "activity",
    "Reference": "",
}

Answer = Callable[[Request, Services], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method on one path.

    `call` is what it asks, and its request schema documents and checks the arguments: those in the
    path, and the body's or the query's. Without `answer`, the call's answer is passed on unchanged.

    `versioned`: the answer has a `version`, which becomes the ETag; a PATCH or PUT takes `If-Match`.
    `reads_its_writes`: the answer names messages, and is given once accounts has taken them in, or after a
    second.
    `limit` names the rate limit per address of what is public.
    `uploads` are the media types of a body that is a file, which `answer` reads, and `documented` then
    the schema of the query.
    `media` is what the answer is where it is not JSON, which `answer` then makes.
    `location` is a template over the answer, such as `/v1/clients/{id}`.
    """

    method: str
    path: str
    name: str
    summary: str
    tag: str
    call: Call
    description: str = ""
    answer: Answer | None = None
    answers: type | None = None
    status: int = 200
    takes: Literal["body", "optional_body", "query", "nothing"] = "query"
    signed_in: Literal["required", "optional", "no"] = "required"
    limit: str | None = None
    versioned: bool = False
    reads_its_writes: bool = False
    uploads: tuple[str, ...] = ()
    documented: type | None = None
    media: str | None = None
    location: str | None = None
    refusals: tuple[type[Refusal], ...] = ()
    example: Mapping[str, Any] = field(default_factory=dict)
    example_answer: Any = None

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the path's parameters."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))

    @property
    def request_schema(self) -> type[Schema]:
        """The schema of what a caller of the API may say."""
        return self.call.request_schema if self.documented is None else schema_of(self.documented, "request")

    @property
    def answer_schema(self) -> type[Schema] | None:
        if self.answers is not None:
            return schema_of(self.answers)
        return self.call.result_schema if self.status != 204 else None

    @property
    def scope(self) -> str | None:
        """What a program needs to have; None where no program may do it, empty where any may."""
        part = SCOPES.get(self.tag)
        return f"{part}:{self.call.kind}" if part else part

    @property
    def writes(self) -> bool:
        return self.method not in ("GET", "HEAD")
