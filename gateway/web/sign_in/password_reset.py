"""A new password for who forgot theirs: ask for a link, and use it.

The link in the mail is `/password-reset#TOKEN`; as with invitations, our script takes the fragment, or people
type the code.
"""

from __future__ import annotations

import os

from contracts import access
from contracts.errors import InvalidInput, Refusal, TooManyRequests
from gateway.calls import read_your_writes
from gateway.calls.services import Services
from gateway.http.rate_limits import Throttle
from gateway.http.requests import Request
from gateway.http.responses import Response
from gateway.web.kit import forms
from gateway.web.kit.rendering import Rendering, redirect
from gateway.web.kit.visits import Route


def routes(rendering: Rendering, services: Services, throttle: Throttle) -> list[Route]:
    pages = PasswordReset(rendering, services, throttle)
    return [
        ("GET", "/password-reset", pages.ask),
        ("POST", "/password-reset", pages.take_code),
        ("POST", "/password-reset/request", pages.request),
        ("POST", "/password-reset/completion", pages.complete),
    ]


class PasswordReset:
    def __init__(self, rendering: Rendering, services: Services, throttle: Throttle) -> None:
        self._rendering = rendering
        self._services = services
        self._throttle = throttle

    def ask(self, request: Request) -> Response:
        return self._rendering.page("sign_in/password_reset.html", values={"token": request.link_token})

    def request(self, request: Request) -> Response:
        """Have a link sent. The page is the same whether or not anybody has the address."""
        form = self._read(request)
        try:
            access.request_password_reset(
                self._services.rpc, email=form.text("email"), address=request.address
            )
        except (InvalidInput, TooManyRequests) as problem:
            return self._rendering.refused("sign_in/password_reset.html", problem, values=form)
        return self._rendering.page("sign_in/password_reset_sent.html", email=form.text("email"))

    def take_code(self, request: Request) -> Response:
        token = self._read(request).text("token")
        if not token:
            error = InvalidInput.at("/token", "required", "Enter the code from the message.")
            return self._rendering.refused("sign_in/password_reset.html", error)
        return self._rendering.page("sign_in/password_reset_new.html", token=token)

    def complete(self, request: Request) -> Response:
        form = self._read(request)
        try:
            done = access.complete_password_reset(
                self._services.rpc, token=form.text("token"), password=form.get("password", "")
            )
        except access.ResetUnusable as problem:
            return self._rendering.refused("sign_in/password_reset.html", problem)
        except InvalidInput as problem:
            return self._again(problem, form.text("token"))
        read_your_writes.wait(request, self._services, done["message_ids"])
        return redirect("/sign-in?done=password-reset")

    def _again(self, problem: Refusal, token: str) -> Response:
        return self._rendering.refused("sign_in/password_reset_new.html", problem, token=token)

    def _read(self, request: Request) -> forms.Form:
        self._throttle.count_address("sign_in", request.address)
        request.context.idempotency_key = os.urandom(32).hex()
        return forms.read(request)
