"""The invited person's way in, in Chromium (product.md 5.4, 5.6)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Tab
from tests.builders import PASSWORD, Mailbox, unique
from tests.integration.practice import PracticeOverHttp


@pytest.fixture(scope="session")
def practice(product_url: str) -> PracticeOverHttp:
    return PracticeOverHttp(product_url)


def invited(practice: PracticeOverHttp, mailbox: Mailbox) -> tuple[str, str, str]:
    """The name of a client, the address of its invited user, and their token."""
    address = f"{unique('jo')}@acme.example"
    client = practice.add_client(invitation={"name": "Jo Bloggs", "email": address})
    return str(client["name"]), address, mailbox.token_for(address)


def test_the_link_leads_to_a_password_and_in(
    tab: Tab, practice: PracticeOverHttp, served_mailbox: Mailbox
) -> None:
    name, _, token = invited(practice, served_mailbox)
    page = tab.go(f"/invitation#{token}")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Join {name}")
    page.get_by_label("Choose a password").fill("short")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("alert")).to_contain_text("at least 10 characters")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("status")).to_contain_text("You are in")
    assert [error for error in tab.errors if "422" not in error] == []


def test_without_javascript_the_code_does_the_same(
    chromium: Browser, product_url: str, practice: PracticeOverHttp, served_mailbox: Mailbox
) -> None:
    name, _, token = invited(practice, served_mailbox)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{product_url}/invitation")
    page.get_by_label("Code").fill(token)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Join {name}")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("status")).to_contain_text("You are in")
    context.close()


def test_a_code_that_is_none_says_what_to_do(tab: Tab) -> None:
    page = tab.go("/invitation#no-such-token")
    expect(page.locator("main")).to_contain_text("ask them to send the invitation again")


def test_the_whole_way_works_by_keyboard(
    tab: Tab, practice: PracticeOverHttp, served_mailbox: Mailbox
) -> None:
    _, _, token = invited(practice, served_mailbox)
    page = tab.go("/invitation")
    page.get_by_label("Code").focus()
    page.keyboard.type(token)
    page.keyboard.press("Enter")
    page.get_by_label("Choose a password").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("You are in")
