"""A bar offers Undo for some seconds, by pointer and by keys (ui.md, "Danger")."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.office import Practice, a_context, another_page, looks_well, sign_in
from tests.builders import unique


def archives(page: Page, practice: Practice) -> str:
    """Archive a new client; the page then offers to take it back."""
    client = str(practice.add_client(name=unique("Archived"))["id"])
    page.goto(f"/clients/{client}/settings")
    with another_page(page):
        page.get_by_role("button", name="Archive").click()
    return client


def test_it_is_taken_back_by_a_key_and_its_address_is_forgotten(office: Page, practice: Practice) -> None:
    client = archives(office, practice)
    expect(office.get_by_role("button", name="Undo")).to_be_in_viewport()
    looks_well(office, "undo")
    assert "undo=" not in office.url
    with another_page(office):
        office.keyboard.press("Control+z")
    expect(office.get_by_role("status")).to_contain_text("Restored.")
    assert practice.reads(f"/v1/clients/{client}")["status"] == "active"


def test_it_leaves_by_itself_but_not_while_somebody_stands_in_it(
    chromium: Browser, product_url: str, practice: Practice
) -> None:
    context = a_context(chromium, product_url)
    page = sign_in(context, practice.email)
    page.clock.install()
    archives(page, practice)
    undo = page.get_by_role("button", name="Undo")
    undo.focus()
    page.clock.run_for(60_000)
    expect(undo).to_be_visible()
    heading = page.locator("h1").bounding_box()
    page.get_by_role("searchbox", name="Search").focus()
    page.clock.run_for(9_000)
    expect(undo).to_be_visible()
    page.clock.run_for(2_000)
    expect(undo).to_be_hidden()
    assert page.locator("h1").bounding_box() == heading, "nothing moves"
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    page.clock.run_for(1_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Clients")
    context.close()


def test_without_scripts_it_is_a_line_of_the_page(
    chromium: Browser, product_url: str, practice: Practice
) -> None:
    context = a_context(chromium, product_url, script=False)
    page = sign_in(context, practice.email)
    client = archives(page, practice)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("Restored.")
    assert practice.reads(f"/v1/clients/{client}")["status"] == "active"
    context.close()
