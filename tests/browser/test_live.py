"""What somebody waits for comes by itself, or is looked for at intervals (docs/adr/0059)."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.office import Practice, sign_in
from tests.builders import Mailbox, unique

_SOON = 15_000


def invited(practice: Practice) -> tuple[str, str]:
    """A client that somebody is invited to, with their address."""
    address = f"{unique('kim')}@acme.example"
    made = practice.add_client(name=unique("Live"), invitation={"name": "Kim Lee", "email": address})
    return str(made["id"]), address


def at_rest(page: Page, client: str) -> None:
    """The client's page, once its creation is done and nothing is looked at at intervals any more."""
    page.goto(f"/clients/{client}")
    expect(page.locator("[data-listen]")).to_have_count(1, timeout=_SOON)


def test_somebody_who_joins_is_there_without_a_reload(
    context: BrowserContext, practice: Practice, served_mailbox: Mailbox
) -> None:
    """product.md 5.6"""
    client, address = invited(practice)
    token = served_mailbox.token_for(address)
    page = sign_in(context, practice.email)
    at_rest(page, client)
    page.evaluate("window.same = true")
    practice.join(token)
    expect(page.get_by_text("Has joined")).to_be_visible(timeout=_SOON)
    expect(page.locator(".story")).to_contain_text(re.compile("Kim Lee(?! .invited)"), timeout=_SOON)
    assert page.evaluate("window.same"), "it was not loaded anew"
    expect(page.get_by_role("button", name="Copy")).to_be_visible()


def test_steps_are_done_also_where_nothing_is_told(context: BrowserContext, practice: Practice) -> None:
    """A proxy that lets no stream through costs only the moment."""
    context.route("**/live*", lambda route: route.abort())
    page = sign_in(context, practice.email)
    client, _ = invited(practice)
    page.goto(f"/clients/{client}")
    expect(page.locator("[data-watch]")).to_have_count(0, timeout=30_000)
    expect(page.locator(".head .chip")).to_have_text("Active")


def test_a_page_that_nobody_waits_on_does_not_listen(context: BrowserContext, practice: Practice) -> None:
    listened: list[str] = []
    page = sign_in(context, practice.email)
    page.on("request", lambda request: listened.append(request.url) if "/live" in request.url else None)
    for path in ("/clients", "/team", "/home"):
        page.goto(path)
        page.wait_for_timeout(800)
    assert listened == []
