"""The front page."""

from __future__ import annotations

from collections.abc import Callable

from gateway.requests import Request
from gateway.responses import Response
from gateway.web.rendering import Rendering


def routes(rendering: Rendering) -> list[tuple[str, str, Callable[[Request], Response]]]:
    return [("GET", "/", lambda _request: rendering.page("home.html"))]
