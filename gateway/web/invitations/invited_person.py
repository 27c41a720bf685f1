"""The invited person's page (product.md 5): see what it is for, choose a password, or sign in to link.

The link in the message is `/invitation#TOKEN`; a fragment never reaches a server, so our script sends it
as the form does that people without JavaScript type the code into. Looking changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts import access, invitations
from contracts.errors import InvalidInput, Refusal, Unauthenticated
from contracts.invitations import InvitationUnusable
from gateway.calls import invitation_acceptance
from gateway.calls.services import Services
from gateway.http import cookies, csrf
from gateway.http.idempotency_keys import begin_write, further_write
from gateway.http.identity import Credential, credential_of
from gateway.http.problems import CsrfFailed
from gateway.http.rate_limits import Throttle
from gateway.http.requests import Request
from gateway.http.responses import Response
from gateway.web.branding import branded
from gateway.web.kit import forms, navigation
from gateway.web.kit.forms import Form
from gateway.web.kit.rendering import Rendering, redirect
from gateway.web.kit.visits import Route, Visits

_LIMIT = "invitation"


def routes(
    rendering: Rendering, services: Services, throttle: Throttle, visiting: Visits, cookie_name: str
) -> list[Route]:
    page = InvitationPage(rendering, services, throttle, visiting, cookie_name)
    return [
        ("GET", "/invitation", page.ask),
        ("POST", "/invitation", page.look_up),
        ("POST", "/invitation/acceptance", page.accept),
    ]


class InvitationPage:
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
        """For the code; our script takes it from the link, or it came with the path and stands there."""
        return self._rendering.page("invitations/enter_code.html", values={"token": request.link_token})

    def look_up(self, request: Request) -> Response:
        token = self._read(request).get("token", "").strip()
        if not token:
            error = InvalidInput.at("/token", "required", "Enter the code from the message.")
            return self._rendering.refused("invitations/enter_code.html", error)
        return self._offer(request, token)

    def accept(self, request: Request) -> Response:
        form = self._read(request)
        token = form.text("token")
        try:
            # Not looked up before: a second click of the same person finds the invitation used, and is no
            # error (product.md 5.4).
            session = self._join(request, token, form)
        except InvitationUnusable as refusal:
            return self._unusable(refusal)
        except access.TotpRequired as refusal:
            needed = InvalidInput.at("/totp", refusal.code, refusal.detail)
            return self._offer(request, token, needed, form)
        except (InvalidInput, access.InvalidCredentials) as refusal:
            return self._offer(request, token, refusal, form)
        return redirect(
            f"{navigation.home(session['account'])}?done=joined",
            cookies.keep(self._cookie_name, session["token"], session["expires_at"]),
        )

    def _join(self, request: Request, token: str, form: Form) -> Mapping[str, Any]:
        """Use the invitation up and give the session that acts for the account."""
        if form.get("as") == "me":
            credential = self._own_credential(request, form)
            request.act_as(self._services.identities.of(credential))
        elif "email" in form:
            begin_write(request, {})
            signed_in = access.sign_in(
                self._services.rpc,
                email=form.text("email"),
                password=form.get("password", ""),
                totp=form.text("totp") or None,
                address=request.address,
            )
            request.act_as(self._services.identities.of(Credential(signed_in["token"], "bearer")))
        else:
            request.arguments = {"token": token, "password": form.get("password", "")}
            begin_write(request, request.arguments)
            return invitation_acceptance.accept(request, self._services)
        session = self._accept_as_signed_in(request, token, keep="as" in form)
        return {**session, "token": request.signed_in.credential.token}

    def _accept_as_signed_in(self, request: Request, token: str, *, keep: bool) -> Mapping[str, Any]:
        """`keep`: the session is not of this one step, and goes on where the invitation is refused."""
        request.arguments = {"token": token}
        begin_write(request, request.arguments)
        try:
            return invitation_acceptance.accept(request, self._services)
        except Refusal:
            if not keep:
                with further_write(request, "end"):
                    access.end_session(self._services.rpc)
            raise

    def _own_credential(self, request: Request, form: Form) -> Credential:
        credential = credential_of(request.environ, self._cookie_name)
        if credential is None:
            raise Unauthenticated()
        if not csrf.matches(credential.token, form.get("csrf")):
            raise CsrfFailed()
        return credential

    def _read(self, request: Request) -> Form:
        self._throttle.count_address(_LIMIT, request.address)
        return forms.read(request)

    def _offer(
        self, request: Request, token: str, problem: Refusal | None = None, form: Form | None = None
    ) -> Response:
        try:
            found = invitations.look_up_invitation(self._services.rpc, token=token)
        except InvitationUnusable as refusal:
            return self._unusable(refusal)
        shown: dict[str, Any] = {"invitation": found, "token": token, "values": form or {}}
        # Invitations of the release before does not say.
        shown["branded"] = branded.of(found["practice_name"], found.get("branding"))
        shown["signed_in"] = self._visiting.of(request) if found["existing_user"] else None
        if problem is not None:
            return self._rendering.refused("invitations/offer.html", problem, **shown)
        return self._rendering.page("invitations/offer.html", **shown)

    def _unusable(self, refusal: InvitationUnusable) -> Response:
        return self._rendering.page("invitations/unusable.html", refusal.status, refusal=refusal)
