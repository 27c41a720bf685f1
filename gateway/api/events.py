"""What happened in a practice, for programs that follow it."""

from __future__ import annotations

import time
from dataclasses import replace

import orjson

from chassis import context
from contracts import connections, fields
from contracts.connections.event_feed import LONGEST_WAIT, EventFeedPage, EventPage, WaitForEvents
from contracts.errors import PracticeAccountRequired, ServiceUnavailable
from contracts.shapes import schema_of
from contracts.subscriptions import FEED
from gateway.api.operations import Operation
from gateway.calls.services import Services
from gateway.http.requests import Request
from gateway.http.responses import JSON, Response

#: Seconds for which one look at the feed may take.
_PATIENCE = 2.7

EXAMPLE_EVENT = {
    "specversion": "1.0",
    "id": "01JC2Z5T8V9QWERTY0ABCDEFGH",
    "type": "ClientCreated",
    "source": "/clientele/accounts",
    "subject": "client_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "time": "2026-11-02T08:00:00Z",
    "datacontenttype": "application/json",
    "correlationid": "01JC2Z5T8V9QWERTY0ABCDEFGH",
    "data": {
        "client_id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH",
        "practice_id": "prac_01JC2Z5T8V9QWERTY0ABCDEFGH",
        "crn": "CRN00000012",
        "type": "business",
        "name": "Acme Widgets Ltd",
    },
}


def list_events(request: Request, services: Services) -> Response:
    """A page of the feed; an empty one only after the time that the reader would wait."""
    given = {name: value for name, value in request.arguments.items() if value != ""}
    query: WaitForEvents = fields.load(schema_of(WaitForEvents, "request"), given)
    end = time.monotonic() + query.wait
    page = _read(request, services, query)
    while not page["items"] and (left := end - time.monotonic()) > 0:
        query = replace(query, after=page["cursor"])
        if services.events.wait(request.signed_in.account_id, page.get("position", 0), left):
            page = _read_again(request, services, query, page)
    shown: EventFeedPage = {"items": page["items"], "cursor": page["cursor"]}
    return Response(orjson.dumps(shown), 200, [JSON])


def _read_again(request: Request, services: Services, query: WaitForEvents, before: EventPage) -> EventPage:
    """The next page; where a part is down or busy, the one before, and the reader goes on waiting."""
    try:
        return _read(request, services, query)
    except ServiceUnavailable:
        return before


def _read(request: Request, services: Services, query: WaitForEvents) -> EventPage:
    # While it waits, the request outlives its deadline and what said who asks.
    request.act_as(services.identities.of(request.signed_in.credential))
    with context.enter(replace(request.context, deadline=time.time() + _PATIENCE)):
        return connections.list_events(services.rpc, after=query.after, types=query.types, limit=query.limit)


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/events",
        name="listEvents",
        summary="What happened, from where you stopped reading",
        description=(
            "The events that you may see, as CloudEvents, those of each client in the order in which they "
            "happened. Keep `cursor` when you have dealt with `items`, and ask again with `after`: nothing "
            "is missed, whatever ends in between. The same event may come twice; take each `id` in once. "
            f"With `wait` (at most {LONGEST_WAIT} seconds) the answer waits for the next event; an empty one "
            "is no error. Events are kept for 30 days: a cursor from before is refused with 410. What may "
            "be seen is decided when it is read: somebody who is given access to a client sees from then on "
            "what is published of it. Types: " + ", ".join(sorted(event.type for event in FEED.events)) + "."
        ),
        tag="Events",
        call=connections.LIST_EVENTS,
        documented=WaitForEvents,
        answers=EventFeedPage,
        answer=list_events,
        refusals=(PracticeAccountRequired, connections.EventsExpired),
        example_answer={"items": [EXAMPLE_EVENT], "cursor": "WzE3NjIwNzA0MDAwMDAwMDBd"},
    ),
)
