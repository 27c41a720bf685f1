"""Light or dark, as the system is or as somebody chose: kept in a cookie, so that no page flashes."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import NamedTuple

from gateway.http import cookies
from gateway.http.requests import Request
from gateway.http.responses import PAGE_HEADERS, Response
from gateway.web.kit import forms, navigation

SCHEMES = (("system", "System"), ("light", "Light"), ("dark", "Dark"))
_COOKIE = "appearance"
_A_YEAR = 365 * 24 * 3600
_KNOWN = frozenset(value for value, _ in SCHEMES)


class Appearance(NamedTuple):
    """`scheme` was chosen for the page at hand; `here` is where that page is found again."""

    scheme: str
    here: str


_PLAIN = Appearance("system", "/")
_current: ContextVar[Appearance] = ContextVar("clientele_appearance", default=_PLAIN)


def current() -> Appearance:
    return _current.get()


def wear(request: Request) -> None:
    """What is rendered from here on looks as this request's browser has chosen."""
    scheme = cookies.read(request.environ, _COOKIE)
    query = request.environ.get("QUERY_STRING", "")
    here = f"{request.path}?{query}" if query else request.path
    readable = request.method == "GET" and navigation.local(here) is not None
    _current.set(Appearance(scheme if scheme in _KNOWN else "system", here if readable else "/"))


def worn(page: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """The page, looking as its reader has chosen."""

    def dressed(request: Request) -> Response:
        wear(request)
        return page(request)

    return dressed


def routes(secure: bool) -> list[tuple[str, str, Callable[[Request], Response]]]:
    """`secure`: the cookie is only sent over https."""

    def choose(request: Request) -> Response:
        form = forms.read(request)
        scheme = form.text("scheme") if form.text("scheme") in _KNOWN else "system"
        back = navigation.local(form.get("back")) or "/"
        cookie = cookies.make(_COOKIE, scheme, _A_YEAR, secure=secure)
        return Response(b"", 303, [("Location", back), cookie], PAGE_HEADERS)

    return [("POST", "/appearance", choose)]
