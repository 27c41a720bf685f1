"""Server-sent events that say "something happened that you may see": the page then looks again by itself.

Nothing of what happened is in them, so that there is one place that decides what is shown: the page. Whoever
cannot be served looks at intervals instead (docs/adr/0059).
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from chassis.process import waiting
from contracts.errors import (
    InternalError,
    PracticeAccountRequired,
    Refusal,
    ServiceUnavailable,
    Unauthenticated,
)
from gateway.calls.services import Services
from gateway.http.requests import Request
from gateway.http.responses import PAGE_HEADERS, Response, no_content
from gateway.web.kit.visits import Route, Visit, Visits
from gateway.web.live import live_sources
from gateway.web.live.listeners import Listener, Listeners
from gateway.web.live.live_sources import Source

#: Seconds: until it is seen that a listener was ended; between signs of life, which find out who has gone and
#: keep proxies from giving up; between two messages, however much happens.
_LOOK, _SIGN, _PAUSE = 3.0, 15.0, 1.0
#: What the browser waits before it connects anew, in milliseconds.
_BEGIN = b"retry: 3000\n\n"
#: The page need not look at intervals, as long as this goes on.
_SAYS_ALL = b"event: says_all\ndata:\n\n"
_MOVED = b"event: moved\ndata:\n\n"
_STILL_HERE = b":\n\n"
_HEADERS = [
    ("Content-Type", "text/event-stream; charset=utf-8"),
    # nginx, and whatever follows it, else keeps an answer until there is enough of it.
    ("X-Accel-Buffering", "no"),
]


def routes(visiting: Visits, services: Services, listeners: Listeners) -> list[Route]:
    return [visiting.shows("/live", lambda visit: listen(visit, services, listeners))]


def listen(visit: Visit, services: Services, listeners: Listeners) -> Response:
    """A stream; or 204, by which a browser knows not to ask again."""
    if listeners.is_full:
        return no_content()
    try:
        source = live_sources.of(
            visit.request,
            services,
            client_id=visit.query.text("client_id"),
            import_id=visit.query.text("import_id"),
        )
    except (PracticeAccountRequired, ServiceUnavailable, InternalError):
        return no_content()
    parts = _stream(visit.request, services, listeners, source)
    return Response(_BEGIN, 200, _HEADERS, PAGE_HEADERS, more=parts)


def _stream(request: Request, services: Services, listeners: Listeners, source: Source) -> Iterator[bytes]:
    session_id = request.signed_in.session_id
    listener = listeners.add(session_id)
    if listener is None:
        return
    try:
        if source.says_all:
            yield _SAYS_ALL
        yield from _messages(request, services, listener, source)
    except (Refusal, Unauthenticated):
        # The session has ended, or a part is down: the browser connects anew, and is answered then.
        return
    finally:
        listeners.remove(session_id, listener)


def _messages(request: Request, services: Services, listener: Listener, source: Source) -> Iterator[bytes]:
    signed_at = time.monotonic()
    while listener.left:
        if source.wait(min(_LOOK, listener.left)):
            if source.goes_on():
                signed_at = time.monotonic()
                yield _MOVED
            waiting.sleep(_PAUSE)
        elif time.monotonic() - signed_at >= _SIGN:
            signed_at = time.monotonic()
            # Also tells a session that has ended.
            request.act_as(services.identities.of(request.signed_in.credential))
            yield _STILL_HERE
