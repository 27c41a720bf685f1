"""The sandbox's pages: mail and texts that were caught, with everybody's links in them (docs/adr/0021).

They are for this machine, or behind a password (HTTP Basic, any user name).
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Callable

from contracts.errors import NotFound
from gateway.http.rate_limits import Throttle
from gateway.http.requests import Request
from gateway.http.responses import Response
from gateway.settings import Settings, on_loopback
from gateway.web.kit.rendering import Rendering
from gateway.web.kit.visits import Route
from gateway.web.sandbox import mailbox, phone, sent_mail

_ASK = ("WWW-Authenticate", 'Basic realm="sandbox", charset="UTF-8"')


def routes(rendering: Rendering, settings: Settings, throttle: Throttle) -> list[Route]:
    """None where mail and texts really leave."""
    pages: list[Route] = []
    if settings.sandbox_mailbox is not None:
        pages += mailbox.routes(rendering, settings.sandbox_mailbox)
    if settings.sandbox_phone is not None:
        pages += phone.routes(rendering, settings.sandbox_phone)
    if settings.sandbox_mailbox is not None and settings.sandbox_intake is not None:
        pages += sent_mail.routes(rendering, settings.sandbox_intake)
    guard = _behind(settings.sandbox_password, throttle) if settings.sandbox_password else _local
    return [(method, path, guard(page)) for method, path, page in pages]


Page = Callable[[Request], Response]


def _local(page: Page) -> Page:
    """A page of somebody else's site may not read it under a name of its own that leads here, and a proxy
    that was put before an installation without telling it may not hand it out.
    """

    def shown(request: Request) -> Response:
        forwarded = any(request.header(name) for name in ("X_FORWARDED_FOR", "X_FORWARDED_HOST", "FORWARDED"))
        if forwarded or not on_loopback(f"//{request.header('HOST') or ''}"):
            raise NotFound(what="page")
        return page(request)

    return shown


def _behind(password: str, throttle: Throttle) -> Callable[[Page], Page]:
    def guarded(page: Page) -> Page:
        def shown(request: Request) -> Response:
            if _password(request) != "":
                throttle.count_address("sign_in", request.address)
            if not secrets.compare_digest(_password(request).encode(), password.encode()):
                return Response(b"The sandbox asks for its password.\n", 401, [_ASK, _PLAIN])
            return page(request)

        return shown

    return guarded


_PLAIN = ("Content-Type", "text/plain; charset=utf-8")


def _password(request: Request) -> str:
    """The password of an Authorization header; empty where there is none."""
    kind, _, encoded = (request.header("AUTHORIZATION") or "").partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
