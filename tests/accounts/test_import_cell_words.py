"""What people and programs write in cells beside the value, and in place of one."""

from __future__ import annotations

import pytest

from contracts import fields
from contracts.accounts import CREATE_CLIENT
from contracts.errors import InvalidInput
from services.accounts.client_lists import income_sources_text
from services.accounts.imports.file_reader import reading
from services.accounts.imports.file_reader.reading import Choice
from services.accounts.imports.rows import cell_words, row_contents, row_invitees


def created(**said: str) -> object:
    """The request of a creation for a row, checked and cleaned as the API does."""
    return fields.load(CREATE_CLIENT.request_schema, row_contents.creation({"name": "Acme", **said}, {}))


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1234567.0", "01234567"),
        ("01234567.00", "01234567"),
        ("012 345 67", "01234567"),
        ("01234567 (England)", "01234567"),
        ("Company no. 01234567", "01234567"),
        ("Companies House: SC123456", "SC123456"),
        ("CRN 01234567", "01234567"),
        # A register's letters are no abbreviation of “number”.
        ("NO 123456", "NO123456"),
        ("NI012345", "NI012345"),
    ],
)
def test_a_company_number_is_what_is_meant(written: str, number: str) -> None:
    """A program that takes it for an amount adds decimals: 1234567.0 is not company 12345670."""
    assert getattr(created(company_number=written), "company_number", None) == number


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("62.01/2", "62012"),
        ("62012", "62012"),
        ("6201/2", "62012"),
        ("62.012", "62012"),
        ("01.11", "01110"),
        ("SIC 62012", "62012"),
        ("UK SIC 2007: 62012", "62012"),
        ("62012, 62020", "62012"),
        ("1110", "01110"),
        ("Dormant Company", "99999"),
        ("accounting and auditing activities", "69201"),
    ],
)
def test_an_industry_is_known_by_its_code_or_its_name(written: str, code: str) -> None:
    assert getattr(created(industry=written), "industry", None) == code


def test_an_industry_that_is_neither_is_said_so_that_it_can_be_mended() -> None:
    with pytest.raises(InvalidInput) as refused:
        created(industry="Software")
    (error,) = refused.value.errors
    assert error["pointer"] == "/industry"
    assert "five digits" in error["message"]


@pytest.mark.parametrize("written", ["7700900123.0", "07700 900123", "+44 (0)7700 900123"])
def test_a_mobile_number_is_what_is_meant(written: str) -> None:
    said = {"invitee_name": "Jo", "invitee_email": "jo@acme.example", "invitee_mobile": written}
    found = row_invitees.of(said, "business", "GB")
    assert found is not None
    assert found.mobile == "+447700900123"


@pytest.mark.parametrize("field", sorted(cell_words._OPTIONAL))
@pytest.mark.parametrize("written", ["N/A", "n/a", "-", "TBC", "Not applicable", "unknown", " – "])
def test_a_cell_that_says_nothing_is_empty(field: str, written: str) -> None:
    assert row_contents.values(["Acme", written], ["name", field]) == {"name": "Acme"}


@pytest.mark.parametrize("written", ["None", "Na", "Null", "Nil"])
def test_what_may_be_a_name_is_one_where_a_name_stands(written: str) -> None:
    for field in ("name", "last_name", "invitee_name", "account_manager"):
        assert row_contents.values([written], [field]) == {field: written}
    assert row_contents.values([written], ["company_number"]) == {}


@pytest.mark.parametrize("written", ["jo@a.example; ann@a.example", "jo@a.example, Ann <ann@a.example>"])
def test_of_several_addresses_the_person_chooses_one(written: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        created(email=written)
    (error,) = refused.value.errors
    assert (error["pointer"], error["code"]) == ("/email", "invalid_email")
    assert "several" in error["message"]
    with pytest.raises(InvalidInput) as refused:
        row_invitees.of({"invitee_name": "Jo", "invitee_email": written}, "business", "GB")
    (error,) = refused.value.errors
    assert error["pointer"] == "/invitee_email"
    assert "several" in error["message"]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("UK Property", "uk_property"),
        ("Rental income", "uk_property"),
        ("Buy to let", "uk_property"),
        ("FHL", "uk_property"),
        ("Airbnb", "uk_property"),
        ("Property maintenance", "self_employment"),
        ("Letting agent", "self_employment"),
        ("Rental income (trade)", "self_employment"),
        ("Pottery", "self_employment"),
    ],
)
def test_a_source_that_is_called_by_its_type_has_it(written: str, kind: str) -> None:
    """product.md 3.2"""
    (source,) = income_sources_text.read(written)
    assert source["type"] == kind
    assert source["name"] == written.removesuffix(" (trade)")


@pytest.mark.parametrize(
    "written",
    [
        "Total", "TOTAL:", "Total clients: 45", "Grand total", "Sub-total", "45 clients",
        "Number of clients: 45",
        "Page 1 of 2", "End of report", "*** END ***", "Report generated on 12/03/2026 by Ann",
        "Exported from Senta", "Printed at 12:30",
    ],
)  # fmt: skip
def test_what_stands_under_a_list_is_no_client(written: str) -> None:
    for said in ({"name": written}, {"name": written, "practice_code": "45"}):
        with pytest.raises(InvalidInput) as refused:
            row_contents.creation(said, {})
        assert [(each["pointer"], each["code"]) for each in refused.value.errors] == [("/name", "no_client")]


@pytest.mark.parametrize(
    "said",
    [
        {"name": "Total Plumbing Ltd"},
        {"name": "Page & Sons"},
        {"name": "End House Properties"},
        {"name": "Total", "practice_code": "TOT01"},
        {"name": "Total", "email": "office@total.example"},
        {"name": "Print on Demand Ltd"},
        {"name": "12 Clients Ltd"},
    ],
)
def test_a_client_that_is_called_like_it_is_one(said: dict[str, str]) -> None:
    assert row_contents.creation(said, {})["name"] == said["name"]


def test_a_comma_in_a_name_without_quotes_is_said_with_its_row() -> None:
    file = b"Client name,Code\nAcme,A1\nBramble, Cob & Co,B1\nElm,E1\n"
    (notice,) = reading.read(file, Choice()).notices
    assert notice.startswith("Row 3 has more cells than there are headings.")
    every_row = b"Client name,Code\nAcme,A1,x\nElm,E1,y\n"
    assert reading.read(every_row, Choice()).notices == []


def test_a_space_before_a_quoted_cell_is_no_part_of_it() -> None:
    table = reading.read(b'Client name, Code\n"Acme, Ltd", "A1"\n', Choice())
    assert table.rows == [(2, ["Acme, Ltd", "A1"])]
