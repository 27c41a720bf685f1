"""Several clients in one sitting: typed, pasted, mended, added and invited (product.md 2)."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.browser.conftest import SIZES
from tests.browser.office import Practice, a_context, looks_well, sign_in
from tests.builders import Mailbox, eventually, unique

#: Seconds after which a walk hangs. Where nothing else runs it takes less than a third of the three minutes
#: that it may; beside other tests the machine decides.
PATIENCE = 500.0
HEADINGS = ("Client name", "Ref", "Type", "Person to invite", "Email of person to invite", "Client manager")


class Sitting:
    """Somebody before the screen, whose actions are counted: a click, a key or a command, a text typed in."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions, self.began = page, 0, time.monotonic()

    def clicks(self, role: str, name: str) -> None:
        self.actions += 1
        self.page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]

    def types(self, into: Locator, text: str) -> None:
        self.actions += 1
        into.fill(text)
        into.blur()

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.actions += 1
            self.page.keyboard.press(key)

    def pastes(self, text: str) -> None:
        """Into whatever has the focus, as the browser tells a page of it."""
        self.actions += 1
        self.page.evaluate(
            """text => {
              const data = new DataTransfer();
              data.setData("text/plain", text);
              const given = { clipboardData: data, bubbles: true, cancelable: true };
              document.activeElement.dispatchEvent(new ClipboardEvent("paste", given));
            }""",
            text,
        )

    def cell(self, row: int, column: str) -> Locator:
        return self.page.get_by_label(f"{column}, row {row}", exact=True)

    def saved(self, words: str = "Saved.") -> None:
        expect(self.page.locator("[data-said]")).to_contain_text(words, timeout=30_000)

    def within_reason(self, most: int) -> None:
        assert self.actions <= most, f"it took {self.actions} actions"
        assert time.monotonic() - self.began < PATIENCE


@pytest.fixture(params=SIZES)
def sitting(
    request: pytest.FixtureRequest, chromium: Browser, product_url: str, practice: Practice
) -> Iterator[Sitting]:
    context = a_context(chromium, product_url, SIZES[request.param][0])
    page = sign_in(context, practice.email)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield Sitting(page)
    assert wrong == []
    context.close()


def a_manager(practice: Practice, name: str, mailbox: Mailbox) -> str:
    """A colleague who has joined, and whom clients can be given to: that is known a moment later."""
    colleague = practice.add_colleague(name, mailbox=mailbox)
    wanted = {"type": "business", "name": "First", "access": {"account_manager_id": colleague}}
    eventually(
        lambda: (
            requests.post(f"{practice.url}/v1/clients", json=wanted, headers=practice.headers, timeout=10).ok
        )
    )
    return colleague


def rows_of_100(manager: str, mark: str) -> list[list[str]]:
    """A hundred clients with a manager, of which eighty name somebody to invite; twenty have a flaw."""
    rows = []
    for n in range(1, 101):
        person = [f"Pat {n}", f"pat{n}@{mark}.example"] if n <= 80 else ["", ""]
        rows.append([f"{mark} {n:03}", f"{mark[-9:]}-{n:03}", "Limited company", *person, manager])
    for n in range(1, 8):
        rows[n][5] = "Ben Ashe"
    for n in range(11, 17):
        rows[n][2] = "Venture of three, dormant since 2019"
    rows[20][0] = ""
    rows[21][4] = "pat22 at example"
    rows[22][4] = "pat23@"
    rows[23][1] = rows[22][1]
    rows[24][2] = "Martian"
    rows[25][2] = "?"
    rows[26][5] = "Nobody"
    return rows


