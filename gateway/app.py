"""Puts the gateway together: a WSGI application over the operations, the pages and what watches it."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace

from chassis import context
from chassis.context import Context
from chassis.observability import logs, metrics, tracing
from contracts import links
from contracts.errors import InternalError, NotFound, Refusal
from gateway import health_endpoints
from gateway.api import resources
from gateway.api.endpoints import Endpoint
from gateway.calls.account_facts import KnownAccounts
from gateway.calls.event_watch import EventWatch
from gateway.calls.identities import Identities
from gateway.calls.import_watch import ImportWatch
from gateway.calls.services import RawRpc, Services
from gateway.http.peer_addresses import Addresses
from gateway.http.problems import Problems
from gateway.http.rate_limits import MemoryThrottle, NoThrottle, Throttle
from gateway.http.requests import Request
from gateway.http.responses import HTTPS_HEADERS, STATUS_LINES, Response
from gateway.http.routing import Router
from gateway.http.wsgi import Environ, Header, StartResponse
from gateway.settings import Settings
from gateway.web.pages import Pages, wants_page

#: Seconds after which a part that has not answered counts as down (api.md, Conventions: within 3 s).
PATIENCE = 2.7

_log = logs.get(__name__)
_CORRELATION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")

Target = Callable[[Request], Response]


def build(settings: Settings, rpc: RawRpc, throttle: Throttle | None = None) -> Gateway:
    """The application. `rpc` and `throttle` have been started, or will be before the first request. Without a
    throttle what is asked is counted in this process.
    """
    services = Services(rpc, Identities(rpc), KnownAccounts(rpc), EventWatch(rpc), ImportWatch(rpc))
    if not settings.rate_limits:
        throttle = NoThrottle()
    throttle = throttle or MemoryThrottle(settings.session_rate, settings.public_rates)
    reads = {operation.path: operation for operation in resources.OPERATIONS if operation.method == "GET"}
    endpoints = [
        Endpoint(operation, services, throttle, settings.cookie_name, reads.get(operation.path))
        for operation in resources.OPERATIONS
    ]
    routes: list[tuple[str, str, Target]] = [
        (operation.method, operation.path, endpoint)
        for operation, endpoint in zip(resources.OPERATIONS, endpoints, strict=True)
    ]
    pages = Pages(settings, services, throttle)
    routes += [*health_endpoints.routes(rpc), *pages.routes()]
    secure = settings.public_url.startswith("https:")
    return Gateway(
        Router(routes),
        Addresses(settings.trusted_proxies),
        Problems(settings.public_url),
        pages,
        common_headers=HTTPS_HEADERS if secure else (),
    )


class Gateway:
    """The WSGI application. Every answer bears the correlation id; nothing that fails shows its insides."""

    def __init__(
        self,
        router: Router[Target],
        addresses: Addresses,
        problems: Problems,
        pages: Pages,
        *,
        common_headers: tuple[Header, ...] = (),
    ) -> None:
        """`common_headers` are headers of every answer."""
        self._common_headers = common_headers
        self._router = router
        self._addresses = addresses
        self._problems = problems
        self._pages = pages

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        begun = time.perf_counter()
        here = Context(correlation_id(environ), deadline=time.time() + PATIENCE, trace=_trace(environ))
        request = Request(environ, here, self._addresses.of(environ))
        name, outcome = "unknown", "ok"
        with context.enter(here):
            try:
                target, request.parameters = self._find(request)
                name = getattr(target, "name", "page")
                with tracing.span(f"{request.method} {name}", "server", service="gateway"):
                    response = target(request)
            except Refusal as refusal:
                outcome = refusal.code
                response = self._refuse(request, refusal)
            except Exception:  # noqa: BLE001  the last place where it can be caught: it is logged and answered
                outcome = InternalError.code
                _log.exception("request_failed", method=request.method[:20], operation=name)
                response = self._refuse(request, InternalError())
            _log.debug("request", method=request.method, operation=name, outcome=outcome)
        metrics.observe_call("gateway", name, outcome, time.perf_counter() - begun)
        return self._send(request, response, start_response)

    def close(self) -> None:
        """End answers that go on without end."""
        self._pages.close()

    def _find(self, request: Request) -> tuple[Target, dict[str, str]]:
        """What answers the request. Raises `NotFound`, `MethodNotAllowed`."""
        try:
            return self._router.find(request.method, request.path)
        except NotFound:
            link = links.page_of(request.path) if request.method in ("GET", "HEAD") else None
            if link is None:
                raise
            path, request.link_token = link
            return self._router.find(request.method, path)

    def _send(self, request: Request, response: Response, start_response: StartResponse) -> Iterable[bytes]:
        headers = [
            *response.headers,
            *response.common_headers,
            *self._common_headers,
            ("X-Correlation-Id", request.context.correlation_id),
        ]
        bodyless = response.status in (204, 304)
        if not bodyless and response.more is None:
            headers.append(("Content-Length", str(len(response.body))))
        start_response(STATUS_LINES[response.status], headers)
        if bodyless or request.method == "HEAD":
            return ()
        return (response.body,) if response.more is None else _parts(request, response.body, response.more)

    def _refuse(self, request: Request, refusal: Refusal) -> Response:
        if refusal.status >= 500 and not isinstance(refusal, InternalError):
            _log.warning("request_refused", refusal=refusal.code, detail=refusal.detail)
        if wants_page(request):
            return self._pages.problem(request, refusal)
        return self._problems.response(refusal, request.context.correlation_id)


def correlation_id(environ: Environ) -> str:
    """The caller's correlation id where it is well formed, else the trace's, else a new one."""
    given = environ.get("HTTP_X_CORRELATION_ID")
    if given is not None and _CORRELATION_ID.fullmatch(given):
        return str(given)
    trace = environ.get("HTTP_TRACEPARENT")
    if trace is not None and (found := _TRACEPARENT.fullmatch(trace)):
        return str(found[1])
    return os.urandom(16).hex()


def _trace(environ: Environ) -> str | None:
    """The caller's trace, which this request belongs to."""
    trace = environ.get("HTTP_TRACEPARENT")
    return trace if trace is not None and _TRACEPARENT.fullmatch(trace) else None


def _parts(request: Request, first: bytes, more: Iterator[bytes]) -> Iterator[bytes]:
    """A long body; where a part cannot be made, it breaks off, so that nobody takes it for whole."""
    part: bytes | None = first
    with contextlib.ExitStack() as ending:
        # Whoever makes the parts learns that nobody wants the rest.
        if isinstance(more, Generator):
            ending.callback(more.close)
        while part is not None:
            yield part
            with context.enter(replace(request.context, deadline=time.time() + PATIENCE)):
                part = next(more, None)
