"""What each operation may be refused with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from apispec import APISpec

from contracts import access, errors
from contracts.errors import Refusal
from gateway.api.operations import Operation
from gateway.api.resources import OPERATIONS
from gateway.http import problems
from gateway.openapi.headers import CORRELATION

_ALWAYS: tuple[type[Refusal], ...] = (
    errors.TooManyRequests,
    errors.InternalError,
    errors.ServiceUnavailable,
)
_BODY: tuple[type[Refusal], ...] = (
    problems.MalformedJson,
    problems.PayloadTooLarge,
    problems.UnsupportedMediaType,
)
_KEYED: tuple[type[Refusal], ...] = (errors.IdempotencyKeyInUse, errors.IdempotencyKeyReused)


def add_refusals(spec: APISpec) -> None:
    together = {tuple(group) for each in OPERATIONS for group in by_status(each).values()}
    for refusals in sorted(together, key=response_name):
        spec.components.response(response_name(refusals), _refused_with(refusals))


def by_status(operation: Operation) -> dict[int, list[type[Refusal]]]:
    found: dict[int, list[type[Refusal]]] = defaultdict(list)
    for refusal in sorted(_refusals(operation), key=lambda each: (each.status, each.code)):
        found[refusal.status].append(refusal)
    return found


def response_name(refusals: Sequence[type[Refusal]]) -> str:
    return ".".join(each.code for each in refusals)


def _refused_with(refusals: Sequence[type[Refusal]]) -> dict[str, Any]:
    status = refusals[0].status
    headers: dict[str, Any] = dict(CORRELATION)
    if status in (429, 503):
        headers["Retry-After"] = {"description": "Seconds", "schema": {"type": "integer"}}
    codes = [each.code for each in refusals]
    narrowed = {"type": "object", "properties": {"code": {"enum": codes}, "status": {"const": status}}}
    return {
        "description": "; ".join(each.title for each in refusals),
        "headers": headers,
        "content": {
            "application/problem+json": {
                "schema": {"allOf": [{"$ref": "#/components/schemas/Problem"}, narrowed]}
            }
        },
    }


def _refusals(operation: Operation) -> list[type[Refusal]]:
    found = list(operation.refusals)
    found.append(errors.InvalidInput)
    if operation.signed_in != "no":
        found += [errors.Unauthenticated, access.InsufficientScope]
        if operation.writes:
            found += [problems.CsrfFailed, errors.ScopeRequired]
    if operation.parameters:
        found.append(errors.NotFound)
    if operation.takes in ("body", "optional_body"):
        found += _BODY
    if operation.method == "POST":
        found += _KEYED
    if operation.versioned and operation.method in ("PATCH", "PUT"):
        found.append(errors.StaleVersion)
    return [*dict.fromkeys([*found, *_ALWAYS])]


def all_refusals() -> set[type[Refusal]]:
    found = {refusal for operation in OPERATIONS for refusal in _refusals(operation)}
    return found | {problems.MethodNotAllowed}


def problem(refusal: type[Refusal]) -> dict[str, Any]:
    return {"code": refusal.code, "status": refusal.status, "title": refusal.title}
