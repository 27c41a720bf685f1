"""The bell, and what stands behind it, by keys alone (docs/adr/0072; ui.md, "Frame")."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.office import Practice, another_page, looks_well
from tests.builders import eventually, unique

HOSTILE = "\"'><script>alert(1)</script>{{7*7}} " + "W" * 60


def goes(page: Page, name: str) -> None:
    """To a link or a button of the page by its key."""
    found = page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first
    found.focus()
    with another_page(page):
        page.keyboard.press("Enter")


def test_what_a_colleague_gave_is_read_and_gone_to(own_practice: Practice, ben: str, colleague: Page) -> None:
    names = [unique("Oak"), HOSTILE]
    for name in names:
        own_practice.add_client(name=name, access={"colleague_ids": [ben]})

    def noticed() -> bool:
        return len(practice_of(colleague)) == 2

    def practice_of(page: Page) -> list[object]:
        items: list[object] = page.request.get("/v1/notices").json()["items"]
        return items

    eventually(noticed)
    colleague.goto("/notices")
    expect(colleague.get_by_role("banner").get_by_role("link", name="Notices 2 unread")).to_be_visible()
    looks_well(colleague, "notices-unread")
    expect(colleague.get_by_role("listitem").filter(has_text="Ann Smith gave you 2 clients")).to_be_visible()
    colleague.get_by_text("Which").focus()
    colleague.keyboard.press("Enter")
    looks_well(colleague, "notices-which")
    assert colleague.locator("main script").count() == 0
    goes(colleague, names[0])
    expect(colleague.get_by_role("heading", level=1)).to_have_text(names[0])
    goes(colleague, "Notices")
    goes(colleague, "Mark all as read")
    expect(colleague.get_by_role("status")).to_contain_text("read")
    expect(colleague.get_by_role("banner").get_by_role("link", name="Notices")).to_have_text("Notices")
    looks_well(colleague, "notices-read")
    goes(colleague, "Mail me once a day")
    expect(colleague.get_by_role("status")).to_contain_text("once a day")
    looks_well(colleague, "notices-with-mail")
    goes(colleague, "Stop these mails")
    expect(colleague.get_by_role("status")).to_contain_text("no more")
