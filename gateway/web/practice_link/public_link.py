"""A practice's link: what anybody sees of it, and asking from an account that one has already.

A link that is switched off answers as every address that there is not.
"""

from __future__ import annotations

import os

from contracts import accounts
from contracts.errors import InvalidInput, NotFound, RoleRequired, TooManyRequests
from gateway.calls.services import Services
from gateway.http.rate_limits import Throttle
from gateway.http.requests import Request
from gateway.http.responses import Response
from gateway.web.branding import branded
from gateway.web.kit.forms import Form
from gateway.web.kit.rendering import Rendering
from gateway.web.kit.visits import Route, Visit, Visits

LIMIT = "practice_link"


def routes(rendering: Rendering, services: Services, throttle: Throttle, visiting: Visits) -> list[Route]:
    def show(request: Request) -> Response:
        throttle.count_address(LIMIT, request.address)
        link = find(services, request)
        look = branded.of_link(services.rpc, link)
        return rendering.page("practice_link/public_link.html", link=link, key=new_key(), branded=look)

    return [
        ("GET", "/p/{handle}", show),
        visiting.shows("/p/{handle}/ask", offer),
        visiting.takes("/p/{handle}/ask", ask),
    ]


def new_key() -> str:
    """A name for one press of the button, so that a double click has one link sent."""
    return os.urandom(16).hex()


def find(services: Services, request: Request) -> accounts.LinkFound:
    """The link of the path. Raises `NotFound`, as the router does for what is not there."""
    try:
        return accounts.look_up_practice_link(services.rpc, request.parameters["handle"])
    except (InvalidInput, NotFound):
        raise NotFound(what="page or resource") from None


def offer(visit: Visit) -> Response:
    """Whether to ask, for the account that somebody is signed in to."""
    return visit.page("practice_link/ask.html", link=find(visit.services, visit.request))


def ask(visit: Visit, _form: Form) -> Response:
    link = find(visit.services, visit.request)
    try:
        accounts.request_practice(visit.rpc, handle=link["handle"])
    except (accounts.ClientAccountRequired, RoleRequired, TooManyRequests) as problem:
        return visit.refused("practice_link/ask.html", problem, link=link)
    return visit.go("/account", done="asked")
