"""Refusals as `application/problem+json` (RFC 9457), and the refusals that are HTTP's own."""

from __future__ import annotations

from typing import Any

import orjson

from contracts.errors import Refusal
from gateway.http.responses import PROBLEM, Response


class MalformedJson(Refusal):
    code = "malformed_json"
    status = 400
    title = "The body is not JSON"
    template = "The body cannot be read as JSON: {reason}."


class CsrfFailed(Refusal):
    """A write by cookie without the token that only our own pages have."""

    code = "csrf_failed"
    status = 403
    title = "This did not come from a page of ours"
    template = "The X-CSRF-Token is missing or does not belong to this session. Load the page again."


class MethodNotAllowed(Refusal):
    """`allowed` is the value of the `Allow` header."""

    code = "method_not_allowed"
    status = 405
    title = "This method is not possible here"
    template = "{method} is not possible here. Possible: {allowed}."


class PayloadTooLarge(Refusal):
    code = "payload_too_large"
    status = 413
    title = "The body is too large"
    template = "The body is larger than {limit} bytes."


class UnsupportedMediaType(Refusal):
    code = "unsupported_media_type"
    status = 415
    title = "The body is of another kind than is read here"
    template = "Send the body as {wanted}."


class Problems:
    """Renders refusals. `public_url` is where `/docs` explains each code."""

    def __init__(self, public_url: str) -> None:
        self._documentation = f"{public_url}/docs#problem-"

    def document(self, refusal: Refusal, correlation_id: str) -> dict[str, Any]:
        """The members of the problem document."""
        document: dict[str, Any] = {
            "type": self._documentation + refusal.code,
            "title": refusal.title,
            "status": refusal.status,
            "detail": refusal.detail,
            "code": refusal.code,
            "correlation_id": correlation_id,
        }
        if refusal.errors:
            document["errors"] = list(refusal.errors)
        return document

    def response(self, refusal: Refusal, correlation_id: str) -> Response:
        body = orjson.dumps(self.document(refusal, correlation_id))
        return Response(body, refusal.status, [PROBLEM, *headers_of(refusal)])


def headers_of(refusal: Refusal) -> list[tuple[str, str]]:
    """What a refusal says in headers, whatever its body looks like."""
    headers = []
    if refusal.status == 401:
        headers.append(("WWW-Authenticate", "Bearer"))
    if refusal.retry_after is not None:
        headers.append(("Retry-After", str(refusal.retry_after)))
    if isinstance(refusal, MethodNotAllowed):
        headers.append(("Allow", refusal.context["allowed"]))
    return headers
