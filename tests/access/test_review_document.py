"""A review as PDF, through the API and the pages (docs/adr/0078; product.md 8.5)."""

from __future__ import annotations

import csv
import hashlib
import io

import pytest
from sqlalchemy import text
from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from chassis.rpc.client import RpcClient
from deploy.allinone.product import Product
from gateway import app
from gateway.calls import review_documents
from gateway.settings import Settings
from tests.access.review_calls import decides, finishes, lines, starts
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_colleague
from tests.gateway.review_document.documents import in_one_line, pages

HOSTILE = "\"'><script>alert(1)</script>{{7*7}}\u202egnorw " + "W" * 60


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


@pytest.fixture
def browser(rpc: RpcClient, owner: Person) -> Browser:
    return Browser(rpc, owner)


def ask(rpc: RpcClient, person: Person, path: str) -> TestResponse:
    http = HttpClient(app.build(Settings(broker_url="memory://", rate_limits=False), rpc), use_cookies=False)
    return http.get(path, headers={"Authorization": f"Bearer {person.token}"})


def test_a_finished_review_is_a_document_of_its_file_by_the_api_and_on_its_page(
    owner: Person, bob: Person, browser: Browser, rpc: RpcClient
) -> None:
    names = [f"Acme {number}" for number in range(12)] + ["شركة الأفق", "東京株式会社"]
    crns = {
        made["id"]: made["crn"]
        for made in (owner.adds_client(name=name, access={"colleague_ids": [bob.user_id]}) for name in names)
    }
    review = starts(owner)
    ended = owner.adds_client(name="Later Ltd")
    decides(owner, review, lines(owner, review, user_id=bob.user_id)[0], "end")
    done = finishes(owner, review)
    path = f"/v1/access-reviews/{review['id']}/lines"
    file = ask(rpc, owner, f"{path}.csv")
    document = ask(rpc, owner, f"{path}.pdf")
    assert document.status_code == 200, document.text
    assert document.headers["Content-Type"] == "application/pdf"
    assert document.headers["Content-Disposition"] == 'attachment; filename="access-review.pdf"'
    assert document.headers["Cache-Control"] == "no-store"
    assert hashlib.sha256(file.data).hexdigest() == done["digest"]
    rows = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig"))))
    said, at = in_one_line(document.data), 0
    for row in rows:
        client = f"{row['Client']} {crns[row['Client id']]}" if row["Client"] else "Every client"
        at = said.index(client, at) + 1
    assert {row["Client"] for row in rows} >= set(names)
    assert ended["name"] not in said
    assert f"{done['kept']} kept, 0 changed, {done['ended']} ended, 0 without a decision" in said
    assert all(f"SHA-256 {done['digest']}" in page for page in pages(document.data))
    place = f"/team/reviews/{review['id']}"
    assert f'href="{place}/access-review.pdf" download' in browser.opens(place)
    on_page = browser.asks(f"{place}/access-review.pdf")
    assert on_page.headers["Content-Type"] == "application/pdf"
    assert without_its_time(on_page.data) == without_its_time(document.data)


def test_lines_that_were_changed_behind_the_sign_off_are_said_to_be_others(
    owner: Person, bob: Person, rpc: RpcClient, product: Product
) -> None:
    owner.adds_client(name="Acme Ltd", access={"colleague_ids": [bob.user_id]})
    review = finishes(owner, starts(owner, "colleague", user_id=bob.user_id))
    forged = text(
        "UPDATE access_review_lines SET written = replace(written, 'Acme', 'Evil') WHERE review_id = :id"
    )
    with product.hosted["access"].database.autocommit(everywhere=True) as connection:
        assert connection.execute(forged, {"id": review["id"]}).rowcount == 1
    document = ask(rpc, owner, f"/v1/access-reviews/{review['id']}/lines.pdf").data
    assert "Evil Ltd" in in_one_line(document)
    assert all("The file of lines is not what was signed off" in page for page in pages(document))


def test_hostile_names_are_text_in_it(owner: Person, mailbox: Mailbox, rpc: RpcClient) -> None:
    bob = a_colleague(owner, mailbox, name=HOSTILE)
    owner.adds_client(name=HOSTILE, access={"colleague_ids": [bob.user_id]})
    review = starts(owner, "colleague", user_id=bob.user_id)
    answer = ask(rpc, owner, f"/v1/access-reviews/{review['id']}/lines.pdf")
    assert answer.status_code == 200
    said = in_one_line(answer.data)
    assert said.count("\"'><script>alert(1)</script>{{7*7}}") >= 3
    assert "Open, not signed off: lines may change" in said


def test_a_review_that_is_too_long_is_left_to_the_file(
    owner: Person, bob: Person, browser: Browser, rpc: RpcClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.adds_client(access={"colleague_ids": [bob.user_id]})
    review = starts(owner)
    monkeypatch.setattr(review_documents, "MOST_LINES", 1)
    refused = ask(rpc, owner, f"/v1/access-reviews/{review['id']}/lines.pdf")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "review_too_long")
    place = f"/team/reviews/{review['id']}"
    assert browser.asks(f"{place}/access-review.pdf").status_code == 409
    assert "access-review.pdf" not in browser.opens(place)
    assert "A PDF has at most 1 lines" in browser.opens(place)


def without_its_time(document: bytes) -> str:
    said = in_one_line(document)
    return said.partition("Made ")[0] + said.partition("All times are UTC.")[2]
