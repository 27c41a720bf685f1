"""The team, a user's own profile and the audit trail, as people walk through them."""

from __future__ import annotations

import re

import pyotp
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.office import Ada, Practice, a_context, looks_well, sign_in
from tests.builders import PASSWORD, Mailbox


def test_somebody_is_invited_into_a_team_and_removed_again(ada: Ada) -> None:
    page = ada.page
    ada.invite("Ben Ash")
    expect(page.get_by_role("status")).to_contain_text("Invited")
    page.get_by_role("link", name="Make a team").click()
    page.fill("[name=name]", "Payroll")
    page.get_by_label("Ben Ash").check()
    looks_well(ada.page, "new-team")
    page.get_by_role("button", name="Make the team").click()
    looks_well(ada.page, "team")
    page.get_by_role("link", name="Ben Ash").click()
    looks_well(ada.page, "colleague")
    page.get_by_label("Client admin").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Client admin")
    page.get_by_role("link", name="Ben Ash").click()
    page.get_by_role("link", name="Remove…").click()
    looks_well(ada.page, "leave")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status")).to_contain_text("Removed")
    expect(page.get_by_role("link", name="Ben Ash")).to_have_count(0)
    ada.go("/activity")
    looks_well(ada.page, "activity")
    for said in ("as a colleague", "made the team", "from the practice", "standard → client admin"):
        expect(page.locator("main")).to_contain_text(said)


def test_who_manages_clients_leaves_once_it_is_said_who_manages_them_next(
    chromium: Browser, product_url: str, served_mailbox: Mailbox, size: tuple[int, int]
) -> None:
    """product.md 1.4: nothing is reassigned silently."""
    practice = Practice(product_url)
    bob, cara = (practice.add_colleague(name, mailbox=served_mailbox) for name in ("Bob Oak", "Cara Elm"))
    client = practice.add_client(name="Amber Ltd", access={"account_manager_id": bob})["id"]
    context = a_context(chromium, product_url, size[0])
    page = sign_in(context, practice.email)
    page.goto(f"/team/colleagues/{bob}")
    page.get_by_role("link", name="Deactivate…").click()
    expect(page.locator("main")).to_contain_text("They are the account manager of 1 client.")
    page.get_by_role("button", name="Deactivate").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose who manages their clients from now on")
    looks_well(page, "leave-manager")
    assert practice.reads(f"/v1/clients/{client}")["account_manager_id"] == bob
    page.get_by_label("Who manages these clients from now on?").select_option(label="Cara Elm")
    page.get_by_role("button", name="Deactivate").click()
    expect(page.get_by_role("status")).to_contain_text("Deactivated")
    assert practice.reads(f"/v1/clients/{client}")["account_manager_id"] == cara
    page.get_by_role("link", name="Bob Oak").click()
    page.get_by_role("button", name="Let them in again").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.goto(f"/team/colleagues/{cara}/leave?how=remove")
    page.get_by_label("Who manages these clients from now on?").select_option(label="Nobody, for now")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status")).to_contain_text("Removed")
    assert practice.reads(f"/v1/clients/{client}")["account_manager_id"] is None
    context.close()


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
    looks_well(ada.page, "profile")
    page.get_by_role("link", name="Set up an app").click()
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Continue").click()
    looks_well(ada.page, "authenticator")
    secret = page.inner_text("main code")
    page.fill("[name=code]", pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Turn it on").click()
    looks_well(ada.page, "recovery-codes")
    recovery = page.locator(".codes code").first.inner_text()
    page.context.clear_cookies()
    ada.go("/sign-in")
    page.fill("[name=email]", ada.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("#totp-error")).to_contain_text("authenticator app")
    looks_well(ada.page, "sign-in-code")
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=totp]", recovery)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/home$"))


def test_an_api_token_is_shown_once_and_revoked(ada: Ada) -> None:
    page = ada.page
    ada.go("/profile")
    page.fill("[name=name]", "Month-end export")
    page.get_by_role("button", name="Make an API token").click()
    assert page.inner_text("#new-token").startswith("clientele_")
    looks_well(ada.page, "api-token")
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
    expect(page).to_have_url(re.compile("/home$"))
    context.close()
    ada.go("/team")
    assert "/sign-in" in ada.page.url
