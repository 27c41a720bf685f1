"""Every page of somebody signed in: for everybody to use, light and dark, on a desk and a phone (ui.md)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SIZES
from tests.builders import PASSWORD, Mailbox, unique
from tests.integration.practice import PracticeOverHttp

#: `CLIENT` stands for a client's own pages.
PAGES = (
    *("/clients", "/clients?status=archived", "/clients/new", "/clients/drafts", "/clients/import"),
    *("/connections", "/team", "/activity", "/settings", "/profile"),
    *("CLIENT", "CLIENT/settings", "CLIENT/users", "CLIENT/access", "CLIENT/connection"),
)
HOSTILE = "<script>alert(1)</script> & Sons"


@pytest.fixture(scope="module")
def practice(product_url: str) -> PracticeOverHttp:
    return PracticeOverHttp(product_url)


@pytest.fixture(scope="module")
def client(practice: PracticeOverHttp) -> str:
    invitation = {"name": "<b>Jo</b>", "email": f"{unique('jo')}@acme.example", "mobile": "+447700900123"}
    return str(practice.add_client(name=HOSTILE, invitation=invitation)["id"])


@pytest.fixture(scope="module", params=SIZES)
def office(
    request: pytest.FixtureRequest, chromium: Browser, product_url: str, practice: PracticeOverHttp
) -> Iterator[Page]:
    width, height = SIZES[request.param]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, base_url=product_url, reduced_motion="reduce"
    )
    page = context.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(practice.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Clients")
    yield page
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_for_everybody_and_fits(office: Page, client: str, path: str) -> None:
    assert office.viewport_size is not None
    width = office.viewport_size["width"]
    requests: list[str] = []
    office.on("request", lambda request: requests.append(request.url))
    answer = office.goto(path.replace("CLIENT", f"/clients/{client}"))
    assert answer is not None
    assert answer.status == 200
    assert len(requests) <= 4
    assert len(answer.body()) <= 100_000
    assert office.evaluate("document.documentElement.scrollWidth") <= width
    for scheme in ("light", "dark"):
        office.emulate_media(color_scheme=scheme)
        found = Axe().run(office).response["violations"]
        serious = [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found if v["impact"] in _GRAVE]
        assert serious == [], scheme
        _picture(office, path, width, scheme)


_GRAVE = ("serious", "critical")


def _picture(page: Page, path: str, width: int, scheme: str) -> None:
    folder = os.environ.get("CLIENTELE_SCREENSHOTS")
    if folder:
        name = path.strip("/").replace("/", "-").replace("?", "-")
        page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)


def test_hostile_names_are_text_everywhere(office: Page, client: str) -> None:
    for path in ("", "/settings", "/users", "/access", "/connection"):
        office.goto(f"/clients/{client}{path}")
        assert HOSTILE in office.inner_text("main") or HOSTILE in office.title()


def test_an_archived_client_comes_back_by_undo(office: Page, practice: PracticeOverHttp) -> None:
    """ui.md, Danger"""
    name = unique("Archived")
    practice.add_client(name=name)
    office.goto(f"/clients?q={name}")
    office.get_by_role("checkbox", name=f"Select {name}").check()
    expect(office.get_by_text("1 selected")).to_be_visible()
    office.get_by_role("button", name="Archive").click()
    expect(office.get_by_role("status")).to_contain_text("1 of 1 done")
    office.goto("/clients?status=archived")
    office.get_by_role("link", name=name, exact=True).click()
    office.get_by_role("button", name="Restore").click()
    expect(office.get_by_role("status")).to_contain_text("Restored")


def test_search_as_you_type_begins_with_a_slash(office: Page, practice: PracticeOverHttp) -> None:
    name = unique("Findable")
    practice.add_client(name=name)
    office.goto("/clients")
    office.locator("h1").click()
    office.keyboard.press("/")
    office.keyboard.type(name[:8])
    expect(office.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(office).to_have_url(f"{office.url.partition('?')[0]}?q={name[:8]}")


def test_the_invited_person_joins_and_asks_an_accountant(
    chromium: Browser, product_url: str, practice: PracticeOverHttp, served_mailbox: Mailbox
) -> None:
    """product.md 5.6, 7.1"""
    address = f"{unique('jo')}@acme.example"
    made = practice.add_client(invitation={"name": "Jo Bloggs", "email": address})
    context = chromium.new_context(base_url=product_url)
    page = context.new_page()
    page.goto(f"/invitation#{served_mailbox.token_for(address)}")
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(made["name"])
    page.get_by_role("link", name="Users").click()
    expect(page.locator("main")).to_contain_text("Jo Bloggs")
    page.goto("/account")
    asked = PracticeOverHttp(product_url)
    page.get_by_label("Email address of an admin").fill(asked.email)
    page.get_by_role("button", name="Ask them").click()
    expect(page.get_by_role("status")).to_contain_text("is asked")
    page.goto("/clients")
    expect(page.locator("main")).to_contain_text("practice account")
    _takes_on(chromium, product_url, asked, made["name"])
    context.close()


def _takes_on(chromium: Browser, product_url: str, practice: PracticeOverHttp, name: str) -> None:
    context = chromium.new_context(base_url=product_url)
    page = context.new_page()
    page.goto("/sign-in?next=/clients/requests")
    page.get_by_label("Email address").fill(practice.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in _GRAVE] == []
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    context.close()
