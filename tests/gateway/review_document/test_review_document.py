"""A review as PDF: what it says, on which pages (docs/adr/0078; product.md 8.5)."""

from __future__ import annotations

import csv
import io
import re

import pypdfium2
import pytest

from contracts.access import AccessReason
from gateway.review_document.page_layout import HEIGHT, MARGIN, WIDTH
from gateway.review_document.review_facts import ReviewFacts
from services.access.access_reviews import review_line
from tests.access.test_review_file import BY_TEAM, LINE, OWN
from tests.gateway.review_document.documents import (
    BEN,
    DIGEST,
    FACTS,
    boxes,
    in_one_line,
    of_clients,
    pages,
    written,
)


def test_it_says_whose_review_it_is_who_signed_it_when_and_with_which_digest() -> None:
    text = in_one_line(written())
    for said in (
        "Smith & Co Accountants Access review Whose access All colleagues State Signed off",
        "Started 2026-11-02 08:00:01 by Ann Smith Who decides Rita Moss",
        "Signed off 2026-11-03 09:30:02 by Rita Moss",
        "61: 58 kept, 1 changed, 2 ended, 0 without a decision",
        f"Digest {DIGEST} (SHA-256 of the review’s CSV file, as in the audit trail)",
        "All times are UTC.",
    ):
        assert said in text


def test_it_says_line_by_line_what_the_file_says() -> None:
    kept = LINE._replace(decision="keep", new_level=None, new_until=None, left_reasons=[OWN])
    ended = LINE._replace(
        client_name='Zed "Tools", Ltd', client_id="client_Z", decision="end", new_level=None,
        new_until=None, left_reasons=[], last_change_at=None,
    )  # fmt: skip
    lines = [kept, LINE._replace(client_name="Birch; Co", client_id="client_D"), ended]
    text = in_one_line(written(lines))
    file = review_line.HEAD + "".join(map(review_line.written, lines))
    rows = list(csv.DictReader(io.StringIO(file)))
    assert [row["Decision"] for row in rows] == ["keep", "change", "end"]
    at = 0
    for row, decision in zip(
        rows, ["Kept", "Changed to manage until 2026-11-02 08:00:00", "Ended"], strict=True
    ):
        last = row["Last change of theirs"].replace("T", " ")[:19] or "None on record"
        said = (
            f"{row['Client']} {row['Client id']} {row['Why']} {row['Level'].capitalize()} {last} {decision} "
            f"Then: {row['Access then'] or 'no access'} {row['Decided by']} 2026-11-02 08:00:00"
        )
        assert text.count(said) == 1, said
        assert text.index(said) > at
        at = text.index(said)


def test_a_client_is_named_with_its_crn_where_that_is_known() -> None:
    text = in_one_line(written(of_clients("Acme", "Birch"), facts={**FACTS, "crns": {"client_000": "CR-77"}}))
    assert "Acme CR-77" in text
    assert "client_000" not in text
    assert "Birch client_001" in text


def test_what_is_of_many_clients_says_of_how_many() -> None:
    by_role = LINE._replace(
        client_id=None,
        client_name=None,
        clients=1200,
        reasons=[{**OWN, "reason": AccessReason.ROLE, "role": "x"}],
    )
    for_all = by_role._replace(clients=3, reasons=[{**OWN, "reason": AccessReason.EVERYONE}])
    text = in_one_line(written([by_role, for_all]))
    assert "Every client (1,200), by role role x (view)" in text
    assert "3 clients that all colleagues see everyone (view)" in text


def test_what_waits_is_not_decided_and_an_open_review_says_so_on_each_page() -> None:
    waits = LINE._replace(
        decision=None, new_level=None, new_until=None, decided_by=None, decided_by_name=None, decided_at=None,
        left_reasons=None,
    )  # fmt: skip
    opened: ReviewFacts = {
        **FACTS, "state": "Open, not signed off", "ended_by": None, "ended_at": None, "digest": None,
        "kept": 0,
    }  # fmt: skip
    document = written([waits] * 90, facts=opened)
    assert "Not decided" in in_one_line(document)
    assert "58 without a decision" in in_one_line(document)
    assert DIGEST not in in_one_line(document)
    assert all("Open, not signed off: lines may change" in page for page in pages(document))


