"""What a request and its answer are, whether they are waited for or awaited."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from clientele.problems import Problem

#: Tries of one request, and the seconds before the second and on.
TRIES, BACK_OFF = 5, (0.2, 0.5, 1.0, 2.0)
_LONGEST_PAUSE = 30.0
_PASSING = ("idempotency_key_in_use", "too_many_requests", "service_unavailable")
#: Seconds before its end at which a token is renewed.
_EARLY = 60.0


@dataclass(slots=True)
class Prepared:
    """One request, to be tried as often as it takes."""

    method: str
    path: str
    query: Mapping[str, Any]
    body: Mapping[str, Any] | None
    file: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def repeatable(self) -> bool:
        """Whether it may be sent again where nobody knows what became of it."""
        return self.method in ("GET", "PUT", "DELETE") or "Idempotency-Key" in self.headers


def prepare(
    method: str,
    path: str,
    *,
    query: Mapping[str, Any] | None = None,
    body: Mapping[str, Any] | None = None,
    file: bytes | None = None,
    media_type: str | None = None,
    idempotency_key: str | None = None,
    if_match: str | None = None,
) -> Prepared:
    """A request. A POST gets an `Idempotency-Key`, so that it is done once however often it is sent."""
    given = {name: value for name, value in (query or {}).items() if value is not None}
    made = Prepared(method, path, given, body, file)
    if media_type is not None:
        made.headers["Content-Type"] = media_type
    if method == "POST":
        made.headers["Idempotency-Key"] = idempotency_key or str(uuid.uuid4())
    if if_match is not None:
        made.headers["If-Match"] = if_match
    return made


def answer_of(response: httpx.Response) -> Any:
    """The answer's JSON, or a file's bytes. Raises `Problem`."""
    if not response.is_success:
        raise problem_of(response)
    kind = response.headers.get("Content-Type", "")
    if kind and not kind.startswith("application/json"):
        return response.content
    return response.json() if response.content else None


def problem_of(response: httpx.Response) -> Problem:
    try:
        said = response.json()
    except ValueError:
        said = {"detail": response.reason_phrase}
    return Problem(response.status_code, said if isinstance(said, dict) else {})


def pause_after(
    outcome: httpx.Response | httpx.TransportError, tried: int, request: Prepared
) -> float | None:
    """Seconds until the next try; None where there is to be none."""
    if tried >= TRIES:
        return None
    usual = BACK_OFF[min(tried, len(BACK_OFF)) - 1]
    if isinstance(outcome, httpx.TransportError):
        unsent = isinstance(outcome, httpx.ConnectError | httpx.ConnectTimeout)
        return usual if unsent or request.repeatable else None
    if outcome.status_code not in (409, 429, 503) or problem_of(outcome).code not in _PASSING:
        return None
    wanted = outcome.headers.get("Retry-After", "")
    return min(float(wanted), _LONGEST_PAUSE) if wanted.isdigit() else usual


@dataclass(slots=True)
class Credentials:
    """A person's token, or a program's id and secret, for which tokens of an hour are had."""

    token: str | None = None
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    _until: float = float("inf")

    def __post_init__(self) -> None:
        if self.token is None and not (self.client_id and self.client_secret):
            raise ValueError("give a token, or client_id and client_secret")
        if self.token is None:
            self._until = 0.0

    @property
    def renewable(self) -> bool:
        return self.client_id is not None and self.client_secret is not None

    @property
    def due(self) -> bool:
        return self.renewable and time.monotonic() > self._until - _EARLY

    def form(self) -> dict[str, str]:
        """A request for a token."""
        return {
            "grant_type": "client_credentials",
            "client_id": self.client_id or "",
            "client_secret": self.client_secret or "",
        }

    def take(self, issued: Mapping[str, Any]) -> None:
        self.token = str(issued["access_token"])
        self._until = time.monotonic() + float(issued["expires_in"])

    def forget(self) -> bool:
        """A token was refused; whether another can be had."""
        self._until = 0.0 if self.renewable else self._until
        return self.renewable
