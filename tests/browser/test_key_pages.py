"""Twelve key pages look as they did when somebody last looked at them (CONTRIBUTING.md, Add a page).

    make pictures

keeps them as they look now.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.browser import likeness, still_pages
from tests.browser.conftest import SIZES
from tests.browser.office import Practice, another_page, sign_in
from tests.builders import PASSWORD, Mailbox, eventually, unique

KEPT = Path(__file__).parent / "kept_pictures"
_MOST_BYTES = 20_000


class Key(NamedTuple):
    """A key page: who looks at it, where, how large, in which scheme."""

    who: Literal["anyone", "practice", "client"]
    path: str
    size: str = "desktop"
    scheme: Literal["light", "dark"] = "light"


PAGES = {
    "sign-in": Key("anyone", "/sign-in"),
    "accept": Key("anyone", "/invitation#TOKEN", "phone"),
    "home": Key("practice", "/home"),
    "clients": Key("practice", "/clients"),
    "clients-dark": Key("practice", "/clients", "phone", "dark"),
    "client": Key("practice", "/clients/CLIENT", scheme="dark"),
    "new-client": Key("practice", "/clients/new?draft=DRAFT&step=details", "phone"),
    "import": Key("practice", "/clients/import/IMPORT"),
    "invitations": Key("practice", "/invitations"),
    "connections": Key("practice", "/connections", "phone"),
    "team": Key("practice", "/team"),
    "activity": Key("practice", "/activity?kind=team.created"),
    "account": Key("client", "/account", "phone"),
}
_FILE: FilePayload = {
    "name": "clients.csv",
    "mimeType": "text/csv",
    "buffer": b"Client name,Type,Practice code\nElm Ltd,Limited company,E1\n"
    b"Fir Ltd,Limited company,F1\n,,X1\n",
}


@pytest.fixture(scope="module")
def people(
    chromium: Browser, product_url: str, served_mailbox: Mailbox
) -> Iterator[dict[str, tuple[BrowserContext, dict[str, str]]]]:
    """Whoever looks at key pages, and what the words in their paths stand for."""
    practice = Practice(product_url)
    ben, cara = practice.add_colleague("Ben Ash"), practice.add_colleague("Cara Elm", role="client_admin")
    practice.add_team("Payroll", ben, cara)
    practice.add_team("Audit", cara)
    joins, invited = f"{unique('jo')}@acme.example", f"{unique('kim')}@acme.example"
    practice.add_client(name="Amber Ltd", access={"everyone": True})
    first = {"name": "Jo Bloggs", "email": joins}
    client = practice.add_client(name="Birch Ltd", invitation=first, access={"colleague_ids": [ben]})["id"]
    practice.add_client(name="Cedar Ltd", invitation={"name": "Kim Lee", "email": invited})
    draft = practice.ask("POST", "/v1/client-drafts", type="business", name="Damson Ltd")["id"]
    token = served_mailbox.token_for(invited)
    # The pages take in no style that is not ours, and so no bars.
    anyone, own, office = (chromium.new_context(base_url=product_url, bypass_csp=True) for _ in range(3))
    page = own.new_page()
    page.goto(f"/invitation#{served_mailbox.token_for(joins)}")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("status")).to_contain_text("You are in")
    page.close()
    page = sign_in(office, practice.email)
    places = {"CLIENT": str(client), "DRAFT": str(draft), "IMPORT": _checked_import(page)}
    page.close()
    eventually(lambda: _is_at_rest(practice))
    yield {"anyone": (anyone, {"TOKEN": token}), "client": (own, {}), "practice": (office, places)}
    for context in (anyone, own, office):
        context.close()


def _checked_import(page: Page) -> str:
    page.goto("/clients/import")
    page.locator("input[type=file]").set_input_files(_FILE)
    with another_page(page):
        page.get_by_role("button", name="Upload").click()
    with another_page(page):
        page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_visible()
    return page.url.rpartition("/")[2]


def _is_at_rest(practice: Practice) -> bool:
    """Nothing is on its way any more."""
    states = [each["state"] for each in practice.reads("/v1/invitations")["items"]]
    ready = all(each["onboarding"]["state"] == "complete" for each in practice.clients())
    return ready and sorted(states) == ["accepted", "sent", "sent", "sent"]


def opened(people: dict[str, tuple[BrowserContext, dict[str, str]]], key: Key) -> Page:
    context, places = people[key.who]
    path = key.path
    for word, place in places.items():
        path = path.replace(word, place)
    page = context.new_page()
    page.set_viewport_size({"width": SIZES[key.size][0], "height": SIZES[key.size][1]})
    # What comes later would come with the words of today.
    page.route("**/live*", lambda route: route.abort())
    page.emulate_media(color_scheme=key.scheme, reduced_motion="reduce")
    page.goto(path)
    return page


def kept(name: str) -> Image.Image:
    return Image.open(KEPT / f"{name}.png").convert("RGB")


@pytest.mark.parametrize("name", PAGES)
def test_a_key_page_looks_as_it_did(
    people: dict[str, tuple[BrowserContext, dict[str, str]]], name: str, tmp_path: Path
) -> None:
    """ui.md"""
    page = opened(people, PAGES[name])
    now = likeness.shrunk(still_pages.drawn(page))
    page.close()
    if os.environ.get("CLIENTELE_KEEP_PICTURES"):
        KEPT.mkdir(exist_ok=True)
        now.save(KEPT / f"{name}.png", optimize=True)
    assert (KEPT / f"{name}.png").stat().st_size <= _MOST_BYTES
    difference = likeness.between(now, kept(name))
    if difference.is_seen:
        now.save(tmp_path / f"{name}.png")
    assert not difference.is_seen, f"{name} looks different by {difference}: {tmp_path / name}.png"


_LIKE = {
    "another font": "html { --font: 'DejaVu Serif', serif; }",
    "a font that is wider": "html { --font: 'DejaVu Sans Mono', monospace; }",
    "a quarter of a pixel lower": "html { overflow: clip; } body { transform: translateY(0.25px); }",
    "a quarter of a pixel to the right": "html { overflow: clip; } body { transform: translateX(0.25px); }",
}
#: Where, what is done to the page, and its style.
_UNLIKE = {
    "a card is missing": ("home", "document.querySelector('main section').remove()", ""),
    "a row is missing": ("clients", "document.querySelector('tbody tr').remove()", ""),
    "two columns are swapped": (
        "clients",
        "document.querySelectorAll('tr').forEach((row) => row.cells[1].before(row.cells[2]))",
        "",
    ),
    "a chip has no colour": ("team", "", ".chip { background: none !important; color: inherit !important; }"),
    "a button has no colour": ("clients", "", "main .button { background: #888 !important; }"),
    "light where it is to be dark": ("client", "document.documentElement.style.colorScheme = 'light'", ""),
    "a line too many": (
        "invitations",
        "document.querySelector('h1').append(document.createElement('br'), 'x')",
        "",
    ),
    "all is further in": ("new-client", "", "main { padding-left: 32px !important; }"),
}


@pytest.mark.parametrize("name", ["clients", "new-client", "home"])
@pytest.mark.parametrize("what", _LIKE)
def test_it_bears_what_nobody_minds(
    people: dict[str, tuple[BrowserContext, dict[str, str]]], name: str, what: str
) -> None:
    page = opened(people, PAGES[name])
    difference = likeness.between(likeness.shrunk(still_pages.drawn(page, style=_LIKE[what])), kept(name))
    page.close()
    assert not difference.is_seen, difference


@pytest.mark.parametrize("what", _UNLIKE)
def test_it_notices_what_somebody_would_see(
    people: dict[str, tuple[BrowserContext, dict[str, str]]], what: str
) -> None:
    name, change, style = _UNLIKE[what]
    page = opened(people, PAGES[name])
    if change:
        page.evaluate(change)
    difference = likeness.between(likeness.shrunk(still_pages.drawn(page, style=style)), kept(name))
    page.close()
    assert difference.is_seen, difference
