"""A stand-in's rules: whom it knows, how long what lives, and OAuth's token and revocation endpoints."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Any, ClassVar

from deploy.sandbox.vendors.book import Book

_KEPT = 300  # used refresh tokens of a sign-in


@dataclass(frozen=True, slots=True)
class Answer:
    """A status with a JSON value, or with none."""

    status: int
    value: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a vendor, its path without the vendor's prefix."""

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, str]
    headers: dict[str, str]


class Vendor:
    """A subclass states what the vendor's documents do."""

    id: ClassVar[str]
    name: ClassVar[str]
    authorize: ClassVar[str]
    token: ClassVar[str]
    revoke: ClassVar[str] = "/revoke"
    #: Seconds. Tests shorten it.
    access_life: int
    refresh_life: ClassVar[int]
    code_life: ClassVar[int] = 300
    #: Seconds a used refresh token is still taken; None where it does not rotate.
    grace: ClassVar[int | None] = 0
    several: ClassVar[bool] = True
    secret_in_body: ClassVar[bool] = False

    def __init__(self, book: Book, client_id: str, client_secret: str) -> None:
        self.book, self.client_id, self.client_secret = book, client_id, client_secret

    def answer(self, request: Request) -> Answer:
        """Answer a request of the token endpoint, the revocation endpoint or the API."""
        if request.path == self.token:
            return self._token(request)
        if request.path == self.revoke:
            return self._revoke(request)
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        grant = self.book.of_access(self.id, bearer)
        if grant is None:
            return self.problem(401, "The access token is missing, expired or revoked.")
        return self.api(request, grant)

    def api(self, request: Request, grant: dict[str, Any]) -> Answer:
        """Answer a request of the API for a sign-in that lives."""
        raise NotImplementedError

    def problem(self, status: int, detail: str) -> Answer:
        """An error as the vendor words it."""
        raise NotImplementedError

    def callback_extra(self, _login: str, _numbers: list[int]) -> dict[str, str]:
        """What the vendor adds to the callback."""
        return {}

    def consented(self, login: str, numbers: list[int]) -> None:
        """A person said yes."""

    def _token(self, request: Request) -> Answer:
        if request.method != "POST" or not self._authenticated(request):
            return Answer(401, {"error": "invalid_client"})
        form = request.form
        with self.book.lock:
            if form.get("grant_type") == "authorization_code":
                grant = self._by_code(form)
            elif form.get("grant_type") == "refresh_token":
                grant = self._by_refresh(form.get("refresh_token", ""))
            else:
                return Answer(400, {"error": "unsupported_grant_type"})
            if grant is None:
                return Answer(400, {"error": "invalid_grant"})
            made = self._make(grant, form.get("refresh_token"))
            self.book.save()
        return Answer(200, made)

    def _authenticated(self, request: Request) -> bool:
        if self.secret_in_body:
            shown = request.form.get("client_id", "") + ":" + request.form.get("client_secret", "")
        else:
            shown = base64.b64decode(request.headers.get("authorization", "").removeprefix("Basic ")).decode()
        return hmac.compare_digest(shown, f"{self.client_id}:{self.client_secret}")

    def _by_code(self, form: dict[str, str]) -> dict[str, Any] | None:
        held = self.book.codes.get(form.get("code", ""))
        if held is None or held["provider"] != self.id or held["used"]:
            return None
        held["used"] = True
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
            .decode()
            .rstrip("=")
        )
        fits = (
            held["made"] + self.code_life > self.book.now()
            and held["redirect_uri"] == form.get("redirect_uri")
            and held["challenge"] == challenge
        )
        return self.book.grant(self.id, held["login"], held["numbers"]) if fits else None

    def _by_refresh(self, token: str) -> dict[str, Any] | None:
        grant = self.book.of_refresh(self.id, token)
        if grant is None or grant["revoked"]:
            return None
        held, at = grant["refresh"][token], self.book.now()
        if held["expires"] < at:
            return None
        if held["used"] is None or self.grace is None:
            held["used"] = held["used"] or at
            return grant
        return grant if at - held["used"] < self.grace else None

    def _make(self, grant: dict[str, Any], old: str | None) -> dict[str, Any]:
        at = self.book.now()
        access = f"sandbox-access-{secrets.token_urlsafe(24)}"
        refresh = old if old and self.grace is None else f"sandbox-refresh-{secrets.token_urlsafe(24)}"
        grant["access"] = {t: e for t, e in grant["access"].items() if e > at}
        grant["access"][access] = at + self.access_life
        if refresh not in grant["refresh"]:
            grant["refresh"][refresh] = {"expires": at + self.refresh_life, "used": None}
        for forgotten in list(grant["refresh"])[:-_KEPT]:
            del grant["refresh"][forgotten]
        return {
            "access_token": access,
            "refresh_token": refresh,
            "token_type": "Bearer",
            "expires_in": self.access_life,
        }

    def _revoke(self, request: Request) -> Answer:
        if not self._authenticated(request):
            return Answer(401, {"error": "invalid_client"})
        with self.book.lock:
            grant = self.book.of_refresh(self.id, request.form.get("token", ""))
            if grant is not None:
                grant["revoked"] = True
                self.revoked(grant)
                self.book.save()
        return Answer(200, {})

    def revoked(self, grant: dict[str, Any]) -> None:
        """What else revoking a sign-in ends."""
