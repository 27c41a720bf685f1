"""Which columns say who has a responsibility of the practice, by their headings (docs/adr/0073)."""

from __future__ import annotations

import pytest

from contracts.accounts.import_columns import is_possible, of_responsibility, responsibility_of
from contracts.accounts.imports import Column
from services.accounts.client_lists import exported_headings
from services.accounts.imports.columns import column_headings, responsibility_headings

TAX, PAYROLL, VAT = (f"resp_0000000000000000000000000{each}" for each in "123")
NAMES = {TAX: "Tax", PAYROLL: "Payroll", VAT: "VAT & MTD"}


def suggested(*headings: str, kind: str = "clients", named: dict[str, str] = NAMES) -> list[str | None]:
    found = column_headings.suggested(headings, kind, (), named)
    return [named.get(responsibility_of(each) or "", each) for each in found]


@pytest.mark.parametrize(
    "heading",
    [
        "Responsible for Tax", "RESPONSIBLE FOR TAX", "responsible_for_tax", "ResponsibleForTax", "Tax",
        "tax",
        "Tax responsible", "Tax manager", "Tax Mgr", "Manager for tax", "Tax lead", "Tax partner",
        "Tax accountant", "Tax manager email", "Tax manager name", "Client tax partner", "Tax (optional)",
        "Who is responsible for tax",
    ],
)  # fmt: skip
def test_a_heading_that_names_a_responsibility_is_its_column(heading: str) -> None:
    assert suggested("Client name", heading) == ["name", "Tax"]


@pytest.mark.parametrize(
    "heading",
    [
        "Tax reference", "Tax code", "Tax email", "Tax contact", "Tax client", "Taxes",
        "Corporation tax manager",
        "Responsible for Audit", "Audit manager", "VAT", "VAT number", "MTD", "Payroll number",
    ],
)  # fmt: skip
def test_a_heading_of_something_else_is_none(heading: str) -> None:
    assert suggested("Client name", heading) == ["name", None]


def test_several_columns_are_several_responsibilities_and_none_is_there_twice() -> None:
    headings = ("Name", "Responsible for Payroll", "Tax manager", "Responsible for VAT & MTD", "Tax")
    assert suggested(*headings) == ["name", "Payroll", "Tax", "VAT & MTD", None]


def test_what_is_exported_is_known_whatever_else_its_words_would_be() -> None:
    """product.md 2: a responsibility may be called as a field is."""
    named = {TAX: "Client", PAYROLL: "Teams", VAT: "Account manager"}
    headings = [exported_headings.of_responsibility(name) for name in named.values()]
    assert suggested(*headings, named=named) == list(named.values())
    assert suggested("Client", "Teams", "Account manager", named=named) == [
        "name", "teams", "account_manager",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Tax (corporate)", "税", "&&&", "=1+1", "A" * 40, "R&D / patents", "Café"])
def test_a_responsibility_of_any_name_is_read_back(name: str) -> None:
    assert suggested(exported_headings.of_responsibility(name), named={TAX: name}) == [name]


def test_names_alike_but_for_their_signs_are_told_apart() -> None:
    named = {TAX: "Tax-A", PAYROLL: "Tax A"}
    for order in (list(named.values()), list(named.values())[::-1]):
        assert suggested(*map(exported_headings.of_responsibility, order), named=named) == order


def test_files_of_practice_codes_have_none() -> None:
    """product.md 2.10"""
    headings = ("CRN", "Practice code", "Responsible for Tax")
    assert suggested(*headings, kind="practice_codes") == ["crn", "practice_code", None]
    assert not is_possible(of_responsibility(TAX), "practice_codes", NAMES)
    assert is_possible(of_responsibility(TAX), "clients", NAMES)
    assert not is_possible(of_responsibility(TAX), "clients", {})


def test_a_column_of_one_that_is_ended_or_renamed_is_told_of() -> None:
    columns: list[Column] = [
        {"heading": "Responsible for  Audit", "samples": [], "field": None},
        {"heading": "Responsible for Tax", "samples": [], "field": of_responsibility(TAX)},
        {"heading": "Responsible", "samples": [], "field": None},
    ]
    (notice,) = responsibility_headings.notices("clients", columns)
    assert "“Responsible for  Audit” names no responsibility of your practice" in notice
    assert responsibility_headings.notices("practice_codes", columns) == []
