"""What somebody waits for comes by itself, or is looked for at intervals (docs/adr/0059)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.browser.office import Practice, a_context, another_page, sign_in
from tests.builders import Mailbox, unique

_SOON = 15_000
#: A mail that could not be delivered twice goes out again after so long, and a little.
_LATER = 60_000
#: Nothing is looked at at intervals; what is told is looked at after 150 ms.
_NO_INTERVALS = """const real = window.setTimeout;
  window.setTimeout = (run, wait, ...rest) => wait >= 1000 ? 0 : real(run, wait, ...rest);"""
_NO_STREAMS = "delete window.EventSource"


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


@contextmanager
def mail_that_waits(folder: Path) -> Iterator[None]:
    """The mail server takes nothing in while the block lasts."""
    folder.rename(folder.with_name("away"))
    try:
        yield
    finally:
        folder.with_name("away").rename(folder)


def waits(practice: Practice) -> str:
    """A client whose invitation does not get out; gives its name."""
    invitation = {"name": "Kim Lee", "email": f"{unique('kim')}@acme.example"}
    return str(practice.add_client(name=unique("Waits"), invitation=invitation)["name"])


@pytest.mark.parametrize("without", ["", _NO_STREAMS])
def test_a_list_shows_that_a_client_is_set_up_and_keeps_what_is_ticked(
    context: BrowserContext, practice: Practice, served_folder: Path, without: str
) -> None:
    """product.md 3.3"""
    context.add_init_script(without)
    page = sign_in(context, practice.email)
    with mail_that_waits(served_folder / "mailbox"):
        name = waits(practice)
        page.goto(f"/clients?q={name}")
        expect(page.locator("td", has_text="Being set up")).to_be_visible()
        page.get_by_role("checkbox", name=f"Select {name}").check()
        page.evaluate("window.same = true")
    expect(page.locator("td", has_text="Being set up")).to_have_count(0, timeout=_LATER)
    expect(page.locator("td.state", has_text="Invited")).to_be_visible(timeout=_SOON)
    expect(page.locator("[data-watch]")).to_have_count(0, timeout=_SOON)
    expect(page.get_by_role("checkbox", name=f"Select {name}")).to_be_checked()
    assert page.evaluate("window.same"), "it was not loaded anew"


def test_the_board_shows_that_an_invitation_went_out(
    context: BrowserContext, practice: Practice, served_folder: Path
) -> None:
    """product.md 5.5"""
    page = sign_in(context, practice.email)
    with mail_that_waits(served_folder / "mailbox"):
        name = waits(practice)
        page.goto("/invitations")
        row = page.locator("tr", has_text=name)
        expect(row).to_have_attribute("data-watch", "")
        row.get_by_role("checkbox").check()
        page.evaluate("window.same = true")
    expect(row).to_contain_text("ends", timeout=_LATER)
    expect(row.get_by_role("checkbox")).to_be_checked()
    assert page.evaluate("window.same"), "it was not loaded anew"


def file_of(rows: int) -> FilePayload:
    lines = ["Client name,Type", *(f"{unique('Row')} {number},Limited company" for number in range(rows))]
    return {"name": "clients.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}


def sends(page: Page, rows: int) -> None:
    """A file is sent, and its rows begin to be checked."""
    page.goto("/clients/import")
    page.locator("input[type=file]").set_input_files(file_of(rows))
    with another_page(page):
        page.get_by_role("button", name="Upload").click()
    begins(page, "Check the rows")


def begins(page: Page, button: str) -> None:
    with another_page(page):
        page.get_by_role("button", name=button, exact=True).click()
    page.evaluate(
        """() => {
          window.shown = new Set();
          const note = () => window.shown.add(document.querySelector("[role=status]").textContent);
          new MutationObserver(note).observe(document.body, { childList: true, subtree: true });
        }"""
    )


@pytest.mark.parametrize(("without", "least"), [(_NO_INTERVALS, 2), (_NO_STREAMS, 1)], ids=["told", "untold"])
def test_an_import_is_followed_without_a_reload(
    context: BrowserContext, practice: Practice, without: str, least: int
) -> None:
    """product.md 2.10: what is told is shown as it goes on; else at intervals."""
    context.add_init_script(without)
    page = sign_in(context, practice.email)
    # Enough that it is still at work when it is looked at, however quick the machine.
    rows = 3000
    sends(page, rows)
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_visible(timeout=_LATER)
    expect(page.locator("tbody .chip").first).to_have_text("New")
    begins(page, "Import")
    expect(page.get_by_role("status")).to_contain_text("Done", timeout=2 * _LATER)
    expect(page.locator("tbody .chip").first).to_have_text("Added")
    shown = page.evaluate("[...window.shown]")
    assert len([each for each in shown if f"of {rows:,} rows" in each]) >= least, shown


def test_an_import_is_looked_at_again_by_hand_where_there_are_no_scripts(
    chromium: Browser, product_url: str, practice: Practice
) -> None:
    made = a_context(chromium, product_url, script=False)
    page = sign_in(made, practice.email)
    page.goto("/clients/import")
    page.locator("input[type=file]").set_input_files(file_of(400))
    page.get_by_role("button", name="Upload").click()
    again, check = (
        page.get_by_role("link", name="Look again"),
        page.get_by_role("button", name="Check the rows"),
    )
    expect(again.or_(check)).to_be_visible()
    looks(page)
    check.click()
    looks(page)
    page.get_by_role("button", name="Import", exact=True).click()
    looks(page)
    expect(page.get_by_role("status")).to_contain_text("Done")
    expect(page.locator("tbody .chip").first).to_have_text("Added")
    made.close()


def looks(page: Page) -> None:
    """Again and again, until nothing is at work any more."""
    for _ in range(200):
        if not page.get_by_role("link", name="Look again").count():
            return
        page.get_by_role("link", name="Look again").click()
        page.wait_for_timeout(200)
    pytest.fail("it did not end")
