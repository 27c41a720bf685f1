"""A practice's event feed: what happened, for programs that have no broker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, NotRequired, TypedDict

from contracts.errors import Refusal
from contracts.fields import ListOf, Text, Whole
from contracts.messages import Call, Rpc
from contracts.shapes import Described, RequestShape
from contracts.values import Limit, PracticeId, Timestamp

#: Seconds that a reader may wait for the next event.
LONGEST_WAIT = 30
#: Days for which events are kept.
DAYS_KEPT = 30
#: Stands for a cursor: the end of the feed as it is now.
LATEST = "latest"


class EventsExpired(Refusal):
    """docs/adr/0045: what a reader has missed is said, never passed over."""

    code = "events_expired"
    status = 410
    title = "Events after this cursor are no longer kept"
    template = (
        "Events are kept for 30 days, and some after this cursor are gone. Read what you follow once in full "
        "(GET /v1/clients), then go on from after=latest."
    )


class CloudEvent(TypedDict):
    """An event in the JSON form of CloudEvents 1.0. `data` is as its type's schema says, less what the reader
    may not see; take each `id` in once.
    """

    specversion: str
    id: str
    type: str
    source: str
    subject: str
    time: Timestamp
    datacontenttype: str
    correlationid: str
    data: dict[str, object]


EventCursor = Annotated[
    str,
    Text(
        "a cursor",
        longest=100,
        shortest=0,
        metadata={
            "description": "`cursor` of the page before; without it from the oldest event that is kept. "
            "`latest` gives no events and a cursor at the end of the feed."
        },
    ),
]
EventTypes = Annotated[
    str,
    Text(
        "types of events",
        longest=500,
        shortest=0,
        metadata={"description": "Only events of these types, separated by commas"},
    ),
]


@dataclass(frozen=True, kw_only=True, slots=True)
class ListEvents(RequestShape):
    """One page of the events that the caller may see, in the order in which they happened to each client."""

    after: EventCursor | None = None
    types: EventTypes | None = None
    limit: Limit = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitForEvents(ListEvents):
    """As `ListEvents`; where there is none yet, the answer waits for one."""

    wait: Annotated[
        int,
        Whole(0, LONGEST_WAIT),
        Described("Seconds to wait for an event where there is none yet"),
    ] = 0


class EventFeedPage(TypedDict):
    """`cursor` goes on behind all that was looked at, whether or not the caller may see it."""

    items: list[CloudEvent]
    cursor: str


class EventPage(EventFeedPage):
    """`position` is how far the feed went when it was read: what to wait beyond."""

    position: NotRequired[int]


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedPositions(RequestShape):
    practice_ids: Annotated[list[PracticeId], ListOf(Text(longest=40), longest=1000)]


class FeedPosition(TypedDict):
    practice_id: PracticeId
    position: int


class FoundPositions(TypedDict):
    """Practices without any event are left out."""

    items: list[FeedPosition]


LIST_EVENTS = Call("connections", "list_events", ListEvents, EventPage, "read")
FEED_POSITIONS = Call(
    "connections", "feed_positions", FeedPositions, FoundPositions, "read", caller="service"
)


def list_events(
    rpc: Rpc, *, after: str | None = None, types: str | None = None, limit: int = 100
) -> EventPage:
    """One page of the feed. Raises `EventsExpired`, `InvalidInput`."""
    return rpc.call(LIST_EVENTS, ListEvents(after=after, types=types, limit=limit))


def feed_positions(rpc: Rpc, *, practice_ids: Sequence[str]) -> FoundPositions:
    """How far the feeds of these practices go."""
    return rpc.call(FEED_POSITIONS, FeedPositions(practice_ids=list(practice_ids)))
