"""PDFs are shown as pictures of their pages (docs/adr/0066)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from contracts import accounts
from contracts.accounts.document_states import PreviewProblem
from contracts.errors import NotFound
from deploy.allinone.product import Product
from services.accounts.documents import drawing_process
from tests.accounts.decisions.test_drawn_pages import pixels
from tests.accounts.document_calls import uploads
from tests.accounts.pdf_files import TWO_PAGES, a_scan, bomb, endless, locked
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_client_user, a_colleague


@pytest.fixture
def browser(rpc: RpcClient, owner: Person) -> Browser:
    return Browser(rpc, owner)


def test_a_pdf_is_shown_page_by_page(browser: Browser, owner: Person) -> None:
    document = uploads(owner, owner.adds_client()["id"], "Bill.pdf", TWO_PAGES)
    path = f"/clients/{document['client_id']}/documents"
    one = f"{path}/{document['id']}"
    assert f'href="{one}/preview"' in browser.opens(path)
    first = browser.opens(f"{one}/preview")
    assert "Page 1 of 2" in first
    assert (f'src="{one}/picture?page=1"' in first, 'href="?page=2"' in first) == (True, True)
    second = browser.opens(f"{one}/preview?page=2")
    assert ('href="?page=1"' in second, "Next page" in second) == (True, False)
    for number, colour in ((1, b"\xff\0\0"), (2, b"\0\0\xff")):
        shown = browser.asks(f"{one}/picture?page={number}")
        assert shown.headers["Content-Type"] == "image/png"
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        assert {"default-src 'none'", "sandbox"} <= set(shown.headers["Content-Security-Policy"].split("; "))
        assert pixels(shown.data)[3][:3] == colour


@pytest.mark.parametrize("page", ["0", "-1", "x", "21", "1e1", "999999", "٣"])
def test_there_are_no_other_pages(browser: Browser, owner: Person, page: str) -> None:
    document = uploads(owner, owner.adds_client()["id"], "Bill.pdf", TWO_PAGES)
    one = f"/clients/{document['client_id']}/documents/{document['id']}"
    for what in ("preview", "picture"):
        assert browser.asks(f"{one}/{what}?page={page}").status_code == 404
    assert "no preview" in browser.opens(f"{one}/preview?page=3")
    assert browser.asks(f"{one}/picture?page=3").status_code == 404
    assert browser.asks(f"{one}/picture").status_code == 404


@pytest.mark.parametrize(
    ("pdf", "words"),
    [
        (locked(), "locked by a password"),
        (b"%PDF-1.7\nnothing", "damaged"),
        (b"%PDF-1.7\n<script>alert(1)</script>", "damaged"),
    ],
)
def test_one_that_cannot_be_shown_says_so(browser: Browser, owner: Person, pdf: bytes, words: str) -> None:
    document = uploads(owner, owner.adds_client()["id"], "Bill.pdf", pdf)
    one = f"/clients/{document['client_id']}/documents/{document['id']}"
    for _ in range(2):
        page = browser.opens(f"{one}/preview")
        assert "There is no preview of this document." in page
        assert words in page
        assert "<img" not in page
    assert browser.asks(f"{one}/picture?page=1").status_code == 404


@pytest.mark.parametrize("made", [endless, bomb], ids=lambda made: made.__name__)
def test_a_hostile_one_takes_no_more_than_its_share_and_harms_nobody(
    owner: Person, made: Callable[[], bytes]
) -> None:
    document = uploads(owner, owner.adds_client()["id"], "Bomb.pdf", made())
    began = time.monotonic()
    with owner.acting():
        found = accounts.draw_document_page(
            owner.rpc, client_id=document["client_id"], document_id=document["id"], page=1
        )
    assert time.monotonic() - began < 6
    # It is refused, or drawn as what little fits.
    assert (found["problem"] == PreviewProblem.TOO_MUCH) != (found["data"] is not None)
    other = uploads(owner, document["client_id"], "Bill.pdf", TWO_PAGES)
    with owner.acting():
        drawn = accounts.draw_document_page(
            owner.rpc, client_id=other["client_id"], document_id=other["id"], page=1
        )
    assert drawn["problem"] is None


def test_what_is_no_pdf_has_no_pages(owner: Person) -> None:
    document = uploads(owner, owner.adds_client()["id"], "Bill.txt", b"Not drawn.")
    with owner.acting(), pytest.raises(NotFound):
        accounts.draw_document_page(
            owner.rpc, client_id=document["client_id"], document_id=document["id"], page=1
        )


def test_a_page_is_drawn_once(owner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    document = uploads(owner, owner.adds_client()["id"], "Scan.pdf", a_scan(400))

    def drawn() -> accounts.DrawnPage:
        with owner.acting():
            return accounts.draw_document_page(
                owner.rpc, client_id=document["client_id"], document_id=document["id"], page=1
            )

    first = drawn()
    monkeypatch.setattr(drawing_process, "_COMMAND", ("/nowhere",))
    assert drawn() == first
    assert accounts.png_of(first).startswith(b"\x89PNG")


def test_what_is_drawn_is_sealed_and_goes_with_its_document(owner: Person, product: Product) -> None:
    document = uploads(owner, owner.adds_client()["id"], "Bill.pdf", TWO_PAGES)
    with owner.acting():
        accounts.draw_document_page(
            owner.rpc, client_id=document["client_id"], document_id=document["id"], page=2
        )
    [kept] = (product.folder / "documents" / document["id"] / "drawn").iterdir()
    assert kept.name == "2"
    assert b"PNG" not in kept.read_bytes()
    product.hosted["accounts"].container.config["contents"].remove(document["id"])
    assert not kept.exists()


def test_who_does_not_see_a_document_sees_no_page_of_it(
    rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    """product.md 1, 2.5"""
    client = owner.adds_client(access={"everyone": False})["id"]
    document = uploads(owner, client, "Bill.pdf", TWO_PAGES)
    a_client_user(owner, mailbox, client)
    named: dict[str, Any] = {"client_id": client, "document_id": document["id"], "page": 1}
    for person in (a_client_user(owner, mailbox, client, "standard_user"), a_colleague(owner, mailbox)):
        with person.acting(), pytest.raises(NotFound):
            accounts.draw_document_page(person.rpc, **named)
    with owner.acting():
        accounts.delete_document(owner.rpc, client_id=client, document_id=document["id"])
        with pytest.raises(NotFound):
            accounts.draw_document_page(owner.rpc, **named)


def test_only_the_picture_is_noted_in_the_activity(owner: Person, product: Product) -> None:
    """product.md 8.5: whoever is given contents, and not who learns how many pages there are."""
    document = uploads(owner, owner.adds_client()["id"], "Bill.pdf", TWO_PAGES)
    client_id, document_id = document["client_id"], document["id"]
    query = text(
        "SELECT count(*) FROM outbox WHERE type = 'DocumentChanged' AND body::json ->> 'document_id' = :id"
    )
    for picture, noted in ((False, 0), (True, 1)):
        with owner.acting():
            drawn = accounts.draw_document_page(
                owner.rpc, client_id=client_id, document_id=document_id, page=1, picture=picture
            )
        assert (drawn["data"] is not None, drawn["pages"]) == (picture, 2)
        with product.hosted["accounts"].database.read(everywhere=True) as connection:
            assert connection.execute(query, {"id": document_id}).scalar_one() == noted
