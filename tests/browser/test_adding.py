"""Adding a client in Chromium, with scripts and without (product.md 2, 3, 4.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from weakref import WeakSet

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.office import another_page, hindrances, looks_well
from tests.builders import PASSWORD, Mailbox, unique

#: Pages in which axe can run, which is a script itself.
_SCRIPTED: WeakSet[Page] = WeakSet()


@pytest.fixture
def office(chromium: Browser, product_url: str, script: bool, size: tuple[int, int]) -> Iterator[Page]:
    """A page of somebody who has just registered their practice."""
    context = chromium.new_context(
        java_script_enabled=script, viewport={"width": size[0], "height": size[1]}, base_url=product_url
    )
    page = context.new_page()
    if script:
        _SCRIPTED.add(page)
    page.goto("/register")
    page.get_by_label("Name of the practice").fill("Birch & Co")
    page.get_by_label("Your name").fill("Ada Birch")
    page.get_by_label("Email address").fill(f"{unique('ada')}@birch.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("status")).to_contain_text("Welcome")
    yield page
    context.close()


def on(page: Page, title: str) -> None:
    """On the step with this title, which everybody can use and which fits the screen."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert page.viewport_size is not None
    if page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]:
        pytest.fail(f"{title} is wider than the screen")
    if page in _SCRIPTED:
        assert hindrances(page) == []


def go_on(page: Page) -> None:
    """Send the step, and wait for the page that answers."""
    with another_page(page):
        page.get_by_role("button", name="Continue").click()


def test_a_company_is_found_at_companies_house_and_filled_in(office: Page) -> None:
    """What was typed stays; the person chooses, and is told what speaks against it."""
    begin_business(office)
    office.get_by_label("Practice code").fill("ACO1")
    office.get_by_label("Find it at Companies House").fill("acorn")
    with another_page(office):
        office.get_by_role("button", name="Find company").click()
    on(office, "About the business")
    with another_page(office):
        office.get_by_role("button", name="Use ACORN BAKERY LTD").click()
    on(office, "About the business")
    expect(office.get_by_label("Business name")).to_have_value("ACORN BAKERY LTD")
    expect(office.get_by_label("Company number", exact=False).last).to_have_value("01000001")
    expect(office.get_by_label("Industry")).to_have_value(re.compile("^10710 "))
    expect(office.get_by_label("Practice code")).to_have_value("ACO1")
    office.get_by_label("Find it at Companies House").fill("nothing of this name")
    with another_page(office):
        office.get_by_role("button", name="Find company").click()
    expect(office.locator("#company-search")).to_contain_text("knows no such company")
    # Enter in another field goes on, and looks for nothing.
    with another_page(office):
        office.get_by_label("Business name").press("Enter")
    on(office, "Invite them")


def begin_business(office: Page) -> None:
    office.goto("/clients/new")
    go_on(office)
    go_on(office)
    office.get_by_role("button", name="Skip for now").click()
    on(office, "About the business")


def test_a_business_is_added_and_invited(office: Page, served_mailbox: Mailbox) -> None:
    name, address = unique("Acme & Sons"), f"{unique('jo')}@acme.example"
    office.get_by_role("link", name="Add client").first.click()
    on(office, "What kind of client is it?")
    go_on(office)
    on(office, "Which solutions will they use?")
    go_on(office)
    on(office, "Connect their accounting software")
    office.get_by_role("button", name="Skip for now").click()
    on(office, "About the business")
    go_on(office)
    expect(office.get_by_role("alert")).to_be_visible()
    office.get_by_label("Business name").fill(name)
    office.get_by_label("Practice code").fill("ACM01")
    office.get_by_label("Industry").fill("62012")
    go_on(office)
    on(office, "Invite them")
    office.get_by_label("Name").fill("Jo <b>Bloggs</b>")
    office.get_by_label("Email address").fill(address)
    go_on(office)
    on(office, "Check your answers")
    expect(office.locator("main")).to_contain_text("Jo <b>Bloggs</b>")
    office.get_by_role("button", name="Create client").click()
    on(office, name)
    expect(office.get_by_role("status")).to_contain_text("is added")
    served_mailbox.token_for(address)
    office.goto("/clients")
    on(office, "Clients")
    expect(office.get_by_role("link", name=name, exact=True)).to_be_visible()


def test_back_loses_nothing_and_a_draft_is_gone_on_with_later(office: Page) -> None:
    office.goto("/clients/new")
    office.get_by_label("Self-employed").check()
    go_on(office)
    on(office, "About the client")
    office.get_by_label("Full name").fill("Sam Taylor")
    office.get_by_label("Email address").fill(f"{unique('sam')}@taylor.example")
    office.get_by_label("National Insurance number").fill("QQ123456C")
    office.get_by_label("Name", exact=True).first.fill("Taxi")
    go_on(office)
    expect(office.get_by_role("alert")).to_contain_text("like TC 66 37 95 B")
    expect(office.get_by_label("Full name")).to_have_value("Sam Taylor")
    expect(office.get_by_label("Name", exact=True).first).to_have_value("Taxi")
    office.get_by_label("National Insurance number").fill("TC 66 37 95 B")
    office.get_by_role("button", name="Add another income source").click()
    office.get_by_label("Name", exact=False).last.fill("Flat in Leeds")
    office.get_by_label("Type").last.select_option("uk_property")
    go_on(office)
    on(office, "Invite them")
    office.get_by_role("link", name="Back").click()
    expect(office.get_by_label("Full name")).to_have_value("Sam Taylor")
    office.goto("/clients/drafts")
    on(office, "Drafts")
    office.get_by_role("link", name="Sam Taylor").click()
    on(office, "Invite them")
    office.get_by_role("button", name="Skip for now").click()
    on(office, "Check your answers")
    expect(office.locator("main")).to_contain_text("Taxi, Flat in Leeds")
    expect(office.locator("main")).not_to_contain_text("663795")
    office.get_by_role("button", name="Create client").click()
    on(office, "Sam Taylor")


