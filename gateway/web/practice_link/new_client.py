"""Somebody new asks a practice: their address first, and by the link that is sent there, their details.

The link in the mail is `/new-client#TOKEN`; as with invitations, our script takes the fragment, or people
type the code. Nobody is signed in here, and no page says whether an address is known.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from contracts import access, accounts
from contracts.errors import InvalidInput, Refusal, TooManyRequests
from gateway.calls.services import Services
from gateway.http.peer_addresses import neighbourhood
from gateway.http.rate_limits import Throttle
from gateway.http.requests import Request
from gateway.http.responses import Response
from gateway.web.branding import branded
from gateway.web.kit import forms
from gateway.web.kit.forms import Form, rows_of
from gateway.web.kit.rendering import VENDORS, Rendering
from gateway.web.kit.visits import Route
from gateway.web.practice_link.public_link import LIMIT, find, new_key

_SOFTWARE = [
    *((vendor, words, "") for vendor, words in VENDORS.items()),
    ("other", "Something else", ""),
    ("none", "None, or I do not know", ""),
]
_TEXTS = ("name", "contact_name", "mobile", "company_number", "postcode", "message")
#: Rows for income sources at first, and how many more at a time.
_ROWS = 2


def routes(rendering: Rendering, services: Services, throttle: Throttle) -> list[Route]:
    pages = NewClient(rendering, services, throttle)
    return [
        ("POST", "/p/{handle}/new", pages.send_link),
        ("GET", "/new-client", pages.enter_code),
        ("POST", "/new-client", pages.open),
        ("POST", "/new-client/details", pages.submit),
    ]


class NewClient:
    def __init__(self, rendering: Rendering, services: Services, throttle: Throttle) -> None:
        self._rendering = rendering
        self._services = services
        self._throttle = throttle

    def send_link(self, request: Request) -> Response:
        """Have a link sent. The page is the same for every address."""
        form = self._read(request)
        link = find(self._services, request)
        email, network = form.text("email"), neighbourhood(request.address)
        if form.text("key"):
            request.context.idempotency_key = _once(form)
        try:
            accounts.begin_request(self._services.rpc, handle=link["handle"], email=email, address=network)
        except (InvalidInput, TooManyRequests) as problem:
            return self._rendering.refused(
                "practice_link/public_link.html",
                problem,
                link=link,
                values=form,
                key=new_key(),
                branded=branded.of_link(self._services.rpc, link),
            )
        return self._rendering.page(
            "practice_link/sent.html",
            link=link,
            email=email,
            branded=branded.of_link(self._services.rpc, link),
        )

    def enter_code(self, request: Request) -> Response:
        return self._rendering.page("practice_link/enter_code.html", values={"token": request.link_token})

    def open(self, request: Request) -> Response:
        """The form behind the link, by who they say they are; opening it changes nothing."""
        form = self._read(request)
        try:
            opened = accounts.open_request(self._services.rpc, token=form.text("token"))
        except (InvalidInput, access.ProofUnusable) as problem:
            return self._rendering.refused("practice_link/enter_code.html", problem, values={})
        chosen = form.text("type") if form.text("type") in opened["types"] else None
        if len(opened["types"]) == 1:
            chosen = opened["types"][0]
        if chosen is None:
            return self._choose(form, opened)
        return self._details(form, opened, chosen, {})

    def submit(self, request: Request) -> Response:
        form = self._read(request)
        kind, rows = form.text("type"), rows_of(form, "income_sources")
        if form.text("more"):
            return self._again(form, kind, rows=range(len(rows) + _ROWS))
        # A double click, or a form sent again, is one request.
        request.context.idempotency_key = _once(form)
        try:
            made = self._services.rpc.forward(accounts.REQUEST_AS_NEW_CLIENT, _entered(form, kind, rows))
        except access.ProofUnusable as problem:
            return self._rendering.refused("practice_link/enter_code.html", problem, values={})
        except (InvalidInput, TooManyRequests, accounts.AlreadyRequested) as problem:
            request.context.idempotency_key = os.urandom(32).hex()
            return self._again(form, kind, problem)
        return self._rendering.page("practice_link/requested.html", practice_name=made["practice_name"])

    def _again(
        self, form: Form, kind: str, problem: Refusal | None = None, rows: range | None = None
    ) -> Response:
        try:
            opened = accounts.open_request(self._services.rpc, token=form.text("token"))
        except (InvalidInput, access.ProofUnusable) as ended:
            return self._rendering.refused("practice_link/enter_code.html", ended, values={})
        return self._details(form, opened, kind, form, problem, rows)

    def _choose(self, form: Form, opened: accounts.OpenedRequest) -> Response:
        shown: dict[str, Any] = {"opened": opened, "token": form.text("token"), "values": {}}
        if "type" in form:
            missing = InvalidInput.at("/type", "required", "Choose who wants to become a client.")
            return self._rendering.refused("practice_link/choose_type.html", missing, **shown)
        return self._rendering.page("practice_link/choose_type.html", **shown)

    def _details(
        self,
        form: Form,
        opened: accounts.OpenedRequest,
        kind: str,
        values: Mapping[str, Any],
        problem: Refusal | None = None,
        rows: range | None = None,
    ) -> Response:
        shown: dict[str, Any] = {
            "opened": opened,
            "token": form.text("token"),
            "type": kind,
            "values": values,
            "software": _SOFTWARE,
            "sources": rows or range(max(len(rows_of(form, "income_sources")), _ROWS)),
        }
        if problem is not None:
            return self._rendering.refused("practice_link/details.html", problem, **shown)
        return self._rendering.page("practice_link/details.html", **shown)

    def _read(self, request: Request) -> Form:
        self._throttle.count_address(LIMIT, request.address)
        request.context.idempotency_key = os.urandom(32).hex()
        return forms.read(request)


def _once(form: Form) -> str:
    """The same for the same form, filled in the same way."""
    return sha256(repr(form.pairs).encode()).hexdigest()


def _entered(form: Form, kind: str, rows: list[int]) -> dict[str, Any]:
    """What the form says, as the service takes it; it checks it."""
    wanted: dict[str, Any] = {"token": form.text("token"), "type": kind, **form.given(*_TEXTS, "software")}
    if kind == "self_employed":
        wanted["income_sources"] = [
            {"name": form.text(f"income_sources.{row}.name"), "type": form.text(f"income_sources.{row}.type")}
            for row in rows
            if form.text(f"income_sources.{row}.name")
        ]
    return wanted
