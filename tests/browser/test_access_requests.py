"""A colleague asks for a client that they cannot see and is answered, in Chromium (docs/adr/0052)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.office import Practice, a_context, looks_well, sign_in
from tests.builders import Mailbox, eventually, unique

PATH = "/clients/access-requests"
HOSTILE = "\"'><script>alert(1)</script>{{7*7}} \u202egnorw\u202c " + "W" * 60


@pytest.fixture
def practice(product_url: str) -> Practice:
    return Practice(product_url)


@pytest.fixture
def colleague(
    chromium: Browser, product_url: str, practice: Practice, served_mailbox: Mailbox, size: tuple[int, int]
) -> Iterator[Page]:
    """Ben, who sees no client yet."""
    ben = practice.add_colleague("Ben Ash", mailbox=served_mailbox)
    context = a_context(chromium, product_url, size[0])
    yield sign_in(context, practice.address_of(ben))
    context.close()


@pytest.fixture
def admin(chromium: Browser, product_url: str, practice: Practice, size: tuple[int, int]) -> Iterator[Page]:
    context = a_context(chromium, product_url, size[0])
    yield sign_in(context, practice.email)
    context.close()


def asks(colleague: Page, words: str, reason: str) -> None:
    """Search for a client, and ask for the one that is hidden."""
    colleague.goto("/clients")
    colleague.get_by_label("Search").fill(words)
    colleague.keyboard.press("Enter")
    notice = colleague.get_by_text("There is a client that you cannot see")
    expect(notice).to_be_visible()
    looks_well(colleague, "hidden-client")
    notice.get_by_role("link", name="Ask for access").click()
    colleague.get_by_label("Why you need to see this client").fill(reason)
    looks_well(colleague, "ask-for-client")
    colleague.get_by_role("button", name="Ask for access").click()
    expect(colleague.get_by_role("status")).to_contain_text("Sent.", timeout=30_000)


def counted(admin: Page) -> str:
    admin.goto("/clients")
    return admin.get_by_role("link", name="Access requests").text_content() or ""


def test_a_colleague_asks_and_an_admin_gives_access(practice: Practice, colleague: Page, admin: Page) -> None:
    name = unique("Oak")
    client = practice.add_client(name=name, practice_code="OAK1")["id"]
    asks(colleague, name, "I do their VAT return while Cy is away.")
    looks_well(colleague, "access-requests-mine")
    # Accounts counts once it has heard of it.
    eventually(lambda: counted(admin) == "Access requests (1 waiting)")
    looks_well(admin, "clients-with-access-requests")
    admin.goto(f"/clients/{client}/access")
    expect(admin.get_by_text("1 colleague asks for access to this client")).to_be_visible()
    looks_well(admin, "client-access-requests")
    admin.get_by_role("link", name="Answer").click()
    request = admin.get_by_role("region", name=f"Ben Ash asks to see {name}")
    looks_well(admin, "access-requests-to-decide")
    request.get_by_role("button", name="Give access").click()
    expect(admin.get_by_role("status")).to_contain_text("Access is given")
    colleague.goto("/clients")
    colleague.get_by_role("link", name=name).click()
    expect(colleague.get_by_role("heading", level=1)).to_have_text(name)


def test_access_is_given_until_a_day_and_the_page_says_so(
    practice: Practice, colleague: Page, admin: Page
) -> None:
    day = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=40)
    name = unique("Elm")
    client = practice.add_client(name=name)["id"]
    asks(colleague, name, "Quarter end")
    admin.goto(PATH)
    request = admin.get_by_role("region", name=f"Ben Ash asks to see {name}")
    request.get_by_label("Until").fill("2020-01-01")
    request.get_by_role("button", name="Give access").click()
    expect(admin.get_by_role("alert")).to_contain_text("Choose a time in the future.")
    looks_well(admin, "access-request-end-amiss")
    request.get_by_label("Until").fill(day.isoformat())
    request.get_by_role("button", name="Give access").click()
    expect(admin.get_by_role("status")).to_contain_text("Access is given")
    admin.goto(f"/clients/{client}/access")
    written = f"{day.day} {day:%b} {day.year}"
    expect(admin.get_by_text(f"was given access until {written}")).to_be_visible()
    looks_well(admin, "client-access-until")
    colleague.goto(PATH)
    expect(colleague.get_by_text(f"until {written}")).to_be_visible()


def test_words_that_mean_harm_are_words_wherever_they_are_shown(
    practice: Practice, colleague: Page, admin: Page
) -> None:
    practice.add_client(name=HOSTILE, practice_code="H1")
    asks(colleague, "h1", HOSTILE)
    admin.goto(PATH)
    looks_well(admin, "access-requests-hostile")
    admin.get_by_role("button", name="Decline").click()
    expect(admin.get_by_role("alert")).to_contain_text("Enter why you decline.")
    admin.get_by_label("Why, if you decline").fill(HOSTILE)
    admin.get_by_role("button", name="Decline").click()
    expect(admin.get_by_role("status")).to_contain_text("Declined")
    colleague.goto(PATH)
    expect(colleague.get_by_text("Ann Smith writes:")).to_be_visible()
    looks_well(colleague, "access-requests-declined")
    for page in (admin, colleague):
        assert page.locator("main script, main img, main [onerror]").count() == 0
    assert "<script>alert(1)</script>{{7*7}}" in colleague.inner_text("main")


def test_one_takes_a_request_back_by_keyboard(practice: Practice, colleague: Page) -> None:
    practice.add_client(name="Elm Ltd")
    asks(colleague, "elm ltd", "For the accounts")
    button = colleague.get_by_role("button", name="Take back")
    button.focus()
    colleague.keyboard.press("Enter")
    expect(colleague.get_by_role("status")).to_contain_text("taken your request back")
    expect(colleague.get_by_text("Taken back")).to_be_visible()
