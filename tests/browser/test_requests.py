"""A client who has an account already invites the practice, in Chromium (product.md 7.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.office import Practice, a_context, another_page, looks_well, sign_in
from tests.builders import Mailbox, unique


@pytest.fixture
def context(chromium: Browser, product_url: str, size: tuple[int, int]) -> Iterator[BrowserContext]:
    context = a_context(chromium, product_url, size[0])
    yield context
    context.close()


@pytest.fixture
def client(
    chromium: Browser, product_url: str, served_mailbox: Mailbox, size: tuple[int, int]
) -> Iterator[Page]:
    """At their account: the business admin of a client that another practice has added."""
    before = Practice(product_url)
    before.ask("PATCH", "/v1/practice", name="Old & Son")
    address = f"{unique('kim')}@acme.example"
    before.add_client(name=unique("Kiln"), invitation={"name": "Kim Lee", "email": address})
    before.join(served_mailbox.token_for(address))
    context = a_context(chromium, product_url, size[0])
    yield sign_in(context, address, "Kiln")
    context.close()


def invites(client: Page, practice: Practice) -> str:
    """The client asks the practice; gives the client's name."""
    name = client.get_by_role("heading", level=1).inner_text()
    client.goto("/account")
    client.get_by_text("Ask another practice").click()
    client.get_by_label("Email address of an admin of the practice").fill(practice.email)
    client.get_by_role("button", name="Ask them").click()
    expect(client.get_by_role("status")).to_contain_text("is asked")
    expect(client.get_by_role("region", name="Your accountant")).to_contain_text("Asked")
    return name


def test_a_request_is_accepted_for_chosen_colleagues(
    client: Page, context: BrowserContext, product_url: str, served_mailbox: Mailbox
) -> None:
    practice = Practice(product_url)
    ben = practice.add_colleague("Ben Ash", mailbox=served_mailbox)
    name = invites(client, practice)
    page = sign_in(context, practice.email)
    page.goto("/clients")
    page.get_by_role("link", name=re.compile("^Requests")).click()
    request = page.get_by_role("region", name=name)
    expect(request).to_contain_text("asked by Kim Lee")
    looks_well(page, "requests")
    request.get_by_label("Only those chosen below").check()
    request.get_by_text("Choose colleagues and teams").click()
    request.get_by_label("Ben Ash").check()
    request.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_role("link", name="Practice access").click()
    expect(page.get_by_role("definition").filter(has_text="was given access")).to_be_visible()
    assert name in [each["name"] for each in practice.ask("GET", f"/v1/clients?colleague_id={ben}")["items"]]
    client.goto("/account")
    expect(client.locator("main")).to_contain_text("Accepted")


def test_a_request_is_declined_and_the_client_stays_where_it_was(
    client: Page, context: BrowserContext, product_url: str
) -> None:
    practice = Practice(product_url)
    name = invites(client, practice)
    page = sign_in(context, practice.email)
    page.goto("/clients/requests")
    page.get_by_role("region", name=name).get_by_role("button", name="Decline").click()
    expect(page.get_by_role("status")).to_contain_text("Declined")
    expect(page.get_by_role("heading", name="No requests")).to_be_visible()
    assert practice.ask("GET", "/v1/clients")["items"] == []
    client.goto("/account")
    expect(client.locator("main")).to_contain_text("Declined")


def test_a_request_is_answered_by_keyboard(client: Page, context: BrowserContext, product_url: str) -> None:
    """ui.md, Frame: everything by keyboard."""
    practice = Practice(product_url)
    name = invites(client, practice)
    page = sign_in(context, practice.email)
    page.goto("/clients")
    tabs_to(page, "Requests (1 waiting)")
    with another_page(page):
        page.keyboard.press("Enter")
    page.locator("h1").click()
    tabs_to(page, "Accept")
    with another_page(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert [each["name"] for each in practice.clients()] == [name]


def tabs_to(page: Page, words: str) -> None:
    """By Tab alone, as often as it takes."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == words:
            return
    pytest.fail(f"Tab does not lead to {words}")