def mends(sitting: Sitting, manager: str, mark: str) -> None:
    """What is wrong in the same way at once, the rest where it stands."""
    page = sitting.page
    alike = (
        ("Account manager “Ben Ashe” in 7 rows", manager, "Change in 7 rows"),
        ("Type “Venture of three, dormant since 2019” in 6 rows", "Limited", "Change in 6 rows"),
    )
    for label, text, button in alike:
        sitting.types(page.get_by_label(label), text)
        sitting.clicks("button", button)
        expect(page.get_by_label(label)).to_have_count(0)
    wrong = page.locator(".cells [aria-invalid]")
    expect(wrong).to_have_count(7)
    right = {
        "Name": [f"{mark} 021"],
        "Their email": [f"pat22@{mark}.example", f"pat23@{mark}.example"],
        "Practice code": [f"{mark[-9:]}-024"],
        "Type": ["Limited", "Charity"],
        "Account manager": [manager],
    }
    for name in [each.get_attribute("aria-label") or "" for each in wrong.all()]:
        sitting.types(page.get_by_label(name, exact=True), right[name.partition(",")[0]].pop(0))
    assert not any(right.values())


def invites(sitting: Sitting) -> None:
    sitting.clicks("button", "Add 100 clients")
    page = sitting.page
    send = page.get_by_role("button", name="Send 80 invitations")
    expect(send).to_be_visible(timeout=60_000)
    expect(page.locator("main")).to_contain_text("Added: 100")
    sitting.clicks("button", "Send 80 invitations")
    expect(page.get_by_role("status")).to_contain_text("Done", timeout=120_000)


def holds_in_the_end(practice: Practice, mark: str, manager_id: str) -> None:
    """A hundred clients with their manager, eighty of them invited once."""
    clients = practice.ask("GET", f"/v1/clients?q={mark}&limit=200")["items"]
    assert sorted(each["name"] for each in clients) == [f"{mark} {n:03}" for n in range(1, 101)]
    assert {each["access"]["account_manager_id"] for each in clients} == {manager_id}
    assert len([each for each in clients if each["invitation"] is not None]) == 80


def test_from_a_spreadsheet_with_twenty_flaws_to_a_hundred_clients_invited(
    sitting: Sitting, practice: Practice, served_mailbox: Mailbox
) -> None:
    mark, manager = unique("Sheet"), unique("Ben Ash")
    manager_id = a_manager(practice, manager, served_mailbox)
    written = io.StringIO(newline="")
    csv.writer(written).writerows([HEADINGS, *rows_of_100(manager, mark)])
    file: FilePayload = {
        "name": "clients.csv",
        "mimeType": "text/csv",
        "buffer": written.getvalue().encode(),
    }
    page = sitting.page
    page.goto("/clients")
    sitting.clicks("link", "Import")
    sitting.actions += 1
    page.set_input_files("[name=file]", files=file)
    sitting.clicks("button", "Upload")
    sitting.clicks("button", "Check the rows")
    sitting.clicks("link", "Mend 20 rows here")
    mends(sitting, manager, mark)
    expect(page.get_by_role("button", name="Add 100 clients")).to_be_visible(timeout=30_000)
    invites(sitting)
    sitting.within_reason(25)
    holds_in_the_end(practice, mark, manager_id)


def test_from_the_clipboard_with_twenty_flaws_to_a_hundred_clients_invited(
    sitting: Sitting, practice: Practice, served_mailbox: Mailbox
) -> None:
    mark, manager = unique("Paste"), unique("Bea Hill")
    manager_id = a_manager(practice, manager, served_mailbox)
    page = sitting.page
    page.goto("/clients")
    sitting.clicks("link", "Add several")
    sitting.cell(1, "Name").focus()
    sitting.actions += 1
    copied = "\r\n".join("\t".join(row) for row in [HEADINGS, *rows_of_100(manager, mark)])
    sitting.pastes(copied)
    sitting.saved("100 rows, 20 not valid")
    sitting.clicks("link", "Show only those that are not valid")
    mends(sitting, manager, mark)
    expect(page.get_by_role("button", name="Add 100 clients")).to_be_visible(timeout=30_000)
    invites(sitting)
    sitting.within_reason(25)
    holds_in_the_end(practice, mark, manager_id)


