"""The bell and the page behind it, without scripts (docs/adr/0072; ui.md, "Frame")."""

from __future__ import annotations

import html
import re

import pytest

from chassis.rpc.client import RpcClient
from contracts import access
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_colleague, a_practice, gives


@pytest.fixture
def owner(rpc: RpcClient) -> Person:
    return a_practice(rpc)


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


def lines(page: str) -> list[str]:
    """What the page says, a line each, without its tags."""
    feed = re.findall(r"<li[^>]*>\s*<span[^>]*>.*?</span>\s*<div>(.*?)</div>", page, re.S)
    return [" ".join(html.unescape(re.sub(r"<[^>]*>", " ", each)).split()) for each in feed]


def bell(page: str) -> str:
    (found,) = re.findall(r'<a class="bell".*?</a>', page, re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", found).split())


def test_the_bell_counts_what_is_unread_and_reading_it_ends_that(
    rpc: RpcClient, owner: Person, bob: Person
) -> None:
    for name in ("Oak Ltd", "Elm Ltd"):
        gives(owner, owner.adds_client(name=name)["id"], colleague_ids=[bob.user_id])
    browser = Browser(rpc, bob)
    page = browser.opens("/notices")
    assert bell(page) == "Notices 2 unread"
    with owner.acting():
        by = access.get_session(owner.rpc)["user"]["name"]
    # What one colleague gave one after another is one line.
    assert lines(page) == [f"Unread: {by} gave you 2 clients. Which Elm Ltd Oak Ltd"]
    newest = re.search(r'name="up_to" value="([^"]+)"', page)
    assert newest is not None
    assert browser.sends("/notices/read", page, up_to=newest[1]).status_code == 303
    page = browser.opens("/notices")
    assert (bell(page), "Mark all as read" in page) == ("Notices", False)
    assert "Unread" not in page


def test_each_kind_says_what_to_do(rpc: RpcClient, owner: Person, bob: Person) -> None:
    client_id = owner.adds_client(name="Oak & Sons")["id"]
    with bob.acting():
        request = access.request_access(rpc, client_id=client_id, reason="I do their VAT return.")
    page = Browser(rpc, owner).opens("/notices")
    assert lines(page) == ["Unread: Bob Jones asks for access to Oak & Sons: give it or decline ."]
    assert 'href="/clients/access-requests"' in page
    with owner.acting():
        access.decline_access(rpc, request["id"], "Cy does.")
    assert lines(Browser(rpc, owner).opens("/notices")) == [
        "Bob Jones asks for access to Oak & Sons: give it or decline ."
    ]
    assert "declined your request for Oak & Sons: read why" in lines(Browser(rpc, bob).opens("/notices"))[0]


def test_nobody_without_notices_is_left_without_words(rpc: RpcClient, owner: Person) -> None:
    page = Browser(rpc, owner).opens("/notices")
    assert "Nothing concerns you yet" in page
    assert bell(page) == "Notices"
