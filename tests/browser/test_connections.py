"""Connecting accounting software in the browser, by the sandbox vendors' own consent pages (product.md 6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.browser.office import looks_well
from tests.builders import PASSWORD, unique
from tests.integration.practice import PracticeOverHttp

VENDORS = {
    "xero": "Xero",
    "sage": "Sage Accounting",
    "quickbooks": "QuickBooks Online",
    "freeagent": "FreeAgent",
}


@pytest.fixture(scope="module")
def practice(product_url: str) -> PracticeOverHttp:
    return PracticeOverHttp(product_url)


class Walk:
    """Somebody signed in, in a browser of their own, whose every page is looked at."""

    def __init__(self, page: Page, practice: PracticeOverHttp) -> None:
        self.page, self.practice = page, practice
        page.set_default_timeout(10_000)
        page.goto(f"{practice.url}/sign-in")
        page.get_by_label("Email").fill(practice.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("What needs you today")

    def go(self, path: str) -> None:
        self.page.goto(f"{self.practice.url}{path}")

    def consent(self, *organisations: str, button: str = "Allow access") -> None:
        """Answer the vendor's page, as somebody with organisations of their own."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Allow Clientele")
        self.page.get_by_label("Sign in as").fill(f"{unique('jo')}@acme.example")
        for name in organisations:
            self.page.get_by_label(name, exact=True).check()
        self.page.get_by_role("button", name=button).click()
        expect(self.page.get_by_role("navigation", name="Main")).to_be_visible()


@pytest.fixture
def walk(chromium: Browser, practice: PracticeOverHttp, size: tuple[int, int]) -> Iterator[Walk]:
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    yield Walk(context.new_page(), practice)
    context.close()


def a_client(practice: PracticeOverHttp) -> dict[str, Any]:
    return practice.add_client(name=unique("Acme"))


def test_a_client_is_connected_changed_and_disconnected(walk: Walk) -> None:
    client = a_client(walk.practice)
    page = walk.page
    walk.go(f"/clients/{client['id']}/connection")
    looks_well(walk.page, "connection-none")
    page.get_by_role("button", name="Connect to Xero").click()
    walk.consent()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        f"Connect {client['name']} to Demo Company (UK)?"
    )
    looks_well(walk.page, "connection-confirm")
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_role("status")).to_have_text("Connected.")
    looks_well(walk.page, "connection-connected")
    page.get_by_role("button", name="Connect to Sage Accounting").click()
    walk.consent("Northside Dental LLP", "Copper Kettle Café")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Which organisation is {client['name']}?")
    looks_well(walk.page, "connection-choose")
    page.get_by_label("Northside Dental LLP").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("to another organisation?")
    looks_well(walk.page, "connection-replace")
    page.get_by_role("button", name="Change the connection").click()
    expect(page.get_by_role("heading", name="Sage Accounting: Northside Dental LLP")).to_be_visible()
    page.get_by_role("link", name="Disconnect…").click()
    looks_well(walk.page, "connection-disconnect")
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("status")).to_contain_text("Disconnected.")


def test_who_says_no_at_the_vendor_has_a_way_on(walk: Walk) -> None:
    client = a_client(walk.practice)
    walk.go(f"/clients/{client['id']}/connection")
    walk.page.get_by_role("button", name="Connect to QuickBooks Online").click()
    walk.consent(button="Cancel")
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("QuickBooks Online is not connected")
    looks_well(walk.page, "connection-denied")
    walk.page.get_by_role("button", name="Try again").click()
    walk.consent()
    expect(walk.page.get_by_role("button", name="Connect")).to_be_visible()


@pytest.mark.parametrize("vendor", VENDORS)
def test_each_vendor_with_and_without_javascript(
    chromium: Browser, practice: PracticeOverHttp, vendor: str, script: bool
) -> None:
    context = chromium.new_context(java_script_enabled=script)
    walk = Walk(context.new_page(), practice)
    client = a_client(practice)
    walk.go(f"/clients/{client['id']}/connection")
    walk.page.get_by_role("button", name=f"Connect to {VENDORS[vendor]}").click()
    walk.consent()
    walk.page.get_by_role("button", name="Connect").click()
    expect(walk.page.get_by_role("status")).to_have_text("Connected.")
    context.close()


def test_the_health_of_all_connections(walk: Walk) -> None:
    walk.go("/connections?provider=freeagent&state=warning")
    expect(walk.page.get_by_role("heading", name="None like this")).to_be_visible()
    client = a_client(walk.practice)
    walk.go(f"/clients/{client['id']}/connection")
    walk.page.get_by_role("button", name="Connect to Xero").click()
    walk.consent()
    walk.page.get_by_role("button", name="Connect").click()
    walk.page.get_by_role("link", name="Connections").click()
    expect(walk.page.get_by_role("link", name=client["name"])).to_be_visible()
    looks_well(walk.page, "connections")


def test_a_window_that_was_closed_is_told(walk: Walk) -> None:
    begun = requests.post(
        f"{walk.practice.url}/v1/authorizations",
        json={"provider": "sage"},
        headers=walk.practice.headers,
        timeout=10,
    ).json()
    walk.go(f"/authorizations/{begun['id']}")
    expect(walk.page.get_by_role("heading", level=1)).to_have_text("This sign-in is not finished")
    looks_well(walk.page, "connection-unfinished")


def test_clients_are_added_from_one_sign_in(walk: Walk) -> None:
    """Client Sync."""
    page = walk.page
    walk.go("/connections")
    page.get_by_text("Add clients from software").click()
    page.get_by_role("button", name="FreeAgent").click()
    walk.consent("Harbour Lights Hotel", "Larkfield Farm Partnership")
    expect(page.get_by_role("heading", level=1)).to_have_text("Add clients from FreeAgent")
    page.get_by_role("button", name="Add as clients").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Harbour Lights Hotel").check()
    page.get_by_label("Larkfield Farm Partnership").check()
    looks_well(walk.page, "sync-choose")
    page.get_by_role("button", name="Add as clients").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2 clients added")
    looks_well(walk.page, "sync-done")
