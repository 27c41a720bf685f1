"""Income sources in a cell: `Pottery; Flat 2 (property)`. Written by the export, read by the import.

Several are apart by semicolons or lines, and trades by commas where there is none of these; an address has
commas of its own. A name that holds such a sign stands in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from contracts.accounts.clients import ToldIncomeSource
from contracts.accounts.states import IncomeSourceType
from services.accounts import words

_PROPERTY = frozenset(
    words.listed("""
        property, properties, rent, rents, rental, rentals, uk property, uk_property, landlord, let, lets,
        letting, lettings, buy to let, buy to lets, btl, property income, uk property income,
        income from property, rental income, rental property, rental properties, property rental,
        property rentals, property letting, property lettings, residential letting, residential lettings,
        residential property, commercial property, furnished holiday let, furnished holiday lets,
        furnished holiday letting, furnished holiday lettings, fhl, holiday let, holiday lets,
        holiday letting, airbnb
    """)
)
_TRADE = frozenset(
    {"trade", "trading", "self employment", "self-employment", "self_employment", "business", "cis"}
)
_QUOTED = r'"(?:[^"]|"")*"'
_PART = re.compile(rf'(?:{_QUOTED}|[^;|\n"]|"(?![^"]*"))+')
_PART_OF_COMMAS = re.compile(rf'(?:{_QUOTED}|\([^()]*\)|[^,"(]|\((?![^()]*\))|"(?![^"]*"))+')
_ONE = re.compile(rf"^(?P<name>{_QUOTED}|.*?)\s*(?:\((?P<aside>[^()]*)\)|:\s*(?P<after>[^:]*))?$", re.DOTALL)
_SPECIAL = re.compile(r'[;|,\n"():]')


def read(written: str, *, property_: bool = False) -> list[ToldIncomeSource]:
    """The sources with their types. `property_`: they are properties where they do not say what they are."""
    parts = [part.strip() for part in _PART.findall(written)]
    if len(parts) == 1 and not property_:
        parts = [part.strip() for part in _PART_OF_COMMAS.findall(parts[0])]
    return [
        _one(part, IncomeSourceType.UK_PROPERTY if property_ else IncomeSourceType.SELF_EMPLOYMENT)
        for part in parts
        if part
    ]


def write(sources: Sequence[ToldIncomeSource]) -> str:
    """The sources as `read` reads them."""
    return "; ".join(_written(source["name"], source["type"]) for source in sources)


def _one(part: str, otherwise: IncomeSourceType) -> ToldIncomeSource:
    match = _ONE.match(part)
    aside = ((match["aside"] or match["after"] or "") if match is not None else "").strip().casefold()
    # Without a type beside it, a source may be called by its type.
    kind = _kind(aside or part.casefold())
    # What stands in brackets and is no type belongs to the name.
    name = match["name"] if match is not None and (kind or not aside) else part
    return {"name": _unquoted(name) or part, "type": kind or otherwise}


def _kind(aside: str) -> IncomeSourceType | None:
    if aside in _PROPERTY:
        return IncomeSourceType.UK_PROPERTY
    return IncomeSourceType.SELF_EMPLOYMENT if aside in _TRADE else None


def _unquoted(name: str) -> str:
    if len(name) >= 2 and name[0] == name[-1] == '"':
        return name[1:-1].replace('""', '"')
    return name


def _written(name: str, kind: str) -> str:
    shown = '"' + name.replace('"', '""') + '"' if _SPECIAL.search(name) else name
    return f"{shown} ({'property' if kind == 'uk_property' else 'trade'})"
