"""Companies House (developer.company-information.service.gov.uk, "Public Data API").

HTTP basic with the key as the user's name; 600 requests in five minutes for a key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import quote

import requests
from requests.auth import HTTPBasicAuth

from contracts.accounts.identifiers import company_number
from contracts.connections.companies import MOST_COMPANIES
from services.connections.vendors import answers
from services.connections.vendors.answers import Hint, Name, ShapeT
from services.connections.vendors.line import Bounded
from services.connections.vendors.port import NotNow, Refused
from services.connections.vendors.trouble import failure_of

#: What the register calls companies that are there no more.
_GONE = frozenset({"dissolved", "converted-closed", "closed", "removed"})
#: Seconds for a request: a search takes two at most, and a person is told before the gateway gives up.
_DEADLINE = 1.2


@dataclass(frozen=True, slots=True)
class Company:
    """As the register has it. `industries` are UK SIC 2007 codes, where the answer has them."""

    number: str
    name: str
    status: str
    address: str | None
    postcode: str | None
    industries: tuple[str, ...] = ()

    @property
    def dissolved(self) -> bool:
        return self.status in _GONE


@dataclass(frozen=True, slots=True)
class CompaniesHouse:
    """The register, asked with a key."""

    url: str
    key: str = field(repr=False)
    id: str = "companies_house"
    name: str = "Companies House"
    #: 600 in five minutes, spread.
    a_minute: int = 120
    at_once: int = 4

    def by_number(self, number: str) -> Company | None:
        """The company with a number in its eight places, or None. Raises `NotNow`, `Refused`."""
        found = self._get(f"/company/{quote(number, safe='')}", {}, _Profile)
        return None if found is None else _company(found, found.company_name, found.registered_office_address)

    def by_name(self, name: str) -> list[Company]:
        """Companies with such a name, the likeliest first. Raises `NotNow`, `Refused`."""
        found = self._get("/search/companies", {"q": name, "items_per_page": str(MOST_COMPANIES)}, _Found)
        items = found.items[:MOST_COMPANIES] if found else []
        listed = [_company(each, each.title, each.address) for each in items]
        return [each for each in listed if each is not None]

    def _get(self, path: str, query: dict[str, str], shape: type[ShapeT]) -> ShapeT | None:
        with Bounded(self.url, deadline=_DEADLINE) as session:
            session.auth = HTTPBasicAuth(self.key, "")
            headers = {"Accept": "application/json", "User-Agent": "Clientele"}
            try:
                answer = session.get(f"{self.url}{path}", params=query, headers=headers)
            except requests.RequestException:
                raise NotNow("Companies House could not be reached.", down=True) from None
        if answer.status_code == 404:
            return None
        if answer.status_code in (401, 403):
            raise Refused("Companies House does not accept this server's key.")
        if answer.status_code != 200:
            raise failure_of(self.name, answer)
        try:
            return answers.load(shape, answer.json())
        except ValueError:
            raise NotNow("Companies House gave an answer that cannot be read.") from None


@dataclass(frozen=True, slots=True)
class _Address:
    address_line_1: Annotated[str | None, Hint()] = None
    locality: Annotated[str | None, Hint()] = None
    postal_code: Annotated[str | None, Hint()] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfCompany:
    company_number: Annotated[str, Name()]
    company_status: Annotated[str | None, Hint()] = None
    sic_codes: list[Annotated[str | None, Hint()]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Profile(_OfCompany):
    company_name: Annotated[str, Name()]
    registered_office_address: _Address = field(default_factory=_Address)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed(_OfCompany):
    title: Annotated[str, Name()]
    address: _Address | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    items: list[_Listed]


def _company(found: _OfCompany, name: str, address: _Address | None) -> Company | None:
    """None for a number that is none of the register's forms."""
    number = company_number(found.company_number)
    if number is None:
        return None
    where = address or _Address()
    lines = (where.address_line_1, where.locality, where.postal_code)
    codes = (code for code in found.sic_codes if code is not None and code.isascii() and code.isdigit())
    return Company(
        number=number,
        name=name,
        # The register leaves it out where a company is of another kind, and such is not gone.
        status=found.company_status or "registered",
        address=", ".join(line for line in lines if line) or None,
        postcode=where.postal_code,
        industries=tuple(code for code in codes if len(code) == 5),
    )
