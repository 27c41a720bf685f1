"""Text that means harm, from every field that people write words in to the page that shows it (issue 18)."""

from __future__ import annotations

import re
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.test import Client as HttpClient

from chassis.rpc.client import RpcClient
from gateway import app
from gateway.settings import Settings
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, a_practice, eventually, text_of
from tests.gateway.hostile_text.places import (
    ELSEWHERE,
    HOSTILE,
    NO_WORDS,
    NOT_SHOWN,
    SAME_AS,
    SEARCHED,
    SHOWN,
    Hostile,
    acceptable,
)
from tests.gateway.hostile_text.text_fields import text_fields
from tests.invitations.test_hostile_names import HEADERS

TESTS = Path(__file__).parents[2]


def test_every_field_for_words_has_its_place_in_the_table() -> None:
    """Whoever adds one says where it is shown."""
    named = {*SHOWN, *SEARCHED, *SAME_AS, *ELSEWHERE, *NOT_SHOWN}
    words = {field for field in text_fields() if not field.endswith(NO_WORDS)}
    assert words - named == set()
    assert named - set(text_fields()) == set()
    assert set(SAME_AS.values()) <= {*SHOWN, *SEARCHED}


@pytest.mark.parametrize("module", sorted(set(ELSEWHERE.values())))
def test_what_is_tried_elsewhere_is_tried_with_hostile_text(module: str) -> None:
    assert re.search(r"<script>|<b>|HOSTILE|INJECTIONS", (TESTS / module).read_text())


@pytest.fixture(scope="module", params=HOSTILE)
def hostile(request: pytest.FixtureRequest, rpc: RpcClient) -> tuple[Hostile, Browser]:
    owner = a_practice(rpc)
    http = HttpClient(app.build(Settings(broker_url="memory://", rate_limits=False), rpc), use_cookies=False)

    def ask(method: str, path: str, body: Any) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {owner.token}"}
        sent: dict[str, Any] = {"json": body}
        if isinstance(body, bytes):
            sent = {"data": body, "content_type": "text/csv"}
        answer = http.open(path, method=method, headers=headers, **sent)
        return answer.status_code, answer.json

    made = Hostile(ask, request.param)
    made.fill()
    return made, Browser(rpc, owner)


@pytest.mark.parametrize("field", sorted({*SHOWN, *SEARCHED}))
def test_it_is_shown_as_text_or_refused(hostile: tuple[Hostile, Browser], field: str) -> None:
    made, browser = hostile
    if field in made.refused:
        return
    assert acceptable(field, made.written(field))
    path = SHOWN[field] if field in SHOWN else SEARCHED[field] + quote(made.written(field))
    page = browser.opens(path.format(**made.ids))
    assert in_one_line(made.shown(field)) in in_one_line(unescape(page))
    assert "<script>alert" not in page


def test_mails_with_it_have_their_own_headers_and_show_it_as_text(
    hostile: tuple[Hostile, Browser], mailbox: Mailbox
) -> None:
    made, _ = hostile
    sender = "invitations.change_practice_messages.sender_name"
    assert made.refused.isdisjoint({sender, "access.invite_colleague.name", "accounts.invite_to_client.name"})
    for address in made.addresses:
        message = eventually(partial(mailbox.to, address))[0]
        assert message.defects == []
        assert {name for name in message if not name.startswith("X-")} <= HEADERS
        assert len(message.keys()) == len(set(message.keys()))
        assert [each.addr_spec for each in message["To"].addresses] == [address]
        assert len(str(message["Subject"]).splitlines()) == 1
        html = message.get_body(("html",))
        assert html is not None
        assert "<script>alert" not in html.get_content()
        assert in_one_line(made.shown(sender)) in in_one_line(text_of(message))


def in_one_line(text: str) -> str:
    """Without what a field for searching still has as it was typed."""
    return " ".join(re.sub("[\u202a-\u202e\u2066-\u2069]", "", text).split())
