"""Reference data (product.md 2.2, 2.4; api.md)."""

import pytest

from chassis.rpc.client import RpcClient
from contracts.errors import InvalidInput
from services.accounts import reference_data, words
from tests.builders import Person


def codes(kind: str, query: str | None = None) -> list[str]:
    return [item["code"] for item in reference_data.find(kind, query)["items"]]


def test_every_industry_of_uk_sic_2007_is_there_with_its_source_and_date() -> None:
    found = reference_data.find("industries", None)
    assert len(found["items"]) == 731
    assert "Companies House" in found["source"]
    assert found["as_of"].isoformat() == "2026-11-23"
    assert all(len(item["code"]) == 5 and item["code"].isdigit() and item["name"] for item in found["items"])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("software dev", "62012"),
        ("6201", "62012"),
        ("hairdress", "96020"),
        ("CAFES", "56102"),
        ("domestic soft", "62012"),
    ],
)
def test_an_industry_is_found_by_words_and_by_code(query: str, code: str) -> None:
    assert code in codes("industries", query)


def test_what_begins_with_the_words_comes_first() -> None:
    assert codes("industries", "solicitors") == ["69102"]
    assert codes("industries", "painting")[0] == "43341"


@pytest.mark.parametrize(
    ("country", "types", "expected"),
    [("GB", ["business", "self_employed"], True), ("IE", ["business"], False), ("US", ["business"], False)],
)
def test_the_country_decides_what_is_asked(country: str, types: list[str], expected: bool) -> None:
    """product.md 2.1"""
    (item,) = (item for item in reference_data.find("countries", None)["items"] if item["code"] == country)
    assert item["client_types"] == types
    assert ("national_insurance_number" in item["asks"]) is expected


def test_countries_tell_their_currency_and_how_their_postcode_is_called() -> None:
    found = {item["code"]: item for item in reference_data.find("countries", None)["items"]}
    shown = [(found[c]["currency"], found[c]["postcode_name"]) for c in ("GB", "IE", "US", "CA")]
    assert shown == [("GBP", "Postcode"), ("EUR", "Eircode"), ("USD", "ZIP code"), ("CAD", "Postal code")]
    assert codes("countries", "kingdom") == ["GB"]


def test_solutions_currencies_and_income_source_types_can_be_read() -> None:
    assert codes("solutions") == ["bookkeeping", "insights"]
    assert codes("income-source-types") == ["self_employment", "uk_property"]
    assert codes("currencies", "pound sterling") == ["GBP"] or "GBP" in codes("currencies", "british")


def test_words_are_without_accents_case_and_punctuation() -> None:
    assert words.of("Café O’Brien & Søns (Łódź) STRASSE-Straße") == [
        "cafe",
        "obrien",
        "sons",
        "lodz",
        "strasse",
    ]


def test_an_industry_that_is_none_is_refused(owner: Person, rpc: RpcClient) -> None:
    """product.md 2.4"""
    with pytest.raises(InvalidInput) as refused:
        owner.adds_client(industry="12345")
    assert refused.value.errors[0]["code"] == "unknown_industry"
