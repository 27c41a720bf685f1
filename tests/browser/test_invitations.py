"""The practice's board of invitations in the browser (product.md 5; ui.md, "Lists")."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Tab
from tests.browser.office import looks_well
from tests.builders import PASSWORD, unique
from tests.integration.practice import PracticeOverHttp


def test_invitations_are_filtered_resent_and_revoked(tab: Tab, product_url: str) -> None:
    practice = PracticeOverHttp(product_url)
    names = [unique("Jo"), unique("Sam"), unique("Kim")]
    for name in names:
        # The stand-in for Twilio says that this number is none.
        mobile = "+12125550001" if name == names[0] else None
        person = {"name": name, "email": f"{name.lower()}@acme.example", "mobile": mobile}
        practice.add_client(invitation=person)
    page = tab.go("/sign-in")
    page.set_default_timeout(10_000)
    page.get_by_label("Email").fill(practice.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Invitations").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Invitations")
    for name in names:
        expect(page.get_by_label(f"Select {name}")).to_be_visible()
    looks_well(tab.page, "invitations")

    page.get_by_label(f"Select {names[1]}").check()
    page.get_by_label(f"Select {names[2]}").check()
    expect(page.get_by_text("2 selected")).to_be_visible()
    looks_well(tab.page, "invitations-ticked")
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("status")).to_contain_text("2 invitations are revoked.")
    looks_well(tab.page, "invitations-revoked")

    page.get_by_label("State").select_option("revoked")
    expect(page).to_have_url(re.compile("state=revoked"))
    expect(page.get_by_label(f"Select {names[0]}")).to_have_count(0)
    page.get_by_role("button", name=f"Resend the invitation of {names[1]}").click()
    expect(page.get_by_role("status")).to_contain_text("1 invitation is sent again")
    assert tab.errors == []
