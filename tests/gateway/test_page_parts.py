"""Parts of pages are drawn once for what they show and for whoever reads moments alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import Context, copy_context
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from jinja2 import UndefinedError
from markupsafe import Markup

from contracts.accounts.client_states import ClientColumn
from gateway.web.clients import client_rows
from gateway.web.kit import moments
from gateway.web.kit.rendering import Rendering

ROW = "clients/client_row.html"
NOON = datetime(2026, 7, 3, 12, tzinfo=UTC)
CLIENT: Any = {
    "id": "client_1",
    "name": "Acme <Widgets> Ltd",
    "crn": "ACME01",
    "practice_code": None,
    "type": "business",
    "status": "active",
    "company_number": "01234567",
    "solutions": ["extract", "vault"],
    "country": "GB",
    "base_currency": "GBP",
    "created_at": "2026-07-03T09:00:00Z",
    "account_manager_id": "user_1",
    "access": {"everyone": False, "team_ids": ["team_1"], "colleague_ids": ["user_1", "user_2"]},
    "responsibilities": [
        {"responsibility_id": "resp_1", "user_id": "user_2"},
        {"responsibility_id": "resp_ended", "user_id": "user_1"},
    ],
    "onboarding": {"state": "pending", "steps": []},
    "invitation": {"id": "inv_1", "state": "sent", "channels": []},
    "connection": {"provider": "xero", "state": "needs_reconnect", "changed_at": "2026-07-02T09:00:00Z"},
}
PEOPLE = {"user_1": "Ann Smith", "user_2": "Bob", "team_1": "Payroll"}
NAMES = client_rows.Names(PEOPLE, {"resp_1": "Tax"})


@pytest.fixture
def rendering() -> Rendering:
    return Rendering("https://clientele.example", sandbox=False, phone=False)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def read_in(zone: str, country: str = "GB") -> Context:
    reader = copy_context()
    reader.run(moments._reader.set, moments.Reader(moments._zone(zone), lambda: country))
    return reader


def row(rendering: Rendering, names: client_rows.Names = NAMES, admin: bool = True, **changed: Any) -> Markup:
    client: Any = {**CLIENT, **changed}
    return client_rows.draw(rendering, [client], list(ClientColumn), names, admin=admin)[0]


def test_a_row_has_all_that_its_columns_show(rendering: Rendering) -> None:
    drawn = read_in("UTC").run(row, rendering)
    for words in (
        "Acme &lt;Widgets&gt; Ltd", "Being set up", "ACME01", ">Ann Smith</td>", ">Tax: Bob</td>",
        ">Payroll and 2 more</td>", ">Business</td>", ">01234567</td>", ">Extract, Vault</td>", "Invited",
        "Xero: reconnect needed since <time", ">GB</td>", ">GBP</td>", "today 09:00</time>",
        ">Archive</button>",
    ):  # fmt: skip
        assert words in drawn, words
    assert "<Widgets>" not in drawn


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "Acme & Sons"}, "Acme &amp; Sons"),
        ({"status": "archived"}, ">Restore</button>"),
        ({"onboarding": {"state": "needs_attention"}}, "Needs attention"),
        ({"onboarding": {"state": "complete"}, "invitation": {"state": "pending"}}, " data-watch"),
        ({"invitation": None}, "Not invited"),
        ({"invitation": {"state": "accepted"}}, "Has joined"),
        ({"connection": {"provider": "sage", "state": "connected"}}, "Sage Accounting"),
        ({"access": {"everyone": True, "team_ids": [], "colleague_ids": []}}, ">All colleagues</td>"),
        ({"access": {"everyone": False, "team_ids": [], "colleague_ids": []}}, ">Admins</span>"),
        ({"access": {"everyone": False, "team_ids": [], "colleague_ids": ["user_2"]}}, ">Bob</td>"),
        ({"account_manager_id": "user_gone"}, ">somebody who left</td>"),
        ({"practice_code": "P-7"}, " · P-7"),
    ],
)
def test_what_changed_is_drawn_anew(rendering: Rendering, changed: dict[str, Any], words: str) -> None:
    before = row(rendering)
    assert words in row(rendering, **changed)
    assert row(rendering) == before


def test_a_name_that_changed_is_drawn_anew(rendering: Rendering) -> None:
    row(rendering)
    assert ">Anna Smith</td>" in row(rendering, client_rows.Names({**PEOPLE, "user_1": "Anna Smith"}, {}))


def test_who_is_no_admin_cannot_tick_or_archive(rendering: Rendering) -> None:
    row(rendering)
    drawn = row(rendering, admin=False)
    assert "checkbox" not in drawn
    assert "<button" not in drawn


def test_each_reader_has_their_own_zone_order_and_day(rendering: Rendering) -> None:
    assert "today 09:00" in read_in("UTC").run(row, rendering)
    assert "today 10:00" in read_in("Europe/London").run(row, rendering)
    assert "Thursday, July 2" in read_in("UTC", "US").run(row, rendering)
    with time_machine.travel(datetime(2026, 7, 4, 12, tzinfo=UTC)):
        assert "yesterday 09:00" in read_in("UTC").run(row, rendering)


def test_the_same_row_is_drawn_once(rendering: Rendering) -> None:
    first, again = row(rendering), row(rendering)
    assert again is first


def test_a_part_takes_no_html(rendering: Rendering) -> None:
    with pytest.raises(TypeError):
        rendering.part(ROW, {"name": Markup("<b>Acme</b>")})


def test_a_part_that_is_everybodys_has_no_moments(rendering: Rendering) -> None:
    cells = [{"column": "created_at", "title": "Added", "value": CLIENT["created_at"]}]
    shown = {
        "admin": True,
        "id": "client_1",
        "name": "Acme",
        "crn": "A1",
        "practice_code": None,
        "archived": False,
    }
    marks = {"needs_attention": False, "being_set_up": False, "invitation_pending": False, "cells": cells}
    with pytest.raises(TypeError):
        rendering.part(ROW, {**shown, **marks})
    assert "today" in rendering.parts(ROW, [{**shown, **marks}])[0]


def test_a_part_knows_nothing_of_the_page_around_it(rendering: Rendering) -> None:
    with pytest.raises(UndefinedError):
        rendering.part("clients/client_list.html", {})


def test_templates_find_what_a_dict_has_and_what_every_dict_has(rendering: Rendering) -> None:
    made = rendering._templates.from_string("{{ it.name }} {{ it.get('name') }} {{ it.items() | list }}")
    assert made.render(it={"name": "A", "get": "B"}).startswith("A A [(")
    with pytest.raises(UndefinedError):
        rendering._templates.from_string("{{ it.nmae }}").render(it={"name": "A"})
