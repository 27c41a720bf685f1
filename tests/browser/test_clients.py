"""The list of clients in Chromium: many at once, filters, menus, all of it by keyboard (product.md 8.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.office import Practice, a_context, looks_well, sign_in
from tests.builders import unique


@pytest.fixture(scope="module")
def practice(product_url: str) -> Practice:
    made = Practice(product_url)
    ben, cara = made.add_colleague("Ben Ash"), made.add_colleague("Cara Elm")
    made.add_team("Payroll", ben, cara)
    made.add_team("Audit", cara)
    for name in ("Amber Ltd", "Birch Ltd", "Cedar Ltd"):
        made.add_client(name=name)
    made.add_client(name="Damson Ltd", access={"colleague_ids": [cara]})
    return made


@pytest.fixture
def office(chromium: Browser, product_url: str, practice: Practice, size: tuple[int, int]) -> Iterator[Page]:
    context = a_context(chromium, product_url, size[0])
    yield sign_in(context, practice.email)
    context.close()


def row(page: Page, name: str) -> str:
    return page.get_by_role("row").filter(has_text=name).inner_text()


def test_access_of_many_is_given_and_taken_with_a_result_for_each(
    chromium: Browser, product_url: str, practice: Practice, script: bool
) -> None:
    """product.md 2.5: the same with scripts and without."""
    context = a_context(chromium, product_url, script=script)
    page = sign_in(context, practice.email)
    for verb, said in (("Give access", "Access is given"), ("Take access away", "Access is taken away")):
        page.goto("/clients?sort=name")
        page.get_by_label("Select Amber Ltd").check()
        page.get_by_label("Select Birch Ltd").check()
        page.get_by_role("button", name="Change access…").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Access to 2 clients")
        expect(page.locator("main")).to_contain_text("Amber Ltd, Birch Ltd")
        page.get_by_label(verb).check()
        page.get_by_role("button", name="Change access").click()
        expect(page.get_by_role("alert")).to_contain_text("Choose at least one colleague or team")
        page.get_by_label("Ben Ash").check()
        if script:
            page.get_by_role("tab", name="Teams").click()
        page.get_by_label("Payroll").check()
        if script:
            expect(page.get_by_role("tab", name="Colleagues (1)")).to_be_visible()
            looks_well(page, "clients-access")
        page.get_by_role("button", name="Change access").click()
        results = page.get_by_role("status", name="Results")
        expect(results).to_contain_text("2 of 2 done")
        expect(results.get_by_role("listitem").filter(has_text="Birch Ltd")).to_contain_text(said)
        given = "Payroll, Ben Ash" in row(page, "Amber Ltd")
        assert given is (verb == "Give access")
    looks_well(page, "clients-results") if script else None
    context.close()


def test_the_list_is_filtered_by_colleague_and_keeps_the_filter(office: Page) -> None:
    office.goto("/clients")
    looks_well(office, "clients-list")
    folded = office.locator("label[for=more-filters]")
    if folded.is_visible():
        # On a phone they are one line, which says how many are set.
        expect(office.get_by_label("Given to")).to_be_hidden()
        folded.click()
    office.get_by_label("Given to").select_option(label="Cara Elm")
    expect(office.get_by_role("link", name="Amber Ltd", exact=True)).to_have_count(0)
    expect(office.get_by_role("link", name="Damson Ltd", exact=True)).to_be_visible()
    expect(office).to_have_url(re.compile("colleague_id=user_"))
    if folded.is_visible():
        expect(folded).to_have_text("Filters (1) set")
    office.get_by_role("link", name="Archive", exact=True).click()
    expect(office.get_by_role("heading", name="No client fits")).to_be_visible()
    looks_well(office, "clients-none-fit")


def test_a_row_has_a_menu_to_everything_about_the_client(office: Page, practice: Practice) -> None:
    """product.md 8.1, 8.3"""
    name = unique("Menu")
    practice.add_client(name=name)
    office.goto(f"/clients?q={name}")
    office.get_by_label(f"Manage {name}").click()
    for words in ("Settings", "Users", "Practice access", "Software"):
        expect(office.get_by_role("table").get_by_role("link", name=words)).to_be_visible()
    looks_well(office, "clients-menu")
    office.get_by_role("table").get_by_role("button", name="Archive").click()
    expect(office.get_by_role("status").first).to_contain_text("Archived")
    expect(office.get_by_role("link", name=name, exact=True)).to_have_count(0)
    office.get_by_role("button", name="Undo").click()
    expect(office.get_by_role("heading", level=1)).to_have_text(name)


def test_the_list_works_by_keyboard(office: Page, practice: Practice) -> None:
    name = unique("Keys")
    practice.add_client(name=name)
    office.goto("/clients")
    expect(office.get_by_label("Select Amber Ltd")).to_be_visible()
    office.keyboard.press("/")
    office.keyboard.type(name)
    expect(office.get_by_role("row")).to_have_count(2)
    reach(office, f"Manage {name}")
    office.keyboard.press("Enter")
    office.keyboard.press("ArrowDown")
    expect(office.get_by_role("table").get_by_role("link", name="Settings")).to_be_focused()
    office.keyboard.press("Escape")
    expect(office.get_by_label(f"Manage {name}")).to_be_focused()
    reach(office, f"Select {name}", "Shift+Tab")
    office.keyboard.press("Space")
    reach(office, "Change access…")
    office.keyboard.press("Enter")
    expect(office.get_by_role("heading", level=1)).to_have_text("Access to 1 client")
    reach(office, "Colleagues")
    office.keyboard.press("ArrowRight")
    expect(office.get_by_role("tab", name="Teams")).to_be_focused()
    reach(office, "Select all")
    office.keyboard.press("Enter")
    reach(office, "Change access")
    office.keyboard.press("Enter")
    expect(office.get_by_role("status", name="Results")).to_contain_text("Access is given")


def reach(page: Page, name: str, key: str = "Tab") -> None:
    """Press a key until what has this name has the focus, and shows it."""
    for _ in range(80):
        page.keyboard.press(key)
        shown = page.evaluate(
            "(() => { const at = document.activeElement; const label = at.labels?.[0];"
            " return [at.ariaLabel ?? '', at.innerText ?? '', label?.innerText ?? '']"
            ".map((each) => each.trim()); })()"
        )
        if name in shown or any(each.startswith(f"{name}\n") for each in shown):
            outline = page.evaluate(
                "getComputedStyle(document.activeElement).outlineStyle !== 'none'"
                " || document.activeElement.closest('.choice') !== null"
            )
            assert outline, f"{name} does not show that it has the focus"
            return
    pytest.fail(f"{name} is not reached by {key}")


def test_a_client_is_added_with_keys_alone(office: Page) -> None:
    """ui.md: everything works by keyboard."""
    name = unique("By keyboard")
    office.goto("/clients")
    reach(office, "Add client")
    for words in ("Business", None):
        office.keyboard.press("Enter")
        expect(office).to_have_url(re.compile("/clients/new"))
        if words:
            reach(office, words)
            office.keyboard.press("Space")
            reach(office, "Continue")
    expect(office.get_by_role("heading", level=1)).to_have_text("Which solutions will they use?")
    reach(office, "Continue")
    office.keyboard.press("Enter")
    expect(office.get_by_role("heading", level=1)).to_have_text("Connect their accounting software")
    reach(office, "Skip for now")
    office.keyboard.press("Enter")
    expect(office.get_by_role("heading", level=1)).to_have_text("About the business")
    reach(office, "Business name")
    office.keyboard.type(name)
    office.keyboard.press("Enter")
    expect(office.get_by_role("heading", level=1)).to_have_text("Who may see this client?")
    reach(office, "All colleagues")
    office.keyboard.press("ArrowDown")
    reach(office, "Colleagues")
    reach(office, "Ben Ash")
    office.keyboard.press("Space")
    reach(office, "Continue")
    office.keyboard.press("Enter")
    expect(office.get_by_role("heading", level=1)).to_have_text("Invite them")
    reach(office, "Skip for now")
    office.keyboard.press("Enter")
    expect(office.get_by_role("heading", level=1)).to_have_text("Check your answers")
    expect(office.locator("main")).to_contain_text("Ben Ash")
    reach(office, "Create client")
    office.keyboard.press("Enter")
    expect(office.get_by_role("heading", level=1)).to_have_text(name)