def register_eve(office: Page, product_url: str, known: str) -> None:
    """Somebody of another practice begins to have this address."""
    other = office.context.browser.new_context(base_url=product_url).new_page()  # type: ignore[union-attr]
    other.goto("/register")
    other.get_by_label("Name of the practice").fill("Elm & Co")
    other.get_by_label("Your name").fill("Eve Elm")
    other.get_by_label("Email address").fill(known)
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Register").click()
    expect(other.get_by_role("status")).to_contain_text("Welcome")
    other.context.close()


def test_the_warning_about_an_existing_user_has_its_two_ways(office: Page, product_url: str) -> None:
    """product.md 4.1, 4.2"""
    known, name = f"{unique('known')}@acme.example", unique("Second business")
    register_eve(office, product_url, known)
    office.goto("/clients/new")
    go_on(office)
    go_on(office)
    office.get_by_role("button", name="Skip for now").click()
    office.get_by_label("Business name").fill(name)
    go_on(office)
    office.get_by_label("Name").fill("Eve Elm")
    office.get_by_label("Email address").fill(known)
    if office in _SCRIPTED:
        # On leaving the field already.
        office.get_by_label("Mobile number").focus()
        expect(office.get_by_label("It is another business of the same person")).to_be_visible()
        looks_well(office, "clients-new-known-address")
    go_on(office)
    expect(office.get_by_role("alert")).to_contain_text(f"{known} already belongs to a user")
    on(office, "Invite them")
    office.get_by_label("It is another business of the same person").check()
    go_on(office)
    on(office, "Check your answers")
    office.get_by_role("button", name="Create client").click()
    on(office, name)


def test_who_became_a_user_meanwhile_stops_the_creation_with_the_two_ways(
    office: Page, product_url: str
) -> None:
    """product.md 4.1: at the latest there."""
    known, name = f"{unique('known')}@acme.example", unique("Second business")
    begin_business(office)
    office.get_by_label("Business name").fill(name)
    go_on(office)
    office.get_by_label("Name").fill("Eve Elm")
    office.get_by_label("Email address").fill(known)
    go_on(office)
    register_eve(office, product_url, known)
    office.get_by_role("button", name="Create client").click()
    expect(office.locator("main")).to_contain_text("Two ways on")
    on(office, "Check your answers")
    office.get_by_role("button", name="Create, and offer it to their login").click()
    on(office, name)


def test_a_session_that_ends_in_the_middle_loses_nothing(office: Page) -> None:
    """ui.md, Forms"""
    mine = office.locator(".switcher .menu-body p").text_content() or ""
    office.goto("/clients/new")
    go_on(office)
    go_on(office)
    office.get_by_role("button", name="Skip for now").click()
    office.get_by_label("Business name").fill("Typed before it ended")
    office.context.clear_cookies()
    go_on(office)
    on(office, "Sign in")
    office.get_by_label("Email address").fill(mine.split()[-1].removeprefix("Birch"))
    office.get_by_label("Password").fill(PASSWORD)
    office.get_by_role("button", name="Sign in").click()
    on(office, "You are signed in again")
    go_on(office)
    on(office, "Invite them")
    office.get_by_role("link", name="Back").click()
    expect(office.get_by_label("Business name")).to_have_value("Typed before it ended")


def test_a_double_click_on_create_makes_one_client(office: Page) -> None:
    name = unique("Once")
    office.goto("/clients/new")
    go_on(office)
    go_on(office)
    office.get_by_role("button", name="Skip for now").click()
    office.get_by_label("Business name").fill(name)
    go_on(office)
    office.get_by_role("button", name="Skip for now").click()
    office.get_by_role("button", name="Create client").dblclick(no_wait_after=True)
    expect(office.get_by_role("heading", level=1)).to_have_text(name)
    office.goto("/clients")
    expect(office.get_by_role("link", name=name, exact=True)).to_have_count(1)


@pytest.mark.parametrize("vendor", ["Xero", "Sage Accounting"])
def test_the_software_names_the_client(office: Page, vendor: str) -> None:
    """product.md 2.3, 2.4: signed in at the vendor, back in the wizard, connected when it is created."""
    office.goto("/clients/new")
    go_on(office)
    go_on(office)
    office.get_by_role("button", name=f"Connect to {vendor}").click()
    leave = office.get_by_role("link", name=vendor)
    allow = office.get_by_role("button", name="Allow access")
    expect(leave.or_(allow).first).to_be_visible()
    if not allow.is_visible():
        leave.click()
    allow.click()
    for _ in range(10):
        # Without scripts the page that waits for the vendor's answer is loaded again by hand.
        if "/clients/new" in office.url:
            break
        office.wait_for_timeout(500)
        if "/clients/new" not in office.url:
            office.reload()
    on(office, "Connect their accounting software")
    organisation = office.locator(".panel h2").first.inner_text()
    office.get_by_role("link", name="Continue").click()
    on(office, "About the business")
    expect(office.get_by_label("Business name")).to_have_value(organisation)
    expect(office.locator("main")).to_contain_text(f"From {vendor}")
    go_on(office)
    office.get_by_role("button", name="Skip for now").click()
    on(office, "Check your answers")
    expect(office.locator("main")).to_contain_text(f"{vendor}: {organisation}")
    office.get_by_role("button", name="Create client").click()
    on(office, organisation)
    expect(office.locator("main")).to_contain_text("The accounting software is connected", timeout=15000)
