"""A practice's link in Chromium, from its switch to an invitation, on a desk and a phone (docs/adr/0049)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.office import Practice, a_context, looks_well, sign_in
from tests.builders import Mailbox, eventually, text_of, unique

HOSTILE = "\"'><script>alert(1)</script>{{7*7}}"


@pytest.fixture(params=[1440, 390], ids=["desk", "phone"])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def practice(product_url: str) -> Practice:
    return Practice(product_url)


@pytest.fixture
def office(chromium: Browser, product_url: str, practice: Practice, width: int) -> Iterator[Page]:
    """Where the practice's owner sits."""
    context = a_context(chromium, product_url, width)
    yield sign_in(context, practice.email)
    context.close()


@pytest.fixture
def stranger(chromium: Browser, product_url: str, width: int, script: bool) -> Iterator[BrowserContext]:
    context = a_context(chromium, product_url, width, script=script)
    yield context
    context.close()


def opened(context: BrowserContext, path: str) -> Page:
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(path)
    return page


def code_for(mailbox: Mailbox, address: str) -> str:
    message = eventually(lambda: mailbox.to(address))[-1]
    found = re.search(r"/new-client#(\S+)", text_of(message))
    assert found is not None
    return found[1]


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_somebody_new_comes_by_the_link_and_is_taken_on(
    office: Page, stranger: BrowserContext, practice: Practice, served_mailbox: Mailbox, script: bool
) -> None:
    handle, address = unique("birch"), f"{unique('jo')}@acme.example"
    office.goto("/settings")
    office.get_by_role("link", name="Your link").click()
    office.get_by_label("Ending of the link").fill("admin")
    office.get_by_label("Anybody who has the link").check()
    office.get_by_role("button", name="Save").click()
    expect(office.get_by_role("alert")).to_contain_text("kept back")
    assert office.get_by_label("Ending of the link").input_value() == "admin"
    office.get_by_label("Ending of the link").fill(handle)
    office.get_by_role("button", name="Save").click()
    expect(office.get_by_role("region", name="Your link")).to_contain_text(f"/p/{handle}")
    drawn = office.get_by_alt_text("QR code of your link")
    expect(drawn).to_have_js_property("complete", True)
    assert drawn.evaluate("image => image.naturalWidth") > 0
    looks_well(office, "link-settings")

    page = opened(stranger, f"/p/{handle.upper()}")
    if script:
        looks_well(page, "link-public")
    page.get_by_label("Email address").fill("nobody")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("alert")).to_contain_text("email address")
    page.get_by_label("Email address").fill(address)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look at your mail")

    token = code_for(served_mailbox, address)
    page.goto(f"/new-client#{token}")
    if not script:
        page.get_by_label("Code").fill(token)
        page.get_by_role("button", name="Continue").click()
    page.get_by_label("A self-employed person").check()
    if script:
        looks_well(page, "link-type")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("About you")
    page.get_by_label("Full name").fill(HOSTILE)
    page.get_by_label("Mobile number").fill("12")
    page.get_by_label("Name", exact=True).first.fill("Pottery")
    page.get_by_role("button", name="Add another income source").click()
    assert page.get_by_label("Full name").input_value() == HOSTILE
    page.get_by_label("What should they know?").fill(f"VAT\n{HOSTILE}")
    page.get_by_role("button", name="Send to").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your accounting software")
    page.get_by_label("Xero").check()
    page.get_by_role("button", name="Send to").click()
    expect(page.get_by_role("alert")).to_contain_text("mobile number")
    if script:
        looks_well(page, "link-details")
    page.get_by_label("Mobile number").fill("07700 900123")
    expect(page.get_by_label("Xero")).to_be_checked()
    page.get_by_role("button", name="Send to").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your request is with")
    if script:
        looks_well(page, "link-requested")
    page.goto("/new-client")
    page.get_by_label("Code").fill(token)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("has been used")

    office.goto("/clients/requests")
    request = office.get_by_role("region", name=HOSTILE)
    expect(request).to_contain_text("+447700900123")
    expect(request).to_contain_text("Pottery (self-employment)")
    looks_well(office, "link-requests")
    request.get_by_role("button", name="Accept and invite").click()
    expect(office.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    eventually(lambda: served_mailbox.to(address)[1:])
    assert [each["name"] for each in practice.ask("GET", "/v1/clients")["items"]] == [HOSTILE]


def test_somebody_with_an_account_signs_in_and_asks(
    office: Page,
    stranger: BrowserContext,
    practice: Practice,
    served_mailbox: Mailbox,
    product_url: str,
    script: bool,
) -> None:
    handle, address = unique("oak"), f"{unique('kim')}@acme.example"
    practice.ask("PATCH", "/v1/practice/link", handle=handle, enabled=True)
    before = Practice(product_url)
    before.add_client(name="Kiln", invitation={"name": "Kim Lee", "email": address})
    before.join(served_mailbox.token_for(address))
    page = opened(stranger, f"/p/{handle}")
    page.get_by_role("link", name="Sign in and ask").click()
    page.get_by_label("Email address").fill(address)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("to take you on")
    if script:
        looks_well(page, "link-ask")
    page.locator("main").get_by_role("button", name="Ask").click()
    expect(page.get_by_role("status")).to_contain_text("is asked")
    office.goto("/clients/requests")
    request = office.get_by_role("region", name="Kiln")
    request.get_by_label("Reason").fill("We have no room before April")
    request.get_by_role("button", name="Decline").click()
    expect(office.get_by_role("status")).to_contain_text("Declined")
    page.goto("/account")
    expect(page.locator("main")).to_contain_text("We have no room before April")


def test_a_link_that_is_off_looks_as_if_it_had_never_been(
    chromium: Browser, product_url: str, practice: Practice, width: int
) -> None:
    handle = unique("elm")
    practice.ask("PATCH", "/v1/practice/link", handle=handle, enabled=True)
    practice.ask("PATCH", "/v1/practice/link", enabled=False)
    context = a_context(chromium, product_url, width)
    page = context.new_page()
    shown = []
    for path in (f"/p/{handle}", f"/p/{unique('never')}", "/p/..%2f", "/p/<script>", "/nothing"):
        answer = page.goto(path)
        assert answer is not None
        without = re.sub(r"[0-9a-f-]{32,36}", "ID", page.locator("main").inner_html())
        shown.append((answer.status, page.title(), without))
    assert {each[0] for each in shown} == {404}
    assert all(each == shown[0] for each in shown)
    context.close()
