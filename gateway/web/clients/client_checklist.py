"""What a client still needs, in one list that ticks itself: how its creation goes on, and what is next.

A step that is being done, or was not, says so in its own place of the guide (product.md 3.3, 5.5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.access import AccessLevel
from gateway.web.clients.client_people import ClientPeople
from gateway.web.kit import wording
from gateway.web.kit.checklists import Checklist, Item

_WE = "We are on it"
_YOU = "Your turn"
_COLLEAGUE = "A colleague’s turn"


def of(
    client: Mapping[str, Any],
    guide: Sequence[Mapping[str, Any]],
    vendors: Mapping[str, str],
    people: ClientPeople | None = None,
) -> Checklist:
    """The list for a client as it is read; `guide` has its next steps, and none for an archived one."""
    steps = {step["step"]: step for step in client["onboarding"]["steps"]}
    guided = {each["step"]: each for each in guide}
    named = dict.fromkeys((*guided, *steps))
    items = [_item(name, client, steps.get(name), guided.get(name), vendors) for name in named]
    if guide:
        who = people or ClientPeople(known=False)
        items = [
            each._replace(turn=_turn(name, each, client, who), blocks=_blocks(name, each, who))
            for name, each in zip(named, items, strict=True)
        ]
    level = client.get("level", AccessLevel.MANAGE)
    items = [_by_level(name, each, level) for name, each in zip(named, items, strict=True)]
    state = client["onboarding"]["state"]
    titles = {"pending": "Being set up", "needs_attention": "Needs your attention"}
    return Checklist(titles.get(state, "Active"), items)


def _by_level(name: str, item: Item, level: str) -> Item:
    """What whoever reads this may not do is for a colleague, and leads nowhere (docs/adr/0064)."""
    needed = AccessLevel.MANAGE if name == "practice_code" else AccessLevel.WORK
    if level in needed.and_above:
        return item
    return item._replace(page=None, turn=_COLLEAGUE if item.turn == _YOU else item.turn)


def _turn(name: str, item: Item, client: Mapping[str, Any], people: ClientPeople) -> str:
    """Who acts next, for what is not done."""
    if item.kind == "good":
        return ""
    if item.kind == "waiting":
        found = client["invitation"]
        sent = name == "invitation" and found is not None and found["state"] in ("sent", "delivered")
        return people.whose if sent else _WE
    return "The client’s turn" if name == "documents" and people.joined else _YOU


def _blocks(name: str, item: Item, people: ClientPeople) -> str:
    """What does not go on before this is done."""
    if item.kind == "good":
        return ""
    if name == "invitation" and people.known and not people.joined:
        return "Until somebody accepts, nobody of the client can sign in."
    if name == "connection" and item.kind == "bad":
        return "Until it is mended, nothing can be read from it."
    if name == "access":
        return "Until then only admins see this client."
    return ""


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
