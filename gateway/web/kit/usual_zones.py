"""Each country's usual zone, for who has told none: the zone database's own table, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from zoneinfo import TZPATH

#: Countries of several zones whose first one in the table is not where most people live.
_MOSTLY: Mapping[str, str] = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MX": "America/Mexico_City",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
}


def usual_zone(country: str | None) -> str | None:
    """Such as Europe/London for GB; None where the country, or the table, is not known."""
    return None if country is None else _MOSTLY.get(country) or _first_zones().get(country)


@cache
def _first_zones() -> Mapping[str, str]:
    table = next((path for each in TZPATH if (path := Path(each, "zone.tab")).is_file()), None)
    if table is None:
        return {}
    found: dict[str, str] = {}
    for line in table.read_text().splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found.setdefault(country, zone)
    return found
