"""Lists that tick themselves: what is done, what is next, whose turn it is and what waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

_ICONS = {"good": "done", "waiting": "pending", "bad": "warning", "plain": "open"}


class Item(NamedTuple):
    """`kind` is that of a chip; `details` stand beneath; `page` is where something can be done, or None.

    `turn` says who acts next, `blocks` what does not go on before; both of what is not done.
    """

    kind: str
    words: str
    details: Sequence[str]
    page: str | None
    turn: str = ""
    blocks: str = ""

    @property
    def icon(self) -> str:
        return _ICONS[self.kind]


class Checklist(NamedTuple):
    title: str
    items: Sequence[Item]

    @property
    def done(self) -> int:
        return sum(item.kind == "good" for item in self.items)

    @property
    def is_done(self) -> bool:
        return self.done == len(self.items)
