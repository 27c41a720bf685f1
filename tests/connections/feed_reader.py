"""A reader of the event feed, for tests: by calls, and by what a program does that keeps its cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts import connections
from tests.builders import Person, eventually

Event = Mapping[str, Any]


@dataclass
class Reader:
    """Follows the feed as a person; `seen` are the events in the order in which they came."""

    person: Person
    types: str | None = None
    cursor: str | None = None
    seen: list[Event] = field(default_factory=list)

    def read(self, limit: int = 100) -> list[Event]:
        """One page; the cursor moves on."""
        with self.person.acting():
            page = connections.list_events(self.person.rpc, after=self.cursor, types=self.types, limit=limit)
        self.cursor = page["cursor"]
        found: list[Event] = list(page["items"])
        self.seen += found
        return found

    def until(self, holds: Callable[[Sequence[Event]], bool], within: float = 15) -> list[Event]:
        """Read on until what was seen so far holds."""

        def look() -> bool:
            self.read()
            return holds(self.seen)

        eventually(look, within=within)
        return self.seen

    def types_about(self, client_id: str) -> list[str]:
        return [each["type"] for each in self.seen if each["data"].get("client_id") == client_id]


def has(event_type: str, **data: Any) -> Callable[[Sequence[Event]], bool]:
    """Whether an event of the type was seen whose data says this."""

    def holds(seen: Sequence[Event]) -> bool:
        return any(each["type"] == event_type and data.items() <= each["data"].items() for each in seen)

    return holds
