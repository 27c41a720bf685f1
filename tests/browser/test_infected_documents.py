"""An infected document is seen in its row, and nothing there opens it (docs/adr/0053)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.accounts.clamd_server import EICAR, NAME
from tests.accounts.document_calls import PDF
from tests.browser.conftest import SIZES
from tests.browser.office import Practice, a_context, looks_well, sign_in


@pytest.mark.parametrize("size", SIZES)
def test_its_row_says_so_and_it_can_be_deleted_and_nothing_else(
    chromium: Browser, product_url: str, practice: Practice, size: str
) -> None:
    client = practice.add_client()["id"]
    context = a_context(chromium, product_url, SIZES[size][0])
    page = sign_in(context, practice.email)
    page.goto(f"/clients/{client}/documents")
    for name, content in (("Statement.pdf", PDF), ("Bill.txt", b"Dear all\n" + EICAR)):
        page.get_by_label("Upload a document").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
        page.get_by_role("button", name="Upload", exact=True).click()
        expect(page.get_by_role("row").filter(has_text=name)).to_be_visible()
    expect(page.get_by_text("The document is infected, and was set aside.")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Bill.txt")
    expect(row).to_contain_text(f"Set aside, nobody can open it. Found in it: {NAME}")
    expect(row.get_by_text("Infected", exact=True)).to_be_visible()
    expect(row.get_by_role("link")).to_have_count(0)
    expect(page.get_by_role("link", name="Statement.pdf")).to_have_count(1)
    looks_well(page, "CLIENT-documents-infected")
    row.get_by_role("button", name="Delete Bill.txt").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row).to_contain_text(NAME)
    expect(row.get_by_role("link")).to_have_count(0)
    context.close()
