"""Views of the list of clients, saved, changed and gone to, by pointer and by keys (ui.md, "Lists")."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.office import Practice, a_context, another_page, looks_well, sign_in
from tests.builders import unique

#: As long as a name may be, without a place to break.
LONG = "W" * 60


@pytest.fixture(scope="module")
def practice(product_url: str) -> Practice:
    made = Practice(product_url)
    made.add_client(name="Amber Ltd", company_number="01234567")
    made.add_client(name="Birch Ltd", invitation={"name": "Jo", "email": f"{unique('jo')}@birch.example"})
    return made


def test_columns_are_chosen_in_a_menu_and_kept_with_a_view(office: Page, practice: Practice) -> None:
    name = unique("Numbers")
    office.goto("/clients?invitation=none")
    office.get_by_text("Columns", exact=True).click()
    office.get_by_role("checkbox", name="Company number").check()
    for column in ("Manager", "Access", "Software"):
        office.get_by_role("checkbox", name=column).uncheck()
    looks_well(office, "columns-open")
    with another_page(office):
        office.get_by_role("button", name="Show these").click()
    expect(office.get_by_role("cell", name="01234567")).to_be_visible()
    with another_page(office):
        office.get_by_role("link", name="Save as a view").click()
    office.get_by_label("Name").fill(name)
    expect(office.get_by_role("checkbox", name="Company number")).to_be_checked()
    with another_page(office):
        office.get_by_role("button", name="Save view").click()
    expect(office.get_by_role("status")).to_contain_text(f"The view {name} is saved.")
    office.goto("/clients")
    office.get_by_text("Saved views", exact=True).click()
    looks_well(office, "views-open")
    with another_page(office):
        office.get_by_role("link", name=name, exact=True).click()
    expect(office.get_by_role("cell", name="01234567")).to_be_visible()
    expect(office.get_by_role("link", name="Birch Ltd")).to_have_count(0)
    assert office.get_by_text("Save changes").count() == 0


def test_a_filter_at_once_offers_to_save_what_changed_and_undo_takes_it_back(
    office: Page, practice: Practice
) -> None:
    name = unique("Changing")
    view = practice.ask("POST", "/v1/client-views", name=name, status="active")["id"]
    office.goto(f"/clients?saved={view}")
    office.get_by_role("searchbox", name="Search").fill("amb")
    button = office.get_by_role("button", name="Save changes")
    expect(button).to_be_visible()
    looks_well(office, "view-changed")
    with another_page(office):
        button.click()
    expect(office.get_by_role("status")).to_contain_text("is saved")
    assert _saved(practice, view)["q"] == "amb"
    with another_page(office):
        office.keyboard.press("Control+z")
    assert _saved(practice, view)["q"] is None


def _saved(practice: Practice, view_id: str) -> dict[str, object]:
    return next(each for each in practice.reads("/v1/client-views")["items"] if each["id"] == view_id)


def test_all_of_it_is_done_by_keys_alone(office: Page, practice: Practice) -> None:
    name = unique("Keyed")
    view = practice.ask("POST", "/v1/client-views", name=name, type="business", status="active")["id"]
    office.goto("/clients")
    office.locator("summary", has_text="Saved views").focus()
    office.keyboard.press("Enter")
    office.keyboard.press("ArrowDown")
    expect(office.locator(".tools .entry:focus")).to_have_count(1)
    office.keyboard.press("Escape")
    expect(office.locator("summary:focus")).to_have_text("Saved views")
    office.keyboard.press("Tab")
    office.keyboard.press("Enter")
    office.keyboard.press("Tab")
    expect(office.locator("input[value=account_manager]:focus")).to_have_count(1)
    office.keyboard.press("Space")
    with another_page(office):
        office.keyboard.press("Enter")
    expect(office.get_by_role("columnheader", name="Manager")).to_have_count(0)
    office.keyboard.press("Control+k")
    office.keyboard.type(f"view {name}")
    expect(office.get_by_role("dialog").get_by_role("option", selected=True)).to_contain_text(name)
    with another_page(office):
        office.keyboard.press("Enter")
    expect(office).to_have_url(re.compile(rf"/clients\?saved={view}&type=business$"))


def test_twenty_long_names_fit(office: Page, product_url: str, chromium: Browser) -> None:
    crowded = Practice(product_url)
    crowded.add_client(name="Amber Ltd")
    for number in range(20):
        crowded.ask("POST", "/v1/client-views", name=f"{LONG[:57]} {number:02}")
    width = (office.viewport_size or {"width": 0})["width"]
    context = a_context(chromium, product_url, width)
    page = sign_in(context, crowded.email)
    page.goto("/clients")
    page.get_by_text("Saved views", exact=True).click()
    menu = page.locator(".tools details[open] .menu-body")
    box = menu.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert menu.evaluate("each => each.scrollWidth <= each.clientWidth")
    looks_well(page, "views-many")
    with another_page(page):
        page.get_by_role("link", name=re.compile("19$")).click()
    looks_well(page, "view-long")
    page.goto("/clients/views")
    looks_well(page, "views-long")
    context.close()
