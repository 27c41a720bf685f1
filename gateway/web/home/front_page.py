"""The front page; for who is signed in, the page where they begin."""

from __future__ import annotations

from gateway.http.requests import Request
from gateway.http.responses import Response
from gateway.web.kit import navigation
from gateway.web.kit.rendering import Rendering, redirect
from gateway.web.kit.visits import Route, Visits


def routes(rendering: Rendering, visiting: Visits) -> list[Route]:
    def front(request: Request) -> Response:
        visit = visiting.of(request)
        return (
            rendering.page("home/front_page.html")
            if visit is None
            else redirect(navigation.home(visit.account))
        )

    return [("GET", "/", front)]
