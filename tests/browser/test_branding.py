"""A practice chooses its logo and colour, and its clients see them (docs/adr/0050)."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import SIZES
from tests.browser.office import Practice, a_context, looks_well, sign_in
from tests.builders import PASSWORD, Mailbox, unique


def a_picture(colour: tuple[int, int, int]) -> FilePayload:
    written = io.BytesIO()
    Image.new("RGB", (900, 300), colour).save(written, "PNG")
    return {"name": "logo.png", "mimeType": "image/png", "buffer": written.getvalue()}


def drawn(page: Page) -> bool:
    """Whether the logo is there, and was taken for a picture."""
    logo = page.locator("img.logo").first
    expect(logo).to_be_visible()
    return bool(logo.evaluate("async each => { await each.decode(); return each.naturalWidth > 0; }"))


@pytest.mark.parametrize("size", SIZES)
def test_an_admin_chooses_looks_first_and_takes_it_away(
    chromium: Browser, product_url: str, practice: Practice, size: str
) -> None:
    context = a_context(chromium, product_url, SIZES[size][0])
    page = sign_in(context, practice.email)
    page.goto("/settings")
    page.get_by_role("link", name="Logo and colour").click()
    page.set_input_files("[name=file]", files=a_picture((20, 60, SIZES[size][0] % 256)))
    page.get_by_role("button", name="Use this picture").click()
    expect(page.get_by_role("status")).to_contain_text("This is your logo now")
    assert drawn(page)
    page.get_by_label("Colour of buttons and links").fill("#ffcc00")
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("main")).to_contain_text("nothing is saved yet")
    expect(page.get_by_role("main")).to_contain_text("darkened to #856a00")
    looks_well(page, "branding-preview")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Colour of buttons and links")).to_have_value("#ffcc00")
    looks_well(page, "branding")
    page.get_by_role("link", name="Remove the logo").click()
    looks_well(page, "branding-remove")
    page.get_by_role("button", name="Remove the logo").click()
    expect(page.get_by_role("status")).to_contain_text("The logo is removed")
    expect(page.locator("img.logo")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_practices_clients_see_them(
    chromium: Browser, product_url: str, served_mailbox: Mailbox, scripts: bool
) -> None:
    practice = Practice(product_url)
    admin = sign_in(a_context(chromium, product_url), practice.email)
    admin.goto("/settings/branding")
    admin.set_input_files("[name=file]", files=a_picture((120, 10, scripts)))
    admin.get_by_role("button", name="Use this picture").click()
    practice.ask("PATCH", "/v1/practice/messages", colour="#ffcc00")
    handle = unique("kiln").lower()
    practice.ask("PATCH", "/v1/practice/link", handle=handle, enabled=True)
    address = f"{unique('jo')}@acme.example"
    practice.add_client(invitation={"name": "Jo Bloggs", "email": address})
    token = served_mailbox.token_for(address)
    context = a_context(chromium, product_url, 390, script=scripts)
    page = context.new_page()
    page.goto(f"/p/{handle}")
    assert drawn(page)
    if scripts:
        looks_well(page, "branded-link")
    page.goto(f"/invitation#{token}")
    if not scripts:
        page.get_by_label("Code").fill(token)
        page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Choose a password")).to_be_visible()
    assert drawn(page)
    button = page.get_by_role("button", name="Join")
    expect(button).to_have_css("background-color", "rgb(133, 106, 0)")
    if scripts:
        looks_well(page, "branded-invitation")
    page.get_by_label("Choose a password").fill(PASSWORD)
    button.click()
    expect(page.get_by_role("main")).to_contain_text("Your accountant:")
    assert drawn(page)
    expect(page).to_have_url(re.compile("/account"))
    if scripts:
        looks_well(page, "branded-account")
    context.close()
    admin.context.close()
