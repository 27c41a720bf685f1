"""The invited person's page (product.md 5): see what it is for, choose a password, or sign in to link.

The link in the message is `/invitation#TOKEN`; a fragment never reaches a server, so our script sends it
as the form does that people without JavaScript type the code into. Looking changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from contracts import access, invitations
from contracts.errors import InvalidInput, Refusal
from contracts.invitations import InvitationUnusable
from gateway.identities import Credential, sign
from gateway.operations import Services
from gateway.problems import headers_of
from gateway.requests import Request
from gateway.responses import Response
from gateway.throttling import Throttle
from gateway.web import forms
from gateway.web.rendering import Rendering

_LIMIT = "invitation"


def routes(
    rendering: Rendering, services: Services, throttle: Throttle
) -> list[tuple[str, str, Callable[[Request], Response]]]:
    page = InvitationPage(rendering, services, throttle)
    return [
        ("GET", "/invitation", page.ask),
        ("POST", "/invitation", page.look_up),
        ("POST", "/invitation/acceptance", page.accept),
    ]


class InvitationPage:
    def __init__(self, rendering: Rendering, services: Services, throttle: Throttle) -> None:
        self._rendering = rendering
        self._services = services
        self._throttle = throttle

    def ask(self, _request: Request) -> Response:
        """For the code; our script takes it from the link."""
        return self._rendering.page("invitation_code.html", problem=None)

    def look_up(self, request: Request) -> Response:
        token = self._read(request).get("token", "").strip()
        if not token:
            error = InvalidInput.at("/token", "required", "Enter the code from the message.")
            return self._rendering.page("invitation_code.html", 422, problem=error)
        return self._offer(token)

    def accept(self, request: Request) -> Response:
        fields = self._read(request)
        token = fields.get("token", "").strip()
        existing_user = "email" in fields
        try:
            # Not looked up before: a second click of the same person finds the invitation used, and is no
            # error (product.md 5.4).
            if existing_user:
                self._link_existing(request, token, fields)
            else:
                self._in_turn(request, self._redeem, token=token, password=fields.get("password", ""))
        except InvitationUnusable as refusal:
            return self._unusable(refusal)
        except (InvalidInput, access.InvalidCredentials) as refusal:
            return self._offer(token, refusal, email=fields.get("email", ""))
        return self._rendering.page("invitation_accepted.html", existing_user=existing_user)

    def _read(self, request: Request) -> Mapping[str, str]:
        self._throttle.count_address(_LIMIT, request.address)
        return forms.read(request)

    def _offer(self, token: str, problem: Refusal | None = None, email: str = "") -> Response:
        try:
            found = invitations.look_up_invitation(self._services.rpc, token=token)
        except InvitationUnusable as refusal:
            return self._unusable(refusal)
        response = self._rendering.page(
            "invitation_offer.html",
            problem.status if problem else 200,
            invitation=found,
            token=token,
            email=email,
            problem=problem,
        )
        if problem:
            response.headers += headers_of(problem)
        return response

    def _unusable(self, refusal: InvitationUnusable) -> Response:
        return self._rendering.page("invitation_unusable.html", refusal.status, refusal=refusal)

    def _link_existing(self, request: Request, token: str, fields: Mapping[str, str]) -> None:
        """Sign the existing user in for as long as it takes to accept."""
        request.context.command_key = os.urandom(32).hex()
        signed_in = access.sign_in(
            self._services.rpc,
            email=fields.get("email", ""),
            password=fields.get("password", ""),
            address=request.address,
        )
        credential = Credential(signed_in["token"], "bearer")
        sign(request, self._services.identities.of(credential))
        try:
            self._in_turn(request, self._redeem, token=token)
        finally:
            self._services.identities.forget(credential)
            self._in_turn(request, lambda: access.end_session(self._services.rpc))

    def _redeem(self, **redemption: Any) -> None:
        invitations.redeem_invitation(self._services.rpc, **redemption)

    @staticmethod
    def _in_turn(request: Request, write: Callable[..., Any], **arguments: Any) -> None:
        # Each write of the request has a key of its own.
        request.context.command_key = os.urandom(32).hex()
        write(**arguments)
