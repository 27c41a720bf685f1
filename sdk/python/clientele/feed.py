"""The event feed, followed: each event once, from where the program stopped, also where it was killed."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from clientele.client import AsyncClientele, Clientele

#: Seconds for which an answer may wait for the next event.
WAIT = 25


@dataclass(slots=True)
class Place:
    """Where a reader is: behind a page, and which events of the next it has dealt with."""

    cursor: str | None = None
    done: list[str] = field(default_factory=list)


class CursorStore(Protocol):
    """Keeps a reader's place: a file, or a row beside what the events lead to."""

    def load(self) -> Place:
        """The place kept last, or the beginning."""

    def save(self, place: Place) -> None:
        """Keep it, whole or not at all."""


class CursorFile:
    """Keeps the place in a file, which is replaced as a whole."""

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)

    def load(self) -> Place:
        if not self._path.exists():
            return Place()
        said = json.loads(self._path.read_text())
        return Place(said["cursor"], list(said["done"]))

    def save(self, place: Place) -> None:
        beside = self._path.with_name(f"{self._path.name}.new")
        beside.write_text(json.dumps({"cursor": place.cursor, "done": place.done}))
        os.replace(beside, self._path)  # noqa: PTH105  atomic, also where the file is there


def follow(
    api: Clientele, store: CursorStore, *, types: Sequence[str] = (), wait: int = WAIT, once: bool = False
) -> Iterator[Any]:
    """Events, oldest first and each once; an event counts as dealt with when the next is asked for.

    It goes on for ever, or until nothing is left where it is to be done `once`.
    """
    place = store.load()
    while True:
        page = api.list_events(
            after=place.cursor, types=",".join(types) or None, wait=0 if once else wait, limit=100
        )
        for event in page["items"]:
            if event["id"] not in place.done:
                yield event
                place.done.append(event["id"])
                store.save(place)
        place = Place(page["cursor"])
        store.save(place)
        if once and not page["items"]:
            return


async def follow_async(
    api: AsyncClientele,
    store: CursorStore,
    *,
    types: Sequence[str] = (),
    wait: int = WAIT,
    once: bool = False,
) -> AsyncIterator[Any]:
    """As `follow`, for `async for`."""
    place = store.load()
    while True:
        page = await api.list_events(
            after=place.cursor, types=",".join(types) or None, wait=0 if once else wait, limit=100
        )
        for event in page["items"]:
            if event["id"] not in place.done:
                yield event
                place.done.append(event["id"])
                store.save(place)
        place = Place(page["cursor"])
        store.save(place)
        if once and not page["items"]:
            return
