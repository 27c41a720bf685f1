"""FreeAgent (dev.freeagent.com, "OAuth", "Company" and "Accountancy Practice API").

A company's sign-in reaches that company. A practice's reaches its clients, each by `X-Subdomain`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Annotated

from services.connections.vendors.answers import Code, Hint, Identity, Name
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.port import AccessEnded, Organisation, Refused

_COUNTRIES = {"united kingdom": "GB", "ireland": "IE", "united states": "US"}
_PAGE = 100
_MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class _Company:
    name: Annotated[str, Name()]
    subdomain: Annotated[str, Identity()]
    currency: Annotated[str | None, Code(3)] = None
    country: Annotated[str | None, Hint()] = None
    business_category: Annotated[str | None, Hint()] = None


@dataclass(frozen=True, slots=True)
class _CompanyAnswer:
    company: _Company


@dataclass(frozen=True, slots=True)
class _Client:
    name: Annotated[str, Name()]
    subdomain: Annotated[str, Identity()]


@dataclass(frozen=True, slots=True)
class _Clients:
    clients: list[_Client]


class FreeAgent(Vendor):
    id = "freeagent"
    name = "FreeAgent"
    authorize_url = "https://api.freeagent.com/v2/approve_app"
    token_url = "https://api.freeagent.com/v2/token_endpoint"  # noqa: S105  an address
    #: FreeAgent documents no address to revoke at: its tokens are forgotten here.
    revoke_url = ""
    api_url = "https://api.freeagent.com/v2"
    refresh_life = 20 * 365 * 24 * 3600
    refresh_life_in = "refresh_token_expires_in"
    headers = {"User-Agent": "Clientele"}
    #: FreeAgent allows 120 a minute for a user.
    a_minute = 120

    def organisations(self, access: str, realm_id: str | None) -> list[Organisation]:
        try:
            return self._clients(access)
        except AccessEnded:
            raise
        except Refused:
            return [self.details(access, Organisation("", "Company"))]

    def details(self, access: str, organisation: Organisation) -> Organisation:
        chosen = {"X-Subdomain": organisation.id} if organisation.reference == "client" else {}
        found = self.get(access, "/company", _CompanyAnswer, **chosen).company
        return dataclasses.replace(
            organisation,
            id=organisation.id or found.subdomain,
            name=found.name,
            country=_COUNTRIES.get((found.country or "").lower()),
            base_currency=found.currency,
            industry_hint=found.business_category,
        )

    def revoke(self, refresh: str) -> None:
        """Nothing, unless an address to revoke at is set."""
        if self.app.revoke_url:
            super().revoke(refresh)

    def _clients(self, access: str) -> list[Organisation]:
        """A practice's clients. Raises `Refused` for a company's sign-in, which has none."""
        found: list[Organisation] = []
        for page in range(1, _MOST_PAGES + 1):
            request = f"/clients?minimal_data=true&page={page}&per_page={_PAGE}"
            clients = self.get(access, request, _Clients).clients
            found += [Organisation(each.subdomain, each.name, reference="client") for each in clients]
            if len(clients) < _PAGE:
                break
        return found