def test_clients_are_typed_with_the_keyboard_alone(sitting: Sitting, practice: Practice) -> None:
    """ui.md, "Lists": everything by keyboard."""
    page, mark = sitting.page, unique("Key")
    page.goto("/clients/several")
    sitting.cell(1, "Name").focus()
    page.keyboard.type(f"{mark} One")
    page.keyboard.press("Enter")
    expect(sitting.cell(2, "Name")).to_be_focused()
    page.keyboard.type(f"{mark} Two")
    page.keyboard.press("Tab")
    expect(sitting.cell(2, "Type")).to_be_focused()
    page.keyboard.type("Martian")
    page.keyboard.press("ArrowUp")
    expect(sitting.cell(1, "Type")).to_be_focused()
    sitting.saved("Row 2: “Martian” is no type that is known here.")
    wrong = sitting.cell(2, "Type")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    assert "Martian" in page.locator(f"[id='{wrong.get_attribute('aria-describedby')}']").inner_text()
    page.keyboard.press("ArrowDown")
    expect(wrong).to_be_focused()
    # Going there marks what stands in the cell, so that typing takes its place.
    page.keyboard.type("Charity")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    expect(sitting.cell(2, "Name")).to_be_focused()
    for _ in range(9):
        page.keyboard.press("Enter")
    expect(sitting.cell(11, "Name")).to_be_focused()
    expect(wrong).not_to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Escape")
    add = page.get_by_role("button", name="Add 2 clients")
    expect(add).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Added: 2", timeout=30_000)
    found = practice.ask("GET", f"/v1/clients?q={mark}")["items"]
    assert sorted(each["name"] for each in found) == [f"{mark} One", f"{mark} Two"]


def test_what_is_typed_is_saved_by_itself_and_found_again(sitting: Sitting) -> None:
    """ui.md, "Forms": what was typed is never lost."""
    page, name = sitting.page, unique("Kept")
    page.goto("/clients/several")
    sitting.cell(1, "Name").fill(name)
    sitting.saved("1 row")
    assert page.url.endswith("/rows"), "so that looking again shows it"
    page.reload()
    expect(sitting.cell(1, "Name")).to_have_value(name)
    page.goto("/clients/several")
    page.get_by_role("link", name="go on with it").first.click()
    expect(sitting.cell(1, "Name")).to_have_value(name)
    page.route("**/rows", lambda route: route.abort())
    sitting.cell(1, "Practice code").fill("A1")
    sitting.cell(2, "Name").focus()
    expect(page.get_by_role("status")).to_contain_text("Not saved: Clientele cannot be reached")
    page.unroute("**/rows")
    sitting.saved("1 row")
    page.reload()
    expect(sitting.cell(1, "Practice code")).to_have_value("A1")


def test_pasting_goes_in_from_the_cell_on_and_unknown_columns_are_told(sitting: Sitting) -> None:
    page = sitting.page
    page.goto("/clients/several")
    sitting.cell(2, "Type").focus()
    sitting.pastes("Charity\tX1\nLimited\tX2\n")
    sitting.saved("2 rows, 2 not valid")
    expect(sitting.cell(2, "Practice code")).to_have_value("X1")
    expect(sitting.cell(2, "Type")).to_be_focused()
    sitting.cell(1, "Name").focus()
    sitting.pastes("Client name\tShoe size\tCompany number\nAcme\t9\t01234567\n")
    sitting.saved("1 column is no field of a client")
    expect(sitting.cell(1, "Company number")).to_have_value("01234567")
    expect(sitting.cell(1, "Name")).to_have_value("Acme")


def test_the_table_is_for_everybody_and_fits(sitting: Sitting) -> None:
    page = sitting.page
    page.goto("/clients/several")
    sitting.cell(1, "Name").fill("W" * 60)
    sitting.cell(1, "Type").fill("Martian")
    sitting.cell(2, "Name").fill("<img src=x onerror=alert(1)>")
    sitting.cell(2, "Email").fill("\"'><script>alert(1)</script>")
    sitting.saved("2 not valid")
    looks_well(page, "clients-several-typed")
    page.goto(page.url)
    looks_well(page, "clients-several-again")
    assert page.locator("main script, main img").count() == 0
    expect(sitting.cell(2, "Email")).to_have_value("\"'><script>alert(1)</script>")
