"""What a file's columns and cells mean: rules only (product.md 2, 3.2)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations
from itertools import product as pairs
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import fields, spreadsheet_cells
from contracts.accounts.clients import ToldIncomeSource
from contracts.accounts.import_columns import FIELDS
from contracts.accounts.new_clients import CreateClient
from contracts.errors import InvalidInput
from services.accounts.client_lists import income_sources_text
from services.accounts.imports.columns import column_headings
from services.accounts.imports.rows import client_type_words, row_access, row_contents, row_invitees
from services.accounts.imports.rows.row_access import NamedPeople

NAMES = [
    "Customer",
    "Full name",
    "Organisation Name",
    "Trading name",
    "Client Name (required)",
    "CompanyName",
    "*ContactName",
    "Business Name*",
    "Client / Company Name",
    "Account Name",
    "Name of client",
    "Company/Organisation",
    "Legal Name",
    "DisplayName",
    "Registered name",
    "Customer full name",
    "Client's name",
    "Entity name",
    "Practice client",
    "CLIENT_NAME",
    "Name",
    "Client",
    "Business",
    "Organization Name",
]
CODES = [
    "Client Code",
    "Client ID",
    "A/C Ref",
    "Account Number",
    "Client Ref.",
    "Internal Reference",
    "ID",
    "Customer ID",
    "Code",
    "Acc. code",
    "Client No.",
    "Reference",
    "AccountNumber",
    "practice_code",
]
NI_NUMBERS = [
    "NI number",
    "National Insurance Number",
    "NINO",
    "NI No.",
    "N.I. Number",
    "National Insurance No",
    "NI",
]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        *[(heading, "name") for heading in NAMES],
        *[(heading, "practice_code") for heading in CODES],
        *[(heading, "national_insurance_number") for heading in NI_NUMBERS],
        ("POPostalCode", "postcode"), ("Billing ZIP", "postcode"), ("Post code", "postcode"),
        ("Surname", "last_name"), ("Forename(s)", "first_name"), ("FirstName", "first_name"),
        ("E-mail Address", "email"), ("Primary Email", "email"), ("SICCode.SicText_1", "industry"),
        ("Client type", "type"), ("Legal structure", "type"), ("Client manager", "account_manager"),
    ],
)  # fmt: skip
def test_headings_of_practices_own_files_and_of_other_products_are_known(heading: str, field: str) -> None:
    assert column_headings.suggested([heading], "clients") == [field]


@pytest.mark.parametrize(
    "heading", ["", "Phone", "VAT number", "Year end", "Notes", "UTR", "Address line 1", "*"]
)
def test_what_is_no_field_is_taken_for_none(heading: str) -> None:
    assert column_headings.suggested([heading], "clients") == [None]


def test_of_two_columns_for_a_field_the_one_with_something_in_it_is_taken() -> None:
    assert column_headings.suggested(["Email", "Email"], "clients", {0}) == [None, "email"]
    assert column_headings.suggested(["Contact name", "Client name"], "clients") == ["invitee_name", "name"]
    assert column_headings.suggested(["Client name", "Contact name"], "clients", {0}) == [None, "name"]


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        *[
            (each, "self_employed")
            for each in (
                "Person",
                "Sole Traders",
                "Landlords",
                "Sole Trader (CIS)",
                "Individual",
                "self-employed",
                "SOLE TRADER",
                "Freelancers",
                "Self_Employed",
            )
        ],
        *[
            (each, "business")
            for each in (
                "Ltd",
                "Ltd.",
                "Limited Company (CIS)",
                "LLP",
                "Partnerships",
                "Charities",
                "Private limited company",
                "Limited Company - Dormant",
                "PLC",
                "Trusts",
            )
        ],
    ],
)
def test_types_of_clients_are_known_by_their_usual_names(written: str, kind: str) -> None:
    assert client_type_words.type_of(written) == kind


@pytest.mark.parametrize("written", ["Martian", "?", "Ltd or LLP", "x" * 300])
def test_a_type_that_is_not_known_is_an_error_of_the_row(written: str) -> None:
    """Nothing is made of a guess: what belongs to a person would be dropped from a business."""
    with pytest.raises(InvalidInput) as refusal:
        row_contents.creation({"name": "Rob", "type": written}, {})
    assert [(e["pointer"], e["code"]) for e in refusal.value.errors] == [("/type", "unknown_type")]


@pytest.mark.parametrize(
    ("written", "lets", "sources"),
    [
        ("Plumbing, Flat 2 (property)", False, ["Plumbing", "Flat 2*"]),
        ("12 High Street", True, ["12 High Street*"]),
        ("12 High Street, Leeds", True, ["12 High Street, Leeds*"]),
        ("Pottery; Flat 2 (property)", False, ["Pottery", "Flat 2*"]),
        ("Pottery\nFlat 2 (rent)", False, ["Pottery", "Flat 2*"]),
        ("Pottery (kiln, hand made)", False, ["Pottery (kiln, hand made)"]),
        ("Pottery: property", False, ["Pottery*"]),
        ("Shop (trade)", True, ["Shop"]),
    ],
)
def test_income_sources_in_a_cell(written: str, lets: bool, sources: list[str]) -> None:
    """product.md 3.2; a star marks property."""
    read = income_sources_text.read(written, property_=lets)
    assert [f"{each['name']}{'*' * (each['type'] == 'uk_property')}" for each in read] == sources


SOURCE = st.fixed_dictionaries(
    {
        "name": st.text(
            st.characters(blacklist_categories=("Cc", "Cs", "Zs", "Zl", "Zp")) | st.just(" "), min_size=1
        )
        .map(str.strip)
        .filter(bool),
        "type": st.sampled_from(["self_employment", "uk_property"]),
    }
)


@given(st.lists(SOURCE, min_size=1, max_size=4))
def test_income_sources_as_they_are_exported_are_read_back(sources: list[ToldIncomeSource]) -> None:
    assert income_sources_text.read(income_sources_text.write(sources)) == sources


@given(st.text(st.sampled_from("'=+-@\t a1"), max_size=6))
def test_a_cell_made_safe_for_spreadsheets_is_read_back(cell: str) -> None:
    assert spreadsheet_cells.unsafe(spreadsheet_cells.safe(cell)) == cell
    assert not spreadsheet_cells.safe(cell).startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize("written", ["None Supplied", "none supplied", "N/A", "-"])
def test_no_industry_as_companies_house_writes_it_is_none(written: str) -> None:
    assert row_contents.values(["A", written], ["name", "industry"]) == {"name": "A"}


@pytest.mark.parametrize(
    ("written", "code"), [("99999 - Dormant Company", "99999"), ("1110", "01110"), ("62012", "62012")]
)
def test_an_industry_as_companies_house_writes_it(written: str, code: str) -> None:
    assert row_contents.creation({"name": "A", "industry": written}, {})["industry"] == code


def test_first_and_last_name_make_a_name_where_there_is_none() -> None:
    assert row_contents.creation({"first_name": "Bob", "last_name": "Sole"}, {})["name"] == "Bob Sole"
    both = {"name": "Other Ltd", "first_name": "Ann", "last_name": "Other"}
    assert row_contents.creation(both, {})["name"] == "Other Ltd"
    assert [each["field"] for each in row_contents.not_kept(both, "business")] == [
        "first_name",
        "last_name",
    ]


VALUES = {
    "type": {"business": "Limited", "self_employed": "Sole trader"},
    "name": "Acme", "first_name": "Ann", "last_name": "Other", "practice_code": "A1", "industry": "62012",
    "solutions": "bookkeeping", "account_manager": "Ann Smith", "email": "a@acme.example",
    "national_insurance_number": "TC663795B", "postcode": "LS1 4AP", "income_sources": "Pottery",
    "company_number": "01234567", "colleagues": "Ann Smith", "teams": "Payroll",
    "access_level": "View", "invitee_name": "Jo Bloggs",
    "invitee_email": "jo@acme.example", "invitee_mobile": "07700 900123", "crn": "C7K2M9QX4T",
}  # fmt: skip
NAMED = NamedPeople(
    {"ann smith": "user_01JC2Z5T8V9QWERTY0ABCDEFGH"}, {"payroll": "team_01JC2Z5T8V9QWERTY0ABCDEFGH"}
)
REQUIRED = {"business": ("name",), "self_employed": ("name", "email", "income_sources")}
#: Where a field goes that a creation does not call by the column's name.
ELSEWHERE = {"first_name": "name", "last_name": "name"}
OF_ACCESS = {
    "account_manager": "account_manager_id",
    "colleagues": "colleague_ids",
    "teams": "team_ids",
    "access_level": "levels",
}


@pytest.mark.parametrize(("field", "kind"), list(pairs(FIELDS["clients"], ("business", "self_employed"))))
def test_each_value_that_is_given_is_kept_or_named_as_not(field: str, kind: str) -> None:
    said: dict[str, Any] = {name: VALUES[name] for name in REQUIRED[kind]}
    said["type"] = VALUES["type"][kind]  # type: ignore[index]
    if field in ("first_name", "last_name"):
        for with_name in (True, False):
            tried = {**said, field: VALUES[field]}
            if not with_name:
                del tried["name"]
            assert is_kept(tried, field, kind) != is_named(tried, field, kind)
        return
    said[field] = VALUES[field] if field != "type" else said["type"]
    others: list[dict[str, str]] = [{}]
    if field == "access_level":
        # A level is somebody's.
        others = [{"colleagues": VALUES["colleagues"]}, {"teams": VALUES["teams"]}]  # type: ignore[dict-item]
    if field.startswith("invitee_"):
        # Beside what else is said of the person, whether it is enough to invite them or not.
        rest = ("email", "invitee_name", "invitee_email", "invitee_mobile")
        others = [{name: VALUES[name] for name in some} for some in subsets(rest)]  # type: ignore[misc]
    for other in others:
        tried = {**other, **said}
        assert is_kept(tried, field, kind) != is_named(tried, field, kind), tried


def subsets(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(names, count) for count in range(len(names) + 1))


def is_kept(said: dict[str, str], field: str, kind: str) -> bool:
    if field.startswith("invitee_"):
        invitee = row_invitees.of(said, kind, "GB")
        return invitee is not None and bool(getattr(invitee, field.removeprefix("invitee_")))
    made = row_contents.creation(said, row_access.of(said, {}, NAMED))  # type: ignore[typeddict-item]
    assert made["type"] == kind
    loaded = fields.load(CreateClient, made)
    if field in OF_ACCESS:
        return bool(getattr(loaded.access, OF_ACCESS[field]))
    value = getattr(loaded, ELSEWHERE.get(field, field), None)
    if field in ("first_name", "last_name"):
        invitee = row_invitees.of(said, kind, "GB")
        return said[field] in str(value) or (invitee is not None and said[field] in invitee.name)
    return bool(value)


def is_named(said: dict[str, str], field: str, kind: str) -> bool:
    notices = [*row_contents.not_kept(said, kind), *row_invitees.not_kept(said, kind)]
    named = {each["field"]: each["message"] for each in notices}
    return "not kept" in named.get(field, "")
