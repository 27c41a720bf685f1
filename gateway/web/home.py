"""The front page; for who is signed in, the page where they begin."""

from __future__ import annotations

from gateway.requests import Request
from gateway.responses import Response
from gateway.web import navigation
from gateway.web.rendering import Rendering, redirect
from gateway.web.visits import Route, Visits


def routes(rendering: Rendering, visiting: Visits) -> list[Route]:
    def front(request: Request) -> Response:
        visit = visiting.of(request)
        return rendering.page("home.html") if visit is None else redirect(navigation.home(visit.account))

    return [("GET", "/", front)]
