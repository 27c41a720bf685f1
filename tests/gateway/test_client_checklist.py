"""A client's one checklist: how its creation goes on and what is next, each thing once (product.md 3.3)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from gateway.web.clients import client_checklist
from gateway.web.clients.client_people import ClientPeople, in_words
from gateway.web.kit.checklists import Checklist, Item
from gateway.web.kit.rendering import VENDORS


def a_client(**changes: Any) -> Mapping[str, Any]:
    given: Mapping[str, Any] = {
        "invitation": None, "connection": None, "onboarding": onboarding(access="done"), **changes,
    }  # fmt: skip
    return given


def onboarding(state: str = "complete", **steps: str) -> Mapping[str, Any]:
    steps_now = [{"step": step, "state": now, "detail": None} for step, now in steps.items()]
    return {"state": state, "steps": steps_now}


def guide(**done: bool) -> list[Mapping[str, Any]]:
    pages = {"access": "access", "invitation": "users", "connection": "connection", "industry": "settings"}
    return [
        {"step": step, "title": f"The {step}", "hint": "A hint", "page": page, "done": done.get(step, False)}
        for step, page in pages.items()
    ]


def invitation(state: str, email: str = "delivered", detail: str | None = None) -> Mapping[str, Any]:
    channels = [{"channel": "email", "state": email, "detail": detail}]
    return {"id": "inv_1", "state": state, "channels": channels}


def items(client: Mapping[str, Any], **done: bool) -> dict[str, Item]:
    found = client_checklist.of(client, guide(**done), VENDORS)
    return dict(zip(pages(), found.items, strict=True))


def pages() -> list[str]:
    return [each["step"] for each in guide()]


def words(item: Item) -> str:
    return re.sub("<[^>]+>", "", item.words)


def test_what_is_next_leads_to_where_it_is_done_and_what_is_done_is_ticked() -> None:
    found = items(a_client(), access=True)
    assert found["access"] == Item("good", "The access", (), None)
    assert found["industry"] == Item("plain", "The industry", ("A hint",), "settings", "Your turn")
    assert found["invitation"].page == "users"


def test_each_thing_stands_there_once() -> None:
    steps = onboarding("pending", access="done", invitation="pending", connection="pending")
    client = a_client(onboarding=steps, invitation=invitation("pending", "queued"))
    found = client_checklist.of(client, guide(access=True, invitation=True), VENDORS)
    assert len(found.items) == len(pages())
    assert max(Counter(words(each) for each in found.items).values()) == 1
    assert found.title == "Being set up"


def test_a_step_that_was_not_done_says_why_and_leads_to_where_it_is_mended() -> None:
    steps = onboarding("needs_attention", access="done", connection="needs_attention")
    steps["steps"][1]["detail"] = "Acme Ltd is connected elsewhere."
    client = client_checklist.of(a_client(onboarding=steps), guide(), VENDORS)
    assert client.title == "Needs your attention"
    connection = client.items[pages().index("connection")]
    assert (connection.kind, connection.page) == ("bad", "connection")
    assert connection.words == "Not connected: Acme Ltd is connected elsewhere."


def test_an_invitation_says_how_it_fares_until_somebody_has_joined() -> None:
    waits = items(a_client(invitation=invitation("delivered")), invitation=True)["invitation"]
    assert (waits.kind, waits.words, waits.details) == ("waiting", "Invited", ["Email delivered"])
    failed = invitation("needs_attention", "failed", "no such mailbox")
    bad = items(a_client(invitation=failed), invitation=True)["invitation"]
    assert (bad.kind, bad.page, bad.details) == ("bad", "users", ["Email not delivered: no such mailbox"])
    joined = items(a_client(invitation=invitation("accepted")), invitation=True)["invitation"]
    assert (joined.kind, joined.words, joined.details) == ("good", "Has joined", [])


def test_software_that_needs_reconnecting_is_not_ticked() -> None:
    connection = {"provider": "xero", "state": "connected", "changed_at": "2026-05-03T10:00:00Z"}
    good = items(a_client(connection=connection), connection=True)["connection"]
    assert (good.kind, good.words) == ("good", "Xero is connected")
    broken = items(a_client(connection={**connection, "state": "needs_reconnect"}), connection=True)
    assert (broken["connection"].kind, broken["connection"].page) == ("bad", "connection")
    assert words(broken["connection"]) == "Xero: reconnect needed since 3 May 2026"


def test_an_archived_client_has_what_was_and_nothing_next() -> None:
    found: Checklist = client_checklist.of(a_client(), [], VENDORS)
    assert [(each.kind, each.page) for each in found.items] == [("good", None)]
    assert (found.title, found.done) == ("Active", 1)


JO, NOBODY = ClientPeople(joined=["Jo"]), ClientPeople(invited=["Kim Lee"])


@pytest.mark.parametrize(
    ("step", "client", "people", "turn", "blocks"),
    [
        ("access", {}, NOBODY, "Your turn", "only admins see"),
        ("invitation", {}, NOBODY, "Your turn", "nobody of the client can sign in"),
        ("invitation", {"invitation": "pending"}, NOBODY, "We are on it", "nobody of the client"),
        ("invitation", {"invitation": "delivered"}, NOBODY, "Kim Lee’s turn", "nobody of the client"),
        ("invitation", {"invitation": "delivered"}, JO, "The client’s turn", ""),
        ("invitation", {"invitation": "sent"}, ClientPeople(known=False), "The client’s turn", ""),
        ("invitation", {"invitation": "needs_attention"}, NOBODY, "Your turn", "nobody of the client"),
        ("invitation", {"invitation": "accepted"}, JO, "", ""),
        ("connection", {}, JO, "Your turn", ""),
        ("connection", {"connection": "needs_reconnect"}, JO, "Your turn", "nothing can be read"),
        ("connection", {"connection": "connected"}, JO, "", ""),
        ("documents", {}, JO, "The client’s turn", ""),
        ("documents", {}, NOBODY, "Your turn", ""),
    ],
)
def test_what_is_open_says_whose_turn_it_is_and_what_waits_for_it(
    step: str, client: dict[str, str], people: ClientPeople, turn: str, blocks: str
) -> None:
    given: dict[str, Any] = {}
    if "invitation" in client:
        given["invitation"] = invitation(client["invitation"])
    if "connection" in client:
        given["connection"] = {"provider": "xero", "state": client["connection"], "changed_at": None}
    next_steps = [{"step": step, "title": step, "hint": "", "page": "settings", "done": False}]
    found = client_checklist.of(a_client(**given, onboarding=onboarding()), next_steps, VENDORS, people)
    [item] = found.items
    assert item.turn == turn
    assert blocks in item.blocks
    assert bool(item.blocks) is bool(blocks)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["Jo"], "Jo"),
        (["Jo", "Kim"], "Jo and Kim"),
        (["Jo", "Kim", "Al"], "Jo, Kim and Al"),
        (["Jo", "Kim", "Al", "Bo", "Cy"], "Jo, Kim, Al and 2 more"),
    ],
)
def test_people_are_named_as_far_as_there_is_room(names: list[str], said: str) -> None:
    assert in_words(names) == said
