"""Companies House's stand-in: the public data API with HTTP basic, over a few hundred invented companies."""

from __future__ import annotations

import base64
import hmac
import re
from typing import Any

from deploy.sandbox.vendors.vendor import Answer, Request

_FIRST = (
    *("Acorn", "Beacon", "Copper", "Drift", "Ember", "Fallow", "Gable", "Harbour", "Ivory", "Juniper"),
    *("Kestrel", "Larch", "Meadow", "Nettle", "Orchard", "Pebble", "Quarry", "Rowan", "Saffron", "Thistle"),
)
_SECOND = (
    *("Bakery", "Carpentry", "Consulting", "Design", "Electrical", "Foods", "Glazing", "Homes", "Joinery"),
    *("Kitchens", "Landscapes", "Motors", "Plumbing", "Textiles", "Training"),
)
#: What a spreadsheet, a page or a search may stumble over.
_ODD = (
    "O’Brien & Søn Ltd",
    "Æther “Widgets” Ltd",
    "<b>Bold</b> & Sons Trading Ltd",
    "=Sum Solutions Ltd",
    "Łódź Import-Export Ltd",
)
_STREETS = ("High Street", "Mill Lane", "Station Road", "Church Walk", "King Street")
_TOWNS = (("Leeds", "LS1 4AP"), ("York", "YO1 7HH"), ("Bristol", "BS1 5TR"), ("Cardiff", "CF10 1EP"))
_SIC = (
    "10710",
    "43320",
    "70229",
    "74100",
    "43210",
    "10890",
    "43342",
    "41202",
    "62012",
    "81300",
    "45200",
    "85590",
)
_PAGE, _MOST = 20, 100


def _invented() -> dict[str, dict[str, Any]]:
    names = [f"{first} {second} Ltd" for second in _SECOND for first in _FIRST] + list(_ODD)
    found = [_company(place, name) for place, name in enumerate(names)]
    return {company["company_number"]: company for company in found}


def _number(place: int) -> str:
    """Most are of England and Wales; some of Scotland and Northern Ireland, and some partnerships."""
    prefix = {7: "SC", 13: "NI", 19: "OC"}.get(place % 20)
    return f"{prefix}{300000 + place:06d}" if prefix else f"{1000001 + place * 317:08d}"


def _company(place: int, name: str) -> dict[str, Any]:
    status = "dissolved" if place % 12 == 11 else "liquidation" if place % 30 == 5 else "active"
    number, (town, postcode) = _number(place), _TOWNS[place % len(_TOWNS)]
    if number.startswith("OC"):
        name = name.removesuffix("Ltd") + "LLP"
    return {
        "company_number": number,
        "company_name": name.upper(),
        "company_status": status,
        "type": "llp" if number.startswith("OC") else "ltd",
        "date_of_creation": f"{1980 + place % 45}-0{1 + place % 9}-1{place % 10}",
        **({"date_of_cessation": "2024-03-12"} if status == "dissolved" else {}),
        "registered_office_address": {
            "address_line_1": f"{1 + place % 90} {_STREETS[place % len(_STREETS)]}",
            "locality": town,
            "postal_code": postcode,
            "country": "England",
        },
        # Some say nothing of their trade.
        **(
            {} if place % 25 == 3 else {"sic_codes": [_SIC[place % len(_SIC)], _SIC[(place + 5) % len(_SIC)]]}
        ),
    }


COMPANIES = _invented()


class CompaniesHouse:
    """The register."""

    id = "companies_house"

    def __init__(self, key: str) -> None:
        self._expected = "Basic " + base64.b64encode(f"{key}:".encode()).decode()

    def answer(self, request: Request) -> Answer:
        """`/company/{number}` and `/search/companies`."""
        if not hmac.compare_digest(request.headers.get("authorization", ""), self._expected):
            return Answer(401, {"error": "Invalid Authorization", "type": "ch:service"})
        if found := re.fullmatch(r"/company/([A-Z0-9]{8})", request.path):
            company = COMPANIES.get(found[1])
            errors = [{"error": "company-profile-not-found", "type": "ch:service"}]
            return Answer(200, company) if company is not None else Answer(404, {"errors": errors})
        if request.path == "/search/companies" and request.query.get("q"):
            return Answer(200, self._search(request.query))
        return Answer(404, {"error": "not found", "type": "ch:service"})

    def _search(self, query: dict[str, str]) -> dict[str, Any]:
        wanted = query["q"].upper().split()
        size = min(int(query.get("items_per_page", _PAGE)), _MOST)
        found = [each for each in COMPANIES.values() if _fits(each, wanted)]
        found.sort(key=lambda each: (each["company_status"] != "active", each["company_name"]))
        return {
            "kind": "search#companies",
            "total_results": len(found),
            "start_index": 0,
            "items_per_page": size,
            "items": [_listed(each) for each in found[:size]],
        }


def _fits(company: dict[str, Any], wanted: list[str]) -> bool:
    words = company["company_name"].split()
    return all(any(word.startswith(each) for word in words) for each in wanted)


def _listed(company: dict[str, Any]) -> dict[str, Any]:
    address = company["registered_office_address"]
    return {
        "kind": "searchresults#company",
        "title": company["company_name"],
        "company_number": company["company_number"],
        "company_status": company["company_status"],
        "company_type": company["type"],
        "address": address,
        "address_snippet": ", ".join(address.values()),
        "links": {"self": f"/company/{company['company_number']}"},
    }
