"""A client's people, in Chromium: added, corrected, given roles, removed; one login for several accounts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.office import Practice, a_context, looks_well, sign_in
from tests.builders import PASSWORD, Mailbox, unique


@pytest.fixture
def office(chromium: Browser, product_url: str, practice: Practice, size: tuple[int, int]) -> Iterator[Page]:
    context = a_context(chromium, product_url, size[0])
    yield sign_in(context, practice.email)
    context.close()


def test_a_clients_people_are_corrected_added_given_roles_and_removed(
    office: Page, practice: Practice, served_mailbox: Mailbox
) -> None:
    """product.md 5.3, 5.6"""
    wrong, right = f"{unique('jo')}@acme.exmaple", f"{unique('jo')}@acme.example"
    client = practice.add_client(invitation={"name": "Jo Bloggs", "email": wrong})
    office.goto(f"/clients/{client['id']}/users")
    office.get_by_label("Resend invitation of Jo Bloggs, or correct it").click()
    looks_well(office, "client-users-resend")
    office.get_by_role("group").get_by_label("Email address").fill(right)
    office.get_by_role("button", name="Resend invitation").click()
    expect(office.get_by_role("status")).to_contain_text("Sent again")
    expect(office.locator("main")).to_contain_text(right)
    practice.join(served_mailbox.token_for(right))
    office.reload()
    expect(office.get_by_role("row").filter(has_text=right).first).to_contain_text("Active")
    office.get_by_label("Name").fill("Kim Lee")
    office.get_by_label("Email address").last.fill(f"{unique('kim')}@acme.example")
    office.get_by_label("Invite them by email").uncheck()
    office.get_by_role("button", name="Add", exact=True).click()
    kim = office.get_by_role("row").filter(has_text="Kim Lee")
    expect(kim).to_contain_text("No login")
    kim.get_by_label("Role of Kim Lee").select_option(label="User admin")
    kim.get_by_role("button", name="Change").click()
    expect(office.get_by_role("status")).to_contain_text("The role is changed")
    expect(kim.get_by_label("Role of Kim Lee")).to_have_value("user_admin")
    looks_well(office, "client-users")
    kim.get_by_label("Remove Kim Lee").click()
    kim.get_by_role("button", name="Remove Kim Lee").click()
    expect(office.get_by_role("status")).to_contain_text("Removed")
    expect(kim).to_have_count(0)


def offered(practice: Practice, mailbox: Mailbox) -> tuple[str, str, str, str]:
    """Two clients of one person, joined to the first: the address, both names, and the second's token."""
    address = f"{unique('eve')}@elm.example"
    first = practice.add_client(name=unique("Elm"), invitation={"name": "Eve Elm", "email": address})
    practice.join(mailbox.token_for(address))
    before = len(mailbox.to(address))
    again = {"name": "Eve Elm", "email": address}
    second = practice.add_client(name=unique("Oak"), invitation=again, acknowledge_existing_user=True)
    return address, str(first["name"]), str(second["name"]), mailbox.token_for(address, after=before)


def open_invitation(page: Page, token: str, *, script: bool) -> None:
    page.goto(f"/invitation#{token}")
    if not script:
        page.get_by_label("Code").fill(token)
        page.get_by_role("button", name="Continue").click()


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "signed out"])
def test_one_login_reaches_two_accounts_and_switches_between_them(
    chromium: Browser,
    product_url: str,
    practice: Practice,
    served_mailbox: Mailbox,
    script: bool,
    signed_in: bool,
) -> None:
    """product.md 4.2: no new password is set."""
    address, first, second, token = offered(practice, served_mailbox)
    context = a_context(chromium, product_url, 390, script=script)
    page = sign_in(context, address, first) if signed_in else context.new_page()
    open_invitation(page, token, script=script)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Join {second}")
    expect(page.get_by_label("Choose a password")).to_have_count(0)
    looks_well(page, f"invitation-{'signed-in' if signed_in else 'known'}") if script else None
    if not signed_in:
        page.get_by_label("Email address").fill(address)
        page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="join" if not signed_in else "Join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(second)
    for name in (first, second):
        page.locator(".switcher summary").click()
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
    context.close()


def test_sessions_elsewhere_are_seen_and_ended(chromium: Browser, product_url: str) -> None:
    practice = Practice(product_url)
    here, there = a_context(chromium, product_url), a_context(chromium, product_url)
    page, other = sign_in(here, practice.email), sign_in(there, practice.email)
    page.goto("/profile")
    expect(page.get_by_role("row").filter(has_text="This one")).to_have_count(1)
    # Of the three, one is the API's, which made the practice.
    page.get_by_role("row").filter(has_text="Chrom").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_contain_text("Signed out there")
    other.goto("/clients")
    expect(other.get_by_role("button", name="Sign in")).to_be_visible()
    here.close()
    there.close()
