"""Pages for people who are signed in: who looks, what their forms need, and where to go when a session ends.

A page is a function of a `Visit`; a form's is one of a `Visit` and a `Form`. Both answer as the API does,
through the same calls: no rule lives in a page.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from contracts import access
from contracts.access.states import ADMINS
from contracts.accounts.states import Plan
from contracts.errors import Refusal, Unauthenticated
from gateway.calls import projection_lag, read_your_writes
from gateway.calls.account_facts import AccountFacts
from gateway.calls.services import RawRpc, Services
from gateway.http import csrf
from gateway.http.identity import Credential, credential_of
from gateway.http.problems import CsrfFailed
from gateway.http.rate_limits import Throttle
from gateway.http.requests import Request
from gateway.http.responses import Response
from gateway.web.kit import forms, moments, navigation, undo_offers
from gateway.web.kit.forms import Form
from gateway.web.kit.rendering import Rendering, redirect
from gateway.web.kit.undo_offers import Undo

Route = tuple[str, str, Callable[[Request], Response]]
#: Never carried through a new sign-in: what belongs to the old session, and what nobody should keep.
_NOT_CARRIED = ("csrf", "key")


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody signed in. `session` is what `GET /v1/session` tells."""

    request: Request
    services: Services
    rendering: Rendering
    session: Mapping[str, Any]
    csrf: str

    @property
    def rpc(self) -> RawRpc:
        return self.services.rpc

    @property
    def account(self) -> Mapping[str, Any]:
        account: Mapping[str, Any] = self.session["account"]
        return account

    @property
    def account_facts(self) -> AccountFacts:
        return self.services.accounts.of(self.account["id"], self.account["kind"])

    @property
    def has_my_clients(self) -> bool:
        """Whether the practice's plan has this view (product.md 8.2)."""
        return self.account_facts.plan == Plan.ADVANCED

    @property
    def is_admin(self) -> bool:
        """Whether the practice's team and settings are theirs to see."""
        return self.account["role"] in ADMINS

    @property
    def may_add_clients(self) -> bool:
        """Whether the ways to add a client are worth showing; access decides (product.md 1)."""
        return self.is_admin or "add_clients" in self.account.get("permissions", ())

    @property
    def path(self) -> str:
        return self.request.path

    @property
    def rail(self) -> Markup:
        """Where one can go from here."""
        return self.rendering.part("kit/rail.html", navigation.rail(self.account, self.path))

    @property
    def query(self) -> Form:
        return forms.query(self.request)

    @property
    def undo(self) -> Undo | None:
        """How what was just done is taken back."""
        return undo_offers.read(self.query.get("undo"), self.csrf, time.time())

    def key(self) -> str:
        """A fresh name for what a form will do, so that a double click does it once."""
        return os.urandom(16).hex()

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """The page of this template, in the frame of somebody signed in."""
        done = self.query.get("done") if status == 200 else None
        return self.rendering.page(template, status, visit=self, done=done, **values)

    def refused(self, template: str, problem: Refusal, **values: Any) -> Response:
        """The page again, with what is wrong with what was sent."""
        return self.rendering.refused(template, problem, visit=self, **values)

    def go(self, path: str, done: str | None = None, undo: Undo | None = None) -> Response:
        """To another page once a form has done its work; `done` is a word its template explains, and `undo`
        what its toast offers.
        """
        if done is None:
            return redirect(path)
        there = f"{path}{'&' if '?' in path else '?'}done={quote(done)}"
        offer = undo_offers.sign(undo, self.csrf, time.time()) if undo is not None else None
        return redirect(there if offer is None else f"{there}&undo={offer}")

    def wait_for(self, message_ids: list[str]) -> None:
        """Make a change of the caller's own session or rights count from the next request on."""
        read_your_writes.wait_for_session(self.request, self.services, message_ids)


Page = Callable[[Visit], Response]
FormPage = Callable[[Visit, Form], Response]


class Visits:
    """Makes routes of pages."""

    def __init__(
        self, rendering: Rendering, services: Services, throttle: Throttle, cookie_name: str
    ) -> None:
        self._rendering = rendering
        self._services = services
        self._throttle = throttle
        self._cookie_name = cookie_name

    def shows(self, path: str, page: Page) -> Route:
        """A page to look at."""
        return "GET", path, lambda request: self._show(request, page)

    def takes(self, path: str, page: FormPage) -> Route:
        """What a form is sent to."""
        return "POST", path, lambda request: self._take(request, page)

    def receives(self, path: str, page: FormPage, largest: int) -> Route:
        """What a form with a file of at most so many bytes is sent to."""
        return "POST", path, lambda request: self._take(request, page, largest)

    def of(self, request: Request) -> Visit | None:
        """The visit of who looks, or None where nobody is signed in: for pages that are for both."""
        try:
            return self._begin(request)
        except Unauthenticated:
            return None

    def _show(self, request: Request, page: Page) -> Response:
        try:
            return self._outwaited(request, lambda: page(self._begin(request)))
        except Unauthenticated:
            query = request.environ.get("QUERY_STRING", "")
            here = f"{request.path}?{query}" if query else request.path
            return redirect(f"/sign-in?next={quote(here, safe='/')}")

    def _take(self, request: Request, page: FormPage, largest: int | None = None) -> Response:
        form = forms.read(request) if largest is None else forms.read_with_file(request, largest)
        try:
            return self._outwaited(request, lambda: self._carry_out(request, page, form))
        except Unauthenticated:
            # What was typed waits on the sign-in page and is sent again from there (ui.md, "Forms").
            carried = [
                pair for pair in form.pairs if pair[0] not in _NOT_CARRIED and "password" not in pair[0]
            ]
            return self._rendering.page(
                "sign_in/sign_in.html", 401, next=request.path, carried=carried, ended=True
            )

    def _carry_out(self, request: Request, page: FormPage, form: Form) -> Response:
        visit = self._begin(request)
        if not csrf.matches(visit.request.signed_in.credential.token, form.get("csrf")):
            raise CsrfFailed()
        request.context.idempotency_key = _command_key(visit, form)
        return page(visit, form)

    def _begin(self, request: Request) -> Visit:
        credential = self._credential(request)
        identity = self._services.identities.of(credential)
        request.act_as(identity)
        self._throttle.count_session(identity.session_id)
        session = self._services.identities.session_of(identity)
        visit = Visit(request, self._services, self._rendering, session, csrf.token_for(credential.token))
        moments.read_in(lambda: visit.account_facts.country)
        return visit

    def _outwaited(self, request: Request, attempt: Callable[[], Response]) -> Response:
        return projection_lag.outwait(self._services.identities, self._credential(request), attempt)

    def _credential(self, request: Request) -> Credential:
        credential = credential_of(request.environ, self._cookie_name)
        if credential is None or credential.by != "cookie":
            raise Unauthenticated()
        return credential


def _command_key(visit: Visit, form: Form) -> str:
    """One for each form filled in one way: sent twice it is done once, changed it is another."""
    pairs = "\0".join(f"{name}\0{value}" for name, value in form.pairs if name != "csrf")
    who = f"{visit.session['user']['id']} {visit.account['id']}"
    return sha256(f"page {who} {visit.path}\0{pairs}".encode()).hexdigest()


def end(visit: Visit) -> None:
    """Sign out."""
    visit.wait_for(access.end_session(visit.rpc)["message_ids"])
