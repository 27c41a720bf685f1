"""What somebody sees who is no admin: nothing that their role cannot use (ui.md, "Frame"; product.md 1)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.office import Practice, a_context, looks_well, sign_in
from tests.builders import Mailbox, unique


class WithBob(Practice):
    """A practice with a standard colleague who was given one of its two clients."""

    def __init__(self, url: str, mailbox: Mailbox) -> None:
        super().__init__(url)
        self.bob = self.add_colleague("Bob Oak", mailbox=mailbox)
        self.given = self.add_client(name="Amber Ltd", access={"colleague_ids": [self.bob]})["id"]
        self.hidden = self.add_client(name="Birch Ltd")["id"]


@pytest.fixture(scope="module")
def practice(product_url: str, served_mailbox: Mailbox) -> WithBob:
    return WithBob(product_url, served_mailbox)


@pytest.fixture
def bob(chromium: Browser, product_url: str, practice: WithBob, size: tuple[int, int]) -> Iterator[Page]:
    context = a_context(chromium, product_url, size[0])
    yield sign_in(context, practice.address_of(practice.bob))
    context.close()


def test_a_standard_colleague_sees_their_clients_and_no_way_to_what_they_may_not_do(
    bob: Page, practice: WithBob
) -> None:
    bob.goto("/clients")
    expect(bob.get_by_role("link", name="Amber Ltd", exact=True)).to_be_visible()
    expect(bob.get_by_role("link", name="Birch Ltd", exact=True)).to_have_count(0)
    for words in ("Team", "Activity", "Settings"):
        expect(bob.get_by_role("navigation", name="Main").get_by_role("link", name=words)).to_have_count(0)
    for words in ("Add client", "Add several", "Import", "Drafts", "Requests"):
        expect(bob.locator("main").get_by_role("link", name=words, exact=True)).to_have_count(0)
    for words in ("Archive", "Change access…"):
        expect(bob.get_by_role("button", name=words)).to_have_count(0)
    expect(bob.get_by_role("checkbox")).to_have_count(0)
    looks_well(bob, "clients-standard")
    bob.goto("/settings")
    expect(bob.get_by_role("button", name="Save")).to_have_count(0)
    for path in ("/team", "/activity", f"/clients/{practice.hidden}"):
        answer = bob.goto(path)
        assert answer is not None
        assert answer.status in (403, 404)


def test_who_is_refused_for_their_role_is_told_whom_to_ask(bob: Page, practice: WithBob) -> None:
    bob.goto("/team")
    admins = bob.get_by_role("main").get_by_role("listitem")
    expect(admins).to_have_count(1)
    expect(admins.get_by_role("link")).to_have_attribute("href", f"mailto:{practice.email}")
    looks_well(bob, "refused-for-a-role")


def test_the_permission_to_add_clients_shows_the_ways_to_add_them(
    chromium: Browser, product_url: str, practice: WithBob, served_mailbox: Mailbox
) -> None:
    """product.md 1: a standard colleague may add clients with the extra permission only."""
    cara = practice.add_colleague("Cara Elm", mailbox=served_mailbox)
    context = a_context(chromium, product_url)
    page = sign_in(context, practice.address_of(cara))
    expect(page.get_by_role("main")).to_contain_text("Nothing needs you")
    expect(page.get_by_role("main")).to_contain_text("A practice admin or client admin can give it to you")
    page.goto("/clients")
    expect(page.get_by_role("heading", name="No clients for you yet")).to_be_visible()
    looks_well(page, "clients-none-for-me")
    practice.ask("PATCH", f"/v1/colleagues/{cara}", permissions=["add_clients"])
    context.clear_cookies()
    page = sign_in(context, practice.address_of(cara))
    page.locator("main").get_by_role("link", name="Add client").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What kind of client is it?")
    context.close()


def test_a_clients_activity_is_for_whoever_sees_the_client(bob: Page, practice: WithBob) -> None:
    """product.md 8.5"""
    bob.goto(f"/clients/{practice.given}")
    bob.get_by_role("link", name="Activity", exact=True).click()
    expect(bob.get_by_role("heading", level=1)).to_have_text("Amber Ltd")
    expect(bob.locator("main")).to_contain_text("added Amber Ltd")
    looks_well(bob, "client-activity")
    bob.locator(".feed").get_by_role("link", name="Ann Smith").first.click()
    expect(bob.get_by_role("heading", level=1)).to_have_text("Amber Ltd")
    bob.get_by_role("link", name="Show all").click()
    expect(bob.locator("main")).to_contain_text("added Amber Ltd")


def test_clients_are_given_and_taken_from_the_colleagues_side(
    chromium: Browser, product_url: str, practice: WithBob, script: bool
) -> None:
    """Issue 8: client access from the colleague's side."""
    name = unique("Dan")
    dan = practice.add_colleague(name)
    context = a_context(chromium, product_url, script=script)
    page = sign_in(context, practice.email)
    page.goto(f"/team/colleagues/{dan}")
    page.get_by_role("link", name="Give access to clients…").click()
    expect(page.locator("main")).to_contain_text(f"Tick the clients that {name} is to see")
    looks_well(page, "clients-for-a-colleague") if script else None
    page.get_by_label("Select Birch Ltd").check()
    page.get_by_role("button", name="Change access…").click()
    expect(page.get_by_label("Give access")).to_be_checked()
    expect(page.get_by_role("checkbox", name=name)).to_be_checked()
    page.get_by_role("button", name="Change access").click()
    expect(page.get_by_role("status", name="Results")).to_contain_text("Access is given")
    page.goto(f"/team/colleagues/{dan}")
    page.get_by_role("link", name="Clients they see").click()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_label("Select Birch Ltd").check()
    page.get_by_role("button", name="Change access…").click()
    expect(page.get_by_label("Take access away")).to_be_checked()
    page.get_by_role("button", name="Change access").click()
    expect(page.get_by_role("status", name="Results")).to_contain_text("Access is taken away")
    expect(page.get_by_role("heading", name="No client fits")).to_be_visible()
    context.close()


def test_a_phones_bar_has_four_places_and_the_rest_under_more(
    chromium: Browser, product_url: str, practice: WithBob
) -> None:
    """ui.md, Frame: no label is cut, and every place can be reached."""
    context = a_context(chromium, product_url, 390)
    page = sign_in(context, practice.email)
    bar = page.get_by_role("navigation", name="Main")
    labels = bar.locator("> a:visible > span, summary > span")
    expect(labels).to_have_text(["Home", "Clients", "Invitations", "Connections", "More"])
    for label in labels.all():
        cut = label.evaluate(
            """(each) => { const box = each.getBoundingClientRect();
            return each.scrollWidth > Math.ceil(box.width) || box.left < 0 || box.right > innerWidth; }"""
        )
        assert not cut, label.inner_text()
    bar.get_by_text("More", exact=True).click()
    bar.get_by_role("link", name="Activity").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Activity")
    context.close()
