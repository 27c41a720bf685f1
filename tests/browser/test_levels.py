"""An admin chooses what a colleague may do with a client, whose pages then say so (docs/adr/0064)."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.office import Practice, looks_well


def test_a_colleague_is_given_a_client_to_view_and_then_to_work_with(
    admin: Page, colleague: Page, own_practice: Practice, ben: str
) -> None:
    own_practice.add_team("Payroll", ben)
    client_id = str(own_practice.add_client(name="Oak Ltd")["id"])
    page, access = f"/clients/{client_id}", f"/clients/{client_id}/access"
    admin.goto(access)
    admin.get_by_role("checkbox", name="Ben Ash").check()
    admin.get_by_role("radio", name="View").focus()
    admin.keyboard.press("Space")
    admin.get_by_role("button", name="Save").press("Enter")
    expect(admin.get_by_role("status")).to_contain_text("Saved.")
    expect(admin.get_by_text("was given access: may view it")).to_be_visible()
    looks_well(admin, "access-levels")

    for path in ("", "/settings", "/users", "/connection", "/documents", "/documents/senders", "/access"):
        colleague.goto(f"{page}{path}")
        expect(colleague.get_by_text("You may view this client")).to_be_visible()
        looks_well(colleague, f"viewed{path.replace('/', '-')}")
    expect(colleague.get_by_role("button", name="Save")).to_have_count(0)

    admin.goto(access)
    admin.get_by_label("Ben Ash").last.select_option("Work")
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_text("was given access: may work with it")).to_be_visible()
    colleague.goto(f"{page}/settings")
    expect(colleague.get_by_text("You may work with this client")).to_be_visible()
    colleague.get_by_label("Business name").fill("Elm Ltd")
    colleague.get_by_role("button", name="Save").last.click()
    expect(colleague.get_by_role("status")).to_contain_text("Saved.")
    looks_well(colleague, "worked-settings")


def test_a_colleague_who_may_view_a_client_asks_for_more_by_keyboard_and_is_given_it(
    admin: Page, colleague: Page, own_practice: Practice, ben: str
) -> None:
    """docs/adr/0069"""
    client_id = str(own_practice.add_client(name="Oak Ltd")["id"])
    admin.goto(f"/clients/{client_id}/access")
    admin.get_by_role("checkbox", name="Ben Ash").check()
    admin.get_by_role("radio", name="View").check()
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_role("status")).to_contain_text("Saved.")

    colleague.goto(f"/clients/{client_id}")
    colleague.get_by_role("link", name="ask for more").press("Enter")
    expect(colleague.get_by_role("radio", name="Work")).to_be_checked()
    looks_well(colleague, "ask-for-more")
    colleague.get_by_label("Why you need this").fill("I do their VAT return while Cy is away.")
    colleague.get_by_role("button", name="Ask for access").press("Enter")
    expect(colleague.get_by_role("status")).to_contain_text("Sent.", timeout=30_000)
    looks_well(colleague, "asked-for-more")

    admin.goto("/clients/access-requests")
    request = admin.get_by_role("region", name="Ben Ash asks to work with Oak Ltd")
    expect(request.get_by_text("Ben Ash may view it now.")).to_be_visible()
    expect(request.get_by_label("What they may do")).to_have_value("work")
    looks_well(admin, "more-to-decide")
    request.get_by_role("button", name="Give access").press("Enter")
    expect(admin.get_by_role("status")).to_contain_text("Access is given")
    colleague.goto(f"/clients/{client_id}")
    expect(colleague.get_by_text("You may work with this client")).to_be_visible()
