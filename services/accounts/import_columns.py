"""What the columns of a file are, and what a row says in api.md's words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz.fuzz import ratio

from contracts.accounts.imports import FIELDS
from services.accounts import words

_HEADINGS = {
    "type": ("type", "client type", "entity type", "business type"),
    "name": ("name", "client name", "business name", "company name", "client", "company", "organisation"),
    "practice_code": ("practice code", "code", "client code", "reference", "client reference", "ref"),
    "industry": ("industry", "sic", "sic code", "industry code"),
    "solutions": ("solutions", "solution", "products", "services"),
    "account_manager": ("account manager", "manager", "client manager", "partner"),
    "email": ("email", "email address", "e mail"),
    "national_insurance_number": ("national insurance number", "ni number", "nino", "nin", "ni"),
    "postcode": ("postcode", "post code", "postal code"),
    "income_sources": ("income sources", "income source", "trades", "trade"),
    "crn": ("crn", "client reference number"),
}
_ALIKE = 85
_SELF_EMPLOYED = frozenset(
    {"self employed", "self employment", "sole trader", "landlord", "individual", "sole proprietor"}
)
_PROPERTY = ("property", "rent", "rental", "uk property", "uk_property", "landlord")
_SOURCE = re.compile(r"^(?P<name>.*?)\s*(?:\((?P<type>[^()]*)\)|:\s*(?P<after>[^:]*))?$")


def suggested(headings: Sequence[str], kind: str) -> list[str | None]:
    """The field that each column most likely is; no field twice."""
    scores = [
        (score, -place, field)
        for place, heading in enumerate(headings)
        for field in FIELDS[kind]
        if (score := _likeness(heading, field)) >= _ALIKE
    ]
    found: list[str | None] = [None] * len(headings)
    for _, place, field in sorted(scores, reverse=True):
        if found[-place] is None and field not in found:
            found[-place] = field
    return found


def _likeness(heading: str, field: str) -> float:
    plain = " ".join(words.of(heading.replace("_", " ")))
    return max(ratio(plain, known) for known in _HEADINGS[field])


def values(cells: Sequence[str], columns: Sequence[str | None]) -> dict[str, str]:
    """What a row says, by field; empty cells say nothing."""
    return {field: cell for field, cell in zip(columns, cells, strict=False) if field is not None and cell}


def creation(said: Mapping[str, str], access: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked of a creation for a row. A business has no use for a self-employed person's columns."""
    wanted: dict[str, Any] = {"type": _type(said), "access": dict(access)}
    taken: tuple[str, ...] = ("name", "practice_code")
    if wanted["type"] == "self_employed":
        taken += ("email", "national_insurance_number", "postcode")
        if "income_sources" in said:
            wanted["income_sources"] = _sources(said["income_sources"])
    elif "industry" in said:
        wanted["industry"] = _industry(said["industry"])
    wanted |= {field: said[field] for field in taken if field in said}
    if "solutions" in said:
        wanted["solutions"] = [
            each.strip().lower() for each in re.split("[;,|]", said["solutions"]) if each.strip()
        ]
    return wanted


def _type(said: Mapping[str, str]) -> str:
    if "type" in said:
        plain = " ".join(words.of(said["type"].replace("_", " ")))
        return "self_employed" if plain in _SELF_EMPLOYED else "business"
    person = "national_insurance_number" in said or "income_sources" in said
    return "self_employed" if person else "business"


def _industry(written: str) -> str:
    """`62012 - Software` and `1110`, which a spreadsheet makes of 01110, are codes too."""
    code = re.match(r"[0-9]{4,5}(?![0-9])", written)
    return code[0].zfill(5) if code else written


def _sources(written: str) -> list[dict[str, str]]:
    """`Pottery; Flat 2 (property)`: several are apart by semicolons, and trades unless they say property."""
    found = []
    for part in filter(None, (each.strip() for each in re.split("[;|]", written))):
        match = _SOURCE.match(part)
        name = match["name"] if match is not None else part
        told = ((match["type"] or match["after"] or "") if match is not None else "").strip().lower()
        kind = "uk_property" if told in _PROPERTY else "self_employment"
        found.append({"name": name or part, "type": kind})
    return found
