"""Headers that requests and answers bear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api.operations import Operation

CORRELATION = {"X-Correlation-Id": {"$ref": "#/components/headers/CorrelationId"}}

_KEY = "^[!-~]([ -~]*[!-~])?$"
_TAG = r'^(\*|"[1-9][0-9]{0,14}(\.[0-9a-f]+)?")$'


def of_request(operation: Operation) -> list[dict[str, Any]]:
    """The headers that a request of this operation may bear."""
    made: list[dict[str, Any]] = []
    if operation.method == "POST":
        made.append(
            _header("Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": 255, "pattern": _KEY})
        )
    if operation.versioned and operation.method in ("PATCH", "PUT"):
        made.append(_header("If-Match", {"type": "string", "pattern": _TAG}, "The ETag of what you changed"))
    if operation.versioned and operation.method == "GET":
        made.append(_header("If-None-Match", {"type": "string"}, "The ETag of what you have"))
    return made


def _header(name: str, schema: Mapping[str, Any], description: str = "") -> dict[str, Any]:
    made = {"name": name, "in": "header", "required": False, "schema": dict(schema)}
    return {**made, "description": description} if description else made


def of_answer(operation: Operation) -> dict[str, Any]:
    """The headers that its answer bears."""
    headers: dict[str, Any] = dict(CORRELATION)
    if operation.versioned:
        headers["ETag"] = {"schema": {"type": "string"}}
    if operation.location:
        headers["Location"] = {"schema": {"type": "string", "format": "uri-reference"}}
    if operation.method == "POST":
        headers["Idempotent-Replayed"] = {"schema": {"const": "true"}}
    return headers
