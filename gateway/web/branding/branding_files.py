"""Files of practices' branding. What is at an address never changes, so browsers keep it."""

from __future__ import annotations

import base64
import re

from contracts import colours, invitations
from contracts.errors import NotFound
from gateway.calls.services import Services
from gateway.http.rate_limits import Throttle
from gateway.http.requests import Request
from gateway.http.responses import FILE_HEADERS, Response
from gateway.web.kit.visits import Route

_LIMIT = "branding"
_LOGO = re.compile(r"([0-9a-f]{32})\.png")
_COLOUR = re.compile(r"colour-([0-9a-f]{6})\.css")


def routes(services: Services, throttle: Throttle) -> list[Route]:
    def show(request: Request) -> Response:
        throttle.count_address(_LIMIT, request.address)
        name = request.parameters["name"]
        if (logo := _LOGO.fullmatch(name)) is not None:
            data = invitations.get_logo(services.rpc, digest=logo[1])["data"]
            return Response(base64.b64decode(data), 200, [("Content-Type", "image/png")], FILE_HEADERS)
        if (colour := _COLOUR.fullmatch(name)) is not None:
            style = _style(colours.shades(f"#{colour[1]}"))
            kind = ("Content-Type", "text/css; charset=utf-8")
            return Response(style.encode(), 200, [kind], FILE_HEADERS)
        raise NotFound(what="file")

    return [("GET", "/branding/{name}", show)]


def _style(shades: colours.Shades) -> str:
    """The accent of our own style sheet, in the practice's colour as far as it can be read."""
    return (
        ":root {\n"
        f"  --accent: light-dark({shades.light}, {shades.dark});\n"
        f"  --on-accent: light-dark({shades.text_on_light}, {shades.text_on_dark});\n"
        "  --accent-soft: var(--raised);\n"
        "}\n"
    )
