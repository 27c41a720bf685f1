"""Who reaches what is decided by keys alone, on a desk and on a phone (docs/adr/0074; ui.md)."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.office import Practice, another_page, looks_well
from tests.builders import eventually, unique

HOSTILE = "\"'><script>alert(1)</script>{{7*7}} " + "W" * 60


def goes(page: Page, name: str) -> None:
    """To a link, or by a button, by its key."""
    found = page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first
    found.focus()
    with another_page(page):
        page.keyboard.press("Enter")


def presses(page: Page, key: str, said: str) -> None:
    """One key that decides; the page then says what was done."""
    with another_page(page):
        page.keyboard.press(key)
    expect(page.get_by_role("status")).to_contain_text(said)


def levels(own_practice: Practice, client_id: str) -> list[str] | None:
    """At which levels colleagues were given a client; None where none were."""
    found = own_practice.reads(f"/v1/clients/{client_id}/access")
    given = found["colleague_ids"]
    return [each["level"] for each in found["levels"]] if given else None


def test_a_review_is_started_decided_and_signed_off_by_keys_alone(
    own_practice: Practice, ben: str, admin: Page
) -> None:
    names = [f"A {unique('Oak')}", f"B {HOSTILE}", f"C {unique('Elm')}"]
    given = {"colleague_ids": [ben]}
    kept, changed, ended = (own_practice.add_client(name=name, access=given)["id"] for name in names)
    admin.goto("/team")
    goes(admin, "Access reviews")
    looks_well(admin, "access-reviews-none")
    goes(admin, "Start a review")
    admin.get_by_label("One colleague").focus()
    admin.keyboard.press("Space")
    admin.get_by_label("The colleague", exact=False).last.focus()
    admin.keyboard.type("Ben")
    looks_well(admin, "start-access-review")
    goes(admin, "Start the review")
    expect(admin.get_by_role("heading", level=1)).to_have_text("Ben Ash")
    expect(admin.get_by_text("Press K to keep")).to_be_visible()
    looks_well(admin, "access-review-lines")
    presses(admin, "k", "Kept as it is.")
    admin.keyboard.press("c")
    line = admin.get_by_role("listitem").filter(has=admin.get_by_role("heading", name="B ")).first
    expect(line.get_by_label("What they may do")).to_be_focused()
    admin.keyboard.type("View")
    looks_well(admin, "access-review-change")
    admin.keyboard.press("Tab")
    line.get_by_role("button", name="Change", exact=True).focus()
    presses(admin, "Enter", "Changed.")
    assert levels(own_practice, changed) == ["view"]
    presses(admin, "e", "Ended.")
    assert levels(own_practice, ended) is None
    expect(admin.get_by_text("Everything of Ben Ash is decided")).to_be_focused()
    looks_well(admin, "access-review-decided")
    presses(admin, "Control+z", "Taken back.")
    assert levels(own_practice, ended) == []
    presses(admin, "e", "Ended.")
    goes(admin, "To the review")
    looks_well(admin, "access-review")
    goes(admin, "Sign off…")
    looks_well(admin, "access-review-sign-off")
    goes(admin, "Sign off")
    expect(admin.get_by_role("status")).to_contain_text("Signed off.")
    expect(admin.get_by_text("1 kept, 1 changed, 1 ended")).to_have_count(2)
    looks_well(admin, "access-review-signed-off")
    assert levels(own_practice, kept) == []
    eventually(lambda: own_practice.reads("/v1/activity?kind=access_review.signed_off")["items"])


def test_keys_decide_the_line_that_one_is_in_and_nothing_while_one_writes(
    own_practice: Practice, ben: str, admin: Page
) -> None:
    """ui.md: nothing dangerous is reachable by a single stray key while something is typed."""
    given = {"colleague_ids": [ben]}
    first, second = (
        own_practice.add_client(name=f"{each} {unique('Oak')}", access=given)["id"] for each in "AB"
    )
    review = own_practice.ask("POST", "/v1/access-reviews", scope="colleague", user_id=ben)["id"]
    admin.goto(f"/team/reviews/{review}/colleagues/{ben}")
    admin.keyboard.press("c")
    admin.keyboard.press("e")
    admin.get_by_label("Until (optional)").first.focus()
    admin.keyboard.press("e")
    assert levels(own_practice, first) == []
    admin.get_by_role("heading", name="B ").get_by_role("link").focus()
    presses(admin, "e", "Ended.")
    assert (levels(own_practice, first), levels(own_practice, second)) == ([], None)


def test_a_leaver_is_reviewed_and_removed_by_keys_alone(
    own_practice: Practice, ben: str, admin: Page
) -> None:
    """product.md 1.4"""
    managed = own_practice.add_client(name=unique("Oak"), access={"account_manager_id": ben})["id"]
    admin.goto(f"/team/colleagues/{ben}")
    goes(admin, "Remove…")
    expect(admin.get_by_text("No connection works by Ben Ash’s sign-in.")).to_be_visible()
    looks_well(admin, "leave-before-review")
    goes(admin, "Review their access")
    presses(admin, "e", "Ended.")
    goes(admin, "To the review")
    goes(admin, "Sign off…")
    goes(admin, "Sign off")
    goes(admin, "Ben Ash’s page")
    goes(admin, "Remove…")
    expect(admin.get_by_text("0 kept, 0 changed, 1 ended")).to_be_visible()
    expect(admin.get_by_label("Who manages these clients from now on?")).to_have_count(0)
    looks_well(admin, "leave-after-review")
    goes(admin, "Remove")
    expect(admin.get_by_role("status")).to_contain_text("Removed.")
    assert own_practice.reads(f"/v1/clients/{managed}/access")["account_manager_id"] is None
