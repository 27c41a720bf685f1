"""Registering, signing in and out, and switching between accounts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from contracts import access, accounts
from contracts.errors import InvalidInput, Refusal, TooManyRequests
from gateway.calls.services import Services
from gateway.http import cookies, csrf
from gateway.http.rate_limits import Throttle
from gateway.http.requests import Request
from gateway.http.responses import Response
from gateway.web.kit import forms, navigation, visits
from gateway.web.kit.forms import Form
from gateway.web.kit.rendering import Rendering, redirect
from gateway.web.kit.visits import Route, Visit, Visits

_CARRIED = "carried."


def routes(
    rendering: Rendering, services: Services, throttle: Throttle, visiting: Visits, cookie_name: str
) -> list[Route]:
    pages = SigningIn(rendering, services, throttle, visiting, cookie_name)
    return [
        ("GET", "/sign-in", pages.ask),
        ("POST", "/sign-in", pages.sign_in),
        ("GET", "/register", pages.ask_to_register),
        ("POST", "/register", pages.register),
        visiting.takes("/sign-out", pages.sign_out),
        visiting.takes("/account/switch", pages.switch),
    ]


class SigningIn:
    def __init__(
        self,
        rendering: Rendering,
        services: Services,
        throttle: Throttle,
        visiting: Visits,
        cookie_name: str,
    ) -> None:
        self._rendering = rendering
        self._services = services
        self._throttle = throttle
        self._visiting = visiting
        self._cookie_name = cookie_name

    def ask(self, request: Request) -> Response:
        wanted = navigation.local(forms.query(request).get("next"))
        visit = self._visiting.of(request)
        if visit is not None:
            return redirect(wanted or navigation.home(visit.account))
        return self._rendering.page(
            "sign_in/sign_in.html", next=wanted, done=forms.query(request).get("done")
        )

    def sign_in(self, request: Request) -> Response:
        self._throttle.count_address("sign_in", request.address)
        form = forms.read(request)
        try:
            signed_in = self._begin_session(
                request, form.text("email"), form.get("password", ""), form.text("totp") or None
            )
        except access.TotpRequired as problem:
            needed = InvalidInput.at("/totp", problem.code, problem.detail)
            return self._asked_again("sign_in/sign_in.html", needed, form, carried=_carried(form))
        except (InvalidInput, access.InvalidCredentials, TooManyRequests) as problem:
            return self._asked_again("sign_in/sign_in.html", problem, form, carried=_carried(form))
        return self._welcome(signed_in, navigation.local(form.get("next")), _carried(form))

    def ask_to_register(self, request: Request) -> Response:
        if self._visiting.of(request) is not None:
            return redirect("/")
        chosen = {"country": "GB", "base_currency": "GBP"}
        return self._rendering.page("sign_in/register.html", values=chosen, **self._choices())

    def register(self, request: Request) -> Response:
        """A practice and its owner, who is signed in at once."""
        self._throttle.count_address("registration", request.address)
        form = forms.read(request)
        owner = {"name": form.text("owner.name"), "email": form.text("owner.email")}
        request.context.idempotency_key = os.urandom(32).hex()
        try:
            accounts.register_practice(
                self._services.rpc,
                name=form.text("name"),
                country=form.text("country"),
                base_currency=form.text("base_currency"),
                owner={**owner, "password": form.get("owner.password", "")},
            )
        except (InvalidInput, access.EmailTaken, TooManyRequests) as problem:
            return self._asked_again("sign_in/register.html", problem, form, **self._choices())
        signed_in = self._begin_session(request, owner["email"], form.get("owner.password", ""))
        return self._welcome(signed_in, "/home?done=registered", [])

    def _choices(self) -> Mapping[str, Any]:
        currencies = accounts.get_reference(self._services.rpc, "currencies")
        return {
            "countries": accounts.get_reference(self._services.rpc, "countries"),
            "currencies": [(each["code"], f"{each['name']} ({each['code']})") for each in currencies],
        }

    def sign_out(self, visit: Visit, _form: Form) -> Response:
        visits.end(visit)
        return redirect("/sign-in?done=signed-out", cookies.drop(self._cookie_name))

    def switch(self, visit: Visit, form: Form) -> Response:
        """Act for another account; what was looked at is of the old one, so it begins at its home."""
        switched = access.switch_account(visit.rpc, account_id=form.text("account_id"))
        visit.wait_for(switched["message_ids"])
        return redirect(navigation.home(switched["account"]))

    def _begin_session(
        self, request: Request, email: str, password: str, totp: str | None = None
    ) -> Mapping[str, Any]:
        request.context.idempotency_key = os.urandom(32).hex()
        return access.sign_in(
            self._services.rpc,
            email=email,
            password=password,
            totp=totp,
            address=request.address,
            user_agent=request.user_agent,
        )

    def _welcome(
        self, signed_in: Mapping[str, Any], wanted: str | None, carried: list[tuple[str, str]]
    ) -> Response:
        cookie = cookies.keep(self._cookie_name, signed_in["token"], signed_in["expires_at"])
        if not carried or wanted is None:
            return redirect(wanted or navigation.home(signed_in["account"]), cookie)
        token = csrf.token_for(signed_in["token"])
        again = self._rendering.page("sign_in/sign_in_again.html", action=wanted, carried=carried, csrf=token)
        again.headers.append(cookie)
        return again

    def _asked_again(self, template: str, problem: Refusal, form: Form, **values: Any) -> Response:
        wanted = navigation.local(form.get("next"))
        return self._rendering.refused(template, problem, values=form, next=wanted, **values)


def _carried(form: Form) -> list[tuple[str, str]]:
    """What a form had that was sent after the session had ended."""
    return [(name.removeprefix(_CARRIED), value) for name, value in form.pairs if name.startswith(_CARRIED)]
