"""Reference data: what can be chosen from, with where it comes from."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cache
from pathlib import Path

import babel
from babel import Locale
from babel.numbers import get_territory_currencies
from phonenumbers import country_code_for_region

from contracts.accounts.reference import Reference, ReferenceItem
from contracts.accounts.states import ClientType, IncomeSourceType, Solution
from services.accounts import words

_INDUSTRIES = Path(__file__).with_name("data") / "industries.txt"
_SIC = "UK SIC 2007, condensed list of Companies House (Open Government Licence v3.0)"
#: When the lists were last compared with their sources.
_TAKEN = datetime.date(2026, 11, 23)
_OURS = "Clientele"

#: What a client is asked for, beside what is asked everywhere, by the practice's country (product.md 2.1, 3).
#: Ireland's NACE codes are the first four digits of UK SIC codes; North America classifies otherwise.
_ASKED = {
    "GB": ("company_number", "industry", "email", "national_insurance_number", "postcode", "income_sources"),
    "IE": ("industry",),
    "US": (),
    "CA": (),
}
_POSTCODE_NAMES = {"GB": "Postcode", "IE": "Eircode", "US": "ZIP code", "CA": "Postal code"}
_SELF_EMPLOYED_IN = ("GB",)
_SOLUTION_NAMES = {"bookkeeping": "Bookkeeping", "insights": "Insights"}
_INCOME_SOURCE_NAMES = {"self_employment": "Self-employment", "uk_property": "UK property"}
_NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"}


Kind = tuple[list[ReferenceItem], str, datetime.date]


def find(kind: str, query: str | None) -> Reference:
    """What there is of a kind, or what of it fits a query by word or code."""
    items, source, taken = _KINDS[kind]()
    if query is not None:
        items = [item for item in items if _fits(item, query)]
        items = sorted(items, key=lambda item: not words.folded(item["name"]).startswith(words.folded(query)))
    return {"items": items, "next_cursor": None, "source": source, "as_of": taken}


def _fits(item: ReferenceItem, query: str) -> bool:
    return words.matches(f"{item['code']} {item['name']}", query)


def client_types(country: str) -> tuple[str, ...]:
    """Which clients a practice of this country can add (product.md 2.1)."""
    return tuple(ClientType) if country in _SELF_EMPLOYED_IN else (ClientType.BUSINESS,)


@cache
def industries() -> dict[str, str]:
    """UK SIC 2007 codes with their names."""
    lines = _INDUSTRIES.read_text(encoding="utf-8").splitlines()
    listed = (line.partition(" ") for line in lines if not line.startswith("#"))
    return {code: name for code, _, name in listed}


def industry_named(name: str) -> str | None:
    """The code of the industry that is called so."""
    return _industries_by_name().get(words.joined(name))


@cache
def _industries_by_name() -> dict[str, str]:
    return {words.joined(name): code for code, name in industries().items()}


@cache
def countries() -> dict[str, str]:
    """ISO 3166-1 alpha-2 codes with their English names (Unicode CLDR, by Babel)."""
    regions = Locale("en").territories
    return {
        str(code): str(name)
        for code, name in sorted(regions.items(), key=lambda item: str(item[1]))
        if len(str(code)) == 2 and code not in _NO_COUNTRIES
    }


@cache
def currencies() -> dict[str, str]:
    """ISO 4217 codes with their English names (Unicode CLDR, by Babel)."""
    known = Locale("en").currencies
    return {str(code): str(name) for code, name in sorted(known.items(), key=lambda item: str(item[1]))}


def _country(code: str, name: str) -> ReferenceItem:
    used = get_territory_currencies(code)
    dialled = country_code_for_region(code)
    return {
        "code": code,
        "name": name,
        "currency": used[0] if used else None,
        "dialling_code": f"+{dialled}" if dialled else None,
        "client_types": list(client_types(code)),
        "asks": list(_ASKED.get(code, ())),
        "postcode_name": _POSTCODE_NAMES.get(code, "Postcode"),
    }


@cache
def _all_industries() -> Kind:
    return _named(industries()), _SIC, _TAKEN


@cache
def _all_countries() -> Kind:
    return [_country(code, name) for code, name in countries().items()], _cldr(), _TAKEN


@cache
def _all_currencies() -> Kind:
    return _named(currencies()), _cldr(), _TAKEN


def _solutions() -> Kind:
    return _named({code: _SOLUTION_NAMES[code] for code in Solution}), _OURS, _TAKEN


def _income_source_types() -> Kind:
    return _named({code: _INCOME_SOURCE_NAMES[code] for code in IncomeSourceType}), _OURS, _TAKEN


def _named(items: dict[str, str]) -> list[ReferenceItem]:
    return [{"code": code, "name": name} for code, name in items.items()]


def _cldr() -> str:
    return f"Unicode CLDR, as of Babel {babel.__version__}"


_KINDS: dict[str, Callable[[], Kind]] = {
    "industries": _all_industries,
    "solutions": _solutions,
    "countries": _all_countries,
    "currencies": _all_currencies,
    "income-source-types": _income_source_types,
}
