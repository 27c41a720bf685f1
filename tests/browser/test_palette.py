"""`Ctrl K` goes anywhere, `?` shows the keys; without scripts the same is a page (docs/adr/0058)."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.office import Practice, a_context, another_page, looks_well, sign_in
from tests.builders import unique


def test_a_client_is_gone_to_by_keys_alone(office: Page, practice: Practice) -> None:
    name = unique("Wren")
    client = practice.add_client(name=f"{name} Ltd")
    other = practice.add_client(name=f"{name} Trust")
    office.goto("/team")
    office.keyboard.press("Control+k")
    box = office.get_by_role("combobox", name="Go to a client")
    expect(box).to_be_focused()
    expect(office.get_by_role("option", name="Add client")).to_be_visible()
    looks_well(office, "palette")
    office.keyboard.type(name)
    expect(office.get_by_role("option")).to_have_count(2)
    expect(office.get_by_role("option", selected=True)).to_contain_text(f"{name} Ltd")
    expect(box).to_have_attribute("aria-activedescendant", "palette-option-0")
    office.keyboard.press("ArrowDown")
    expect(office.get_by_role("option", selected=True)).to_contain_text(f"{name} Trust")
    looks_well(office, "palette-found")
    with another_page(office):
        office.keyboard.press("Enter")
    assert office.url.endswith(f"/clients/{other['id']}")
    # What is typed and entered at once is looked for first.
    office.keyboard.press("Control+k")
    expect(office.get_by_role("option", name="Add client")).to_be_visible()
    with another_page(office):
        office.keyboard.type(str(client["crn"]))
        office.keyboard.press("Enter")
    assert office.url.endswith(f"/clients/{client['id']}")


def test_escape_leaves_it_where_one_was(office: Page) -> None:
    office.goto("/team")
    begun_at = office.get_by_role("link", name="Invite a colleague")
    begun_at.focus()
    office.keyboard.press("Control+k")
    expect(office.get_by_role("dialog")).to_be_visible()
    office.keyboard.press("Escape")
    expect(office.get_by_role("dialog")).to_have_count(0)
    expect(begun_at).to_be_focused()


def test_it_says_where_nothing_is_found(office: Page) -> None:
    office.goto("/clients")
    office.get_by_role("link", name="Go to").click()
    office.keyboard.type("qqqq")
    expect(office.get_by_role("dialog").get_by_role("status")).to_have_text("Nothing is called like this.")
    expect(office.get_by_role("combobox", name="Go to a client")).to_have_attribute("aria-expanded", "false")


def test_a_question_mark_shows_the_keys_but_not_where_one_types(office: Page) -> None:
    office.goto("/clients")
    office.locator("h1").click()
    office.keyboard.press("Shift+?")
    expect(office.get_by_role("dialog", name="Keys")).to_contain_text("Search the list on this page")
    looks_well(office, "keys")
    office.keyboard.press("Escape")
    office.keyboard.press("/")
    office.keyboard.type("?")
    expect(office.get_by_role("searchbox")).to_have_value("?")
    expect(office.get_by_role("dialog")).to_have_count(0)


def test_hostile_names_are_text_in_it(office: Page, practice: Practice) -> None:
    name = f"<img src=x onerror=alert(1)> {unique('Hostile')}"
    practice.add_client(name=name)
    office.goto("/home")
    office.keyboard.press("Control+k")
    office.keyboard.type(name.split()[-1])
    expect(office.get_by_role("option", selected=True)).to_contain_text(name)


def test_without_scripts_it_is_a_page_of_a_search(
    chromium: Browser, product_url: str, practice: Practice
) -> None:
    name = unique("Heron")
    practice.add_client(name=name)
    context = a_context(chromium, product_url, script=False)
    page = sign_in(context, practice.email)
    page.get_by_role("link", name="Go to").click()
    expect(page.get_by_role("link", name="Add client", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Keys")).to_have_count(0)
    page.get_by_label("Client, page or action").fill(name)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("main").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    context.close()
