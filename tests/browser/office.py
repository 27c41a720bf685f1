"""Somebody of a practice in Chromium, signed in, and what every page of theirs must hold."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import pictures
from tests.builders import PASSWORD, Mailbox, unique
from tests.integration.practice import PracticeOverHttp


class Practice(PracticeOverHttp):
    """A practice with colleagues and teams, made over the API."""

    def ask(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        answer = requests.request(
            method, f"{self.url}{path}", json=body or None, headers=self.headers, timeout=10
        )
        assert answer.ok, answer.text
        return dict(answer.json()) if answer.content else {}

    def add_colleague(self, name: str, role: str = "standard", mailbox: Mailbox | None = None) -> str:
        """Invite a colleague, who joins where there is a mailbox to read; gives their id."""
        address = f"{unique('col')}@smith.example"
        made = self.ask("POST", "/v1/colleagues", name=name, email=address, role=role)
        if mailbox is not None:
            self.join(mailbox.token_for(address))
        return str(made["id"])

    def address_of(self, colleague_id: str) -> str:
        found = self.ask("GET", "/v1/colleagues?limit=200")["items"]
        return next(str(each["email"]) for each in found if each["id"] == colleague_id)

    def join(self, token: str) -> None:
        self.ask("POST", "/v1/invitation-acceptances", token=token, password=PASSWORD)

    def add_team(self, name: str, *member_ids: str) -> str:
        return str(self.ask("POST", "/v1/teams", name=name, member_ids=list(member_ids))["id"])


class Ada:
    """The owner of a new practice, signed in, at one size and with or without scripts."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url, self.email = page, url, f"{unique('ada')}@birch.example"
        self.go("/register")
        page.fill("[name='name']", "Birch & Co")
        page.fill("[name='owner.name']", "Ada Birch")
        page.fill("[name='owner.email']", self.email)
        page.fill("[name='owner.password']", PASSWORD)
        page.click("main button.button")

    def go(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")

    def invite(self, name: str) -> str:
        email = f"{unique('ben')}@birch.example"
        self.go("/team/invite")
        self.page.fill("[name=name]", name)
        self.page.fill("[name=email]", email)
        self.page.check("[value=standard]")
        self.page.get_by_role("button", name="Send the invitation").click()
        return email


def sign_in(context: BrowserContext, email: str, heading: str = "What needs you") -> Page:
    """A page of somebody with this address, at the one they begin with, which has this heading.

    A script that runs there and is not ours fails the test.
    """
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    return page


def a_context(chromium: Browser, url: str, width: int = 1280, *, script: bool = True) -> BrowserContext:
    return chromium.new_context(
        viewport={"width": width, "height": 900},
        base_url=url,
        reduced_motion="reduce",
        java_script_enabled=script,
    )


@contextmanager
def another_page(page: Page) -> Iterator[None]:
    """The block sends the browser to another page, which is there when it ends.

    Playwright's own `expect_navigation` waits on an event loop that eventlet's hub does not turn.
    """
    # Else the page that is left could be taken for the one that comes.
    page.wait_for_load_state("domcontentloaded")
    loaded: list[Page] = []
    page.once("domcontentloaded", lambda arrived: loaded.append(arrived))
    yield
    give_up = time.monotonic() + 15
    while not loaded:
        assert time.monotonic() < give_up, f"still at {page.url}"
        page.wait_for_timeout(20)


def looks_well(page: Page, name: str) -> None:
    """Accessible in light and dark, and nothing wider than the screen; with a picture of each (ui.md)."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{name} is {wide} px wide"
    # Of all that axe looks for, only contrast is another in the dark.
    _looks_well_in(page, name, "dark", "color-contrast")
    _looks_well_in(page, name, "light")


def _looks_well_in(page: Page, name: str, scheme: pictures.Scheme, *rules: str) -> None:
    page.emulate_media(color_scheme=scheme)
    assert hindrances(page, *rules) == [], f"{name}, {scheme}"
    pictures.keep(page, name, scheme)


def hindrances(page: Page, *rules: str) -> list[str]:
    """What axe finds, of whatever impact, by these of its rules or all."""
    wanted = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    # Half a megabyte, which a page is given once.
    axe = Axe("") if page.evaluate("'axe' in window") else Axe()
    found = axe.run(page, options=wanted).response["violations"]
    return [f"{each['id']} ({each['impact']}): {each['nodes'][0]['html'][:120]}" for each in found]
