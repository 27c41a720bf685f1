"""Server-sent events that say "something happened that you may see": the page then looks again by itself.

Nothing of what happened is in them, so that there is one place that decides what is shown: the page. Whoever
cannot be served looks at intervals instead (docs/adr/0059).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from chassis import context
from chassis.process import waiting
from contracts import connections
from contracts.connections.event_feed import LATEST, EventPage
from contracts.errors import PracticeAccountRequired, Refusal, ServiceUnavailable, Unauthenticated
from gateway.calls.services import Services
from gateway.http.requests import Request
from gateway.http.responses import PAGE_HEADERS, Response, no_content
from gateway.web.kit.visits import Route, Visit, Visits
from gateway.web.live.listeners import Listener, Listeners

#: Seconds: for one look at the feed; until it is seen that a listener was ended; between signs of life, which
#: find out who has gone and keep proxies from giving up; between two messages, however much happens.
_PATIENCE, _LOOK, _SIGN, _PAUSE = 2.7, 3.0, 15.0, 1.0
#: What the browser waits before it connects anew, in milliseconds.
_BEGIN = b"retry: 3000\n\n"
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
        page = _read(visit.request, services, LATEST)
    except (PracticeAccountRequired, ServiceUnavailable):
        return no_content()
    about = visit.query.text("client_id")
    parts = _stream(visit.request, services, listeners, page, about)
    return Response(_BEGIN, 200, _HEADERS, PAGE_HEADERS, more=parts)


def _stream(
    request: Request, services: Services, listeners: Listeners, page: EventPage, about: str
) -> Iterator[bytes]:
    session_id = request.signed_in.session_id
    listener = listeners.add(session_id)
    if listener is None:
        return
    try:
        yield from _messages(request, services, listener, page, about)
    except (Refusal, Unauthenticated):
        # The session has ended, or a part is down: the browser connects anew, and is answered then.
        return
    finally:
        listeners.remove(session_id, listener)


def _messages(
    request: Request, services: Services, listener: Listener, page: EventPage, about: str
) -> Iterator[bytes]:
    account_id = request.signed_in.account_id
    signed_at = time.monotonic()
    while listener.left:
        moved = services.events.wait(account_id, page.get("position", 0), min(_LOOK, listener.left))
        if moved:
            page = _read(request, services, page["cursor"])
            if any(_is_about(event, about) for event in page["items"]):
                signed_at = time.monotonic()
                yield _MOVED
            waiting.sleep(_PAUSE)
        elif time.monotonic() - signed_at >= _SIGN:
            signed_at = time.monotonic()
            # Also tells a session that has ended.
            request.act_as(services.identities.of(request.signed_in.credential))
            yield _STILL_HERE


def _is_about(event: connections.CloudEvent, about: str) -> bool:
    return not about or event["data"].get("client_id") == about


def _read(request: Request, services: Services, after: str) -> EventPage:
    """What there is after a place in the feed, of what whoever listens may see now (product.md 8.4)."""
    request.act_as(services.identities.of(request.signed_in.credential))
    with context.enter(replace(request.context, deadline=time.time() + _PATIENCE)):
        return connections.list_events(services.rpc, after=after, limit=100)