def test_a_file_that_is_not_what_was_signed_is_not_passed_off_as_it() -> None:
    document = written(facts={**FACTS, "file_digest": "0" * 64})
    (page,) = pages(document)
    assert "The file of lines is not what was signed off: its digest is another, " + "0" * 64 in page
    assert f"SHA-256 {DIGEST}\r\n" not in page


def test_each_page_has_its_number_the_digest_and_the_headings_of_its_table() -> None:
    found = pages(written(of_clients(*(f"Client {number}" for number in range(100)))))
    assert len(found) > 3
    for number, page in enumerate(found, 1):
        assert f"Page {number} of {len(found)}" in page
        assert f"SHA-256 {DIGEST}" in page
        if "Client " in page:
            assert len(re.findall(r"Client Why Level", page)) == 1
        if number > 1:
            assert page.startswith(
                "Smith & Co Accountants: access review, All colleagues\r\nBen Ash, continued"
            )


def test_colleagues_come_in_their_order_also_those_who_reached_nothing() -> None:
    cy = {**BEN, "user_id": "user_C", "name": "Cy Young", "last_signed_in_at": None}
    text = in_one_line(written([LINE], [BEN, cy]))  # type: ignore[list-item]
    assert (
        "Ben Ash Standard, last signed in 2026-11-01 16:20:00. 1 line: 58 kept, 1 changed, 2 ended." in text
    )
    assert "Cy Young Standard, no sign-in on record. 0 lines" in text
    assert text.index("Ben Ash") < text.index("Cy Young") < text.index("Reached no client.")
    titles = [each.get_title() for each in pypdfium2.PdfDocument(written([LINE], [BEN, cy])).get_toc()]  # type: ignore[list-item]
    assert titles == ["Ben Ash", "Cy Young"]


def test_connections_that_work_by_their_sign_in_are_listed() -> None:
    connection = {
        "client": "Acme", "software": "Xero", "organisation": "Demo Company (UK)", "state": "Needs reconnect",
        "connected_at": "2026-10-01T08:00:00Z",
    }  # fmt: skip
    text = in_one_line(written([], [{**BEN, "connections": [connection]}]))  # type: ignore[list-item]
    assert "Acme Xero Demo Company (UK) Needs reconnect 2026-10-01 08:00:00" in text
    assert "as of now None." in in_one_line(written([], [BEN]))
    assert "could not be looked up" in in_one_line(written([], [{**BEN, "connections": None}]))


def test_the_same_review_is_the_same_bytes() -> None:
    lines = of_clients("Acme", "東京")
    assert written(lines) == written(lines)


@pytest.mark.parametrize(
    "name",
    [
        "W" * 300,
        "word " * 60,
        "東" * 300,
        "\U0001f469" * 300,
        "ש" * 300,
        "ل" * 300,
        " ",
        "a\nb\r\n\tc",
        "\x00",
    ],
)
def test_no_name_reaches_out_of_the_page(name: str) -> None:
    hostile = LINE._replace(client_name=name, decided_by_name=name, colleague_name=name)
    facts: ReviewFacts = {**FACTS, "practice": name, "subject": name, "started_by": name, "reviewer": name}
    document = written([hostile] * 3, [{**BEN, "name": name}], facts)
    for left, bottom, right, top in boxes(document):
        assert left >= MARGIN - 3
        assert right <= WIDTH - MARGIN + 3
        assert bottom >= MARGIN - 4
        assert top <= HEIGHT - MARGIN + 3


def test_what_is_longer_than_a_page_goes_on_on_the_next() -> None:
    reasons = [{**BY_TEAM, "name": f"Team {number}"} for number in range(200)]
    found = pages(written([LINE._replace(reasons=reasons), *of_clients("After Ltd")]))  # type: ignore[arg-type]
    text = " ".join(" ".join(found).split())
    assert len(found) > 3
    for number in range(200):
        assert re.search(rf"team Team {number}\b", text)
    assert "After Ltd" in text
