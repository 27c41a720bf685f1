"""The team, a user's own profile and the audit trail, as people walk through them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.builders import Mailbox, unique

PASSWORD = "correct horse battery"


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

    def looks_well(self, name: str) -> None:
        """Accessible, and nothing wider than the screen."""
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(self.page).response["violations"]
        assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
        if folder := os.environ.get("CLIENTELE_SCREENSHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


@pytest.fixture
def ada(chromium: Browser, product_url: str, size: tuple[int, int]) -> Iterator[Ada]:
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    yield Ada(context.new_page(), product_url)
    context.close()


def test_somebody_is_invited_into_a_team_and_removed_again(ada: Ada) -> None:
    page = ada.page
    ada.invite("Ben Ash")
    expect(page.get_by_role("status")).to_contain_text("Invited")
    page.get_by_role("link", name="Make a team").click()
    page.fill("[name=name]", "Payroll")
    page.get_by_label("Ben Ash").check()
    ada.looks_well("new-team")
    page.get_by_role("button", name="Make the team").click()
    ada.looks_well("team")
    page.get_by_role("link", name="Ben Ash").click()
    ada.looks_well("colleague")
    page.get_by_label("Client admin").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Client admin")
    page.get_by_role("link", name="Ben Ash").click()
    page.get_by_role("link", name="Remove…").click()
    ada.looks_well("leave")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status")).to_contain_text("Removed")
    expect(page.get_by_role("link", name="Ben Ash")).to_have_count(0)
    ada.go("/activity")
    ada.looks_well("activity")
    for said in ("invited a colleague", "made a team", "removed a colleague", "standard → client admin"):
        expect(page.locator("main")).to_contain_text(said)


def test_what_is_wrong_with_an_invitation_is_said_at_the_field_and_nothing_is_lost(ada: Ada) -> None:
    ada.go("/team/invite")
    ada.page.fill("[name=name]", "Ben Ash")
    ada.page.fill("[name=email]", "no address")
    ada.page.get_by_role("button", name="Send the invitation").click()
    expect(ada.page.locator("#email-error")).to_contain_text("like name@example.com")
    assert ada.page.input_value("[name=name]") == "Ben Ash"


def test_an_authenticator_is_set_up_and_asked_for(ada: Ada) -> None:
    page = ada.page
    ada.go("/profile")
    ada.looks_well("profile")
    page.get_by_role("link", name="Set up an app").click()
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Continue").click()
    ada.looks_well("authenticator")
    secret = page.inner_text("main code")
    page.fill("[name=code]", pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Turn it on").click()
    ada.looks_well("recovery-codes")
    recovery = page.locator(".codes code").first.inner_text()
    page.context.clear_cookies()
    ada.go("/sign-in")
    page.fill("[name=email]", ada.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#totp-error")).to_contain_text("authenticator app")
    ada.looks_well("sign-in-code")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=totp]", recovery)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/clients$"))


def test_an_api_token_is_shown_once_and_revoked(ada: Ada) -> None:
    page = ada.page
    ada.go("/profile")
    page.fill("[name=name]", "Month-end export")
    page.get_by_role("button", name="Make an API token").click()
    assert page.inner_text("#new-token").startswith("clientele_")
    ada.looks_well("api-token")
    ada.go("/profile")
    expect(page.locator("#new-token")).to_have_count(0)
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Month-end export")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_forgotten_password_is_set_by_the_link_or_the_code(
    chromium: Browser, product_url: str, ada: Ada, served_mailbox: Mailbox, scripts: bool
) -> None:
    context = chromium.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{product_url}/sign-in")
    page.get_by_role("link", name="Forgot your password?").click()
    page.fill("[name=email]", ada.email)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading")).to_have_text("Look at your mail")
    token = served_mailbox.reset_token_for(ada.email)
    page.goto(f"{product_url}/password-reset#{token}")
    if not scripts:
        page.fill("[name=token]", token)
        page.get_by_role("button", name="Continue").click()
    page.fill("[name=password]", "1234567890")
    page.get_by_role("button", name="Set the password").click()
    expect(page.locator("#password-error")).to_contain_text("first that are guessed")
    page.fill("[name=password]", "four other words here")
    page.get_by_role("button", name="Set the password").click()
    page.fill("[name=email]", ada.email)
    page.fill("[name=password]", "four other words here")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/clients$"))
    context.close()
    ada.go("/team")
    assert "/sign-in" in ada.page.url
