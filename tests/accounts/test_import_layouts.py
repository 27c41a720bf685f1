"""Files of other products, as each of them writes or wants its clients: what is made of them unasked.

onkho's first columns are as its help names them ("What goes into the client import file?"). Of the others no
file was at hand: Xero's and FreeAgent's exports of contacts, QuickBooks' of its customers, TaxDome's CSV of
accounts and the spreadsheets of Senta and BrightManager have the headings that are commonly seen, or that
their help describes. That these are word for word those of today is an assumption. The clients are invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from contracts import fields
from contracts.accounts.new_clients import CreateClient
from contracts.errors import InvalidInput
from services.accounts.imports.columns import column_headings
from services.accounts.imports.rows import row_contents, row_invitees
from tests.accounts.import_calls import checks, does, rows, uploads
from tests.accounts.test_import_files import found
from tests.accounts.test_import_reading import FILES
from tests.builders import Person

BIRCH = {
    "type": "business",
    "name": "Birch Joinery Ltd",
    "company_number": "01234567",
    "practice_code": "BIR001",
}
ANN = ("Ann Other", "ann@birch.example", "+447700900123")


def said_by(name: str) -> list[Mapping[str, str]]:
    """What the rows of a file say with the columns that are suggested."""
    table = found((FILES / f"{name}.csv").read_bytes())
    filled = {at for _, cells in table.rows for at, cell in enumerate(cells) if cell}
    empty = set(range(len(table.headings))) - filled
    known = column_headings.suggested(table.headings, "clients", empty)
    return [row_contents.values(cells, known) for _, cells in table.rows]


@pytest.mark.parametrize(
    ("name", "client", "invitee"),
    [
        (
            "xero-contacts",
            {**BIRCH, "name": "Birch Joinery", "email": "office@birch.example", "postcode": "LS1 4AP"},
            ("Ann Other", "office@birch.example", "+447700900123"),
        ),
        (
            "quickbooks-customers",
            {"type": "business", "name": "Ann Other", "email": "office@birch.example", "postcode": "LS1 4AP"},
            None,
        ),
        (
            "freeagent-contacts",
            {"type": "business", "name": "Birch Joinery Ltd", "postcode": "LS1 4AP"},
            ANN,
        ),
        ("senta-clients", {**BIRCH, "industry": "43320", "postcode": "LS1 4AP"}, ANN),
        ("brightmanager-clients", {**BIRCH, "industry": "43320"}, ANN),
        (
            "taxdome-accounts",
            {"type": "business", "name": "Birch Joinery Ltd", "postcode": "LS1 4AP"},
            ("Ann Other", "ann@birch.example", None),
        ),
        ("onkho-clients", {**BIRCH, "industry": "43320", "email": "office@birch.example"}, None),
    ],
)
def test_a_client_of_another_product_is_made_of_its_file(
    name: str, client: dict[str, str], invitee: tuple[str, str, str | None] | None
) -> None:
    said = said_by(name)[0]
    made = row_contents.creation(said, {})
    assert {key: made.get(key) for key in client} == client
    person = row_invitees.of(said, "business", "GB")
    assert (None if person is None else person[:3]) == invitee


def test_who_looks_after_a_client_is_taken_over() -> None:
    assert said_by("senta-clients")[0]["account_manager"] == "Ben Ash"
    assert said_by("brightmanager-clients")[0]["account_manager"] == "Ben Ash"
    assert said_by("taxdome-accounts")[0]["colleagues"] == "Ben Ash; Cy Moss"


def test_a_person_in_onkhos_file_is_self_employed() -> None:
    said = said_by("onkho-clients")[1]
    made = row_contents.creation(said, {})
    assert (made["type"], made["name"], made["practice_code"]) == ("self_employed", "Sam Stone", "STO001")
    assert made["national_insurance_number"] == "TC663795B"
    person = row_invitees.of(said, "self_employed", "GB")
    assert person is not None
    assert person[:2] == ("Sam Stone", "sam@stone.example")


def test_files_of_few_columns_make_clients_of_companies_and_of_people() -> None:
    (birch,) = said_by("xero-few-columns")
    assert (
        row_contents.creation(birch, {}).items()
        >= {
            **BIRCH,
            "email": "office@birch.example",
            "postcode": "LS1 4AP",
        }.items()
    )
    other, bob = (row_contents.creation(said, {}) for said in said_by("freeagent-few-columns"))
    assert (other["name"], bob["name"]) == ("Other Ltd", "Bob Sole")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "type-person",
            {
                "type": "self_employed",
                "name": "Rob Person",
                "email": "rob@person.example",
                "postcode": "LS1 4AP",
                "income_sources": ["Plumbing"],
            },
        ),
        (
            "landlord-source",
            {
                "type": "self_employed",
                "name": "Lena Landlord",
                "income_sources": ["12 High Street (property)"],
            },
        ),
        ("business-email", {"type": "business", "name": "Keep Email Ltd", "email": "office@keep.example"}),
        (
            "companies-house-none-supplied",
            {"type": "business", "name": "EXAMPLE NONE LIMITED", "industry": None},
        ),
        ("null-names", {"name": "Null", "practice_code": "NA"}),
        ("cp1252-euro", {"name": "Euro€Cars Ltd", "practice_code": "E1"}),
        (
            "blank-rows-and-duplicate-headings",
            {"name": "Dup Ltd", "email": "dee@example.com"},
        ),
    ],
)
def test_nothing_that_a_file_says_of_a_client_is_dropped(
    owner: Person, name: str, expected: Mapping[str, Any]
) -> None:
    """Through the whole import: what is stored is what the file says."""
    file = (FILES / f"{name}.csv").read_bytes()
    done = does(owner, checks(owner, uploads(owner, file)))
    client = owner.reads(rows(owner, done)[0]["client_id"])
    sources = [
        f"{each['name']}{' (property)' if each['type'] == 'uk_property' else ''}"
        for each in client["income_sources"]
    ]
    stored = {**client, "income_sources": sources}
    assert {key: stored[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("number-format", {"name": "Shown as 0042 Ltd", "practice_code": "0042"}),
        ("newline-in-cell", {"name": "Harbour Holdings Ltd", "practice_code": "NL1"}),
        ("title-rows", {"name": "Title Rows Ltd", "practice_code": "TR1", "email": "a@example.com"}),
        ("two-row-heading", {"name": "Merged Ltd", "practice_code": "M1", "email": "m@example.com"}),
        ("hidden-first-sheet", {"name": "Seen hidden Ltd", "practice_code": "HF1"}),
        ("cover-sheet", {"name": "Second Sheet Ltd", "practice_code": "SS1"}),
    ],
)
def test_a_workbook_makes_the_one_client_that_it_shows(
    owner: Person, name: str, expected: Mapping[str, Any]
) -> None:
    done = does(owner, checks(owner, uploads(owner, (FILES / f"{name}.xlsx").read_bytes(), form="xlsx")))
    (made,) = [owner.reads(row["client_id"]) for row in rows(owner, done)]
    assert {key: made[key] for key in expected} == expected


def test_a_formula_that_failed_makes_no_client_and_says_so(owner: Person) -> None:
    file = (FILES / "error-cell-name.xlsx").read_bytes()
    done = does(owner, checks(owner, uploads(owner, file, form="xlsx")))
    failed, fine = rows(owner, done)
    assert [(each["field"], each["code"]) for each in failed["errors"]] == [("name", "failed_formula")]
    assert "#N/A" in failed["errors"][0]["message"]
    assert owner.sees() == [owner.reads(fine["client_id"])["name"]] == ["Acme Fine Ltd"]


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"])
@pytest.mark.parametrize("field", ["name", "email", "practice_code", "postcode", "company_number"])
def test_what_a_formula_that_failed_leaves_is_never_taken_for_a_value(field: str, cell: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        row_contents.creation({"name": "Acme", field: cell}, {})
    assert [(e["pointer"], e["code"]) for e in refusal.value.errors] == [(f"/{field}", "failed_formula")]


def test_codes_that_a_spreadsheet_shortened_are_whole_again(owner: Person) -> None:
    file = (FILES / "companies-house-none-supplied.csv").read_bytes()
    done = does(owner, checks(owner, uploads(owner, file)))
    made = [owner.reads(row["client_id"]) for row in rows(owner, done)]
    assert [each["industry"] for each in made] == [None, "99999", "01110"]
    assert [each["company_number"] for each in made] == ["01234567", "01234568", "01234569"]


def test_a_row_to_mend_keeps_its_at_sign_and_says_what_is_wrong() -> None:
    (said,) = said_by("rows-to-mend")
    assert said["name"] == "@Home Services"
    with pytest.raises(InvalidInput):
        fields.load(CreateClient, row_contents.creation(said, {}))
