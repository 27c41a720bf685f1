"""What a client still needs, in one list that ticks itself: how its creation goes on, and what is next.

A step that is being done, or was not, says so in its own place of the guide (product.md 3.3, 5.5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gateway.web.kit import wording

_ICONS = {"good": "done", "waiting": "pending", "bad": "warning", "plain": "open"}


class Item(NamedTuple):
    """`kind` is that of a chip; `details` stand beneath; `page` is where something can be done, or None."""

    kind: str
    words: str
    details: Sequence[str]
    page: str | None

    @property
    def icon(self) -> str:
        return _ICONS[self.kind]


class Checklist(NamedTuple):
    title: str
    items: Sequence[Item]

    @property
    def done(self) -> int:
        return sum(item.kind == "good" for item in self.items)


def of(
    client: Mapping[str, Any], guide: Sequence[Mapping[str, Any]], vendors: Mapping[str, str]
) -> Checklist:
    """The list for a client as it is read; `guide` has its next steps, and none for an archived one."""
    steps = {step["step"]: step for step in client["onboarding"]["steps"]}
    guided = {each["step"]: each for each in guide}
    named = dict.fromkeys((*guided, *steps))
    items = [_item(name, client, steps.get(name), guided.get(name), vendors) for name in named]
    state = client["onboarding"]["state"]
    titles = {"pending": "Being set up", "needs_attention": "Needs your attention"}
    return Checklist(titles.get(state, "Set up"), items)


def _item(
    name: str,
    client: Mapping[str, Any],
    step: Mapping[str, Any] | None,
    guided: Mapping[str, Any] | None,
    vendors: Mapping[str, str],
) -> Item:
    page = guided["page"] if guided is not None else None
    if step is not None and step["state"] != "done":
        words, kind = wording.step(step)
        return Item(kind, words, _deliveries(client, name), page if kind == "bad" else None)
    state_of = _STATES[name](client, vendors) if name in _STATES else None
    if state_of is not None:
        words, kind = state_of
        return Item(kind, words, _deliveries(client, name), page if kind == "bad" else None)
    if guided is not None:
        if guided["done"]:
            return Item("good", guided["title"], (), None)
        return Item("plain", guided["title"], (guided["hint"],), page)
    words, kind = wording.step(step or {})
    return Item(kind, words, (), None)


def _deliveries(client: Mapping[str, Any], name: str) -> list[str]:
    """How each of the invitation's messages fares, until somebody has joined."""
    found = client["invitation"] if name == "invitation" else None
    if found is None or found["state"] in ("accepted", "revoked", "expired"):
        return []
    return [wording.delivery(channel)[0] for channel in found["channels"]]


def _invitation(client: Mapping[str, Any], _vendors: Mapping[str, str]) -> wording.Said | None:
    found = client["invitation"]
    # One that was revoked is to be made anew.
    return None if found is None or found["state"] == "revoked" else wording.invitation(found)


def _connection(client: Mapping[str, Any], vendors: Mapping[str, str]) -> wording.Said | None:
    found = client["connection"]
    if found is None:
        return None
    words, kind = wording.connection(found, vendors)
    return (f"{words} is connected", kind) if kind == "good" else (words, kind)


#: Steps whose state is more than done or open.
_STATES = {"invitation": _invitation, "connection": _connection}
