"""Sage Accounting (developer.sage.com/accounting, "Authentication" and "Businesses")."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Annotated

from marshmallow import fields

from contracts.shapes import schema_of
from services.connections.vendors.answers import Code, Identity, Name
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.port import Organisation

_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class _Business:
    id: Annotated[str, Identity()]
    displayed_as: Annotated[str, Name()]


@dataclass(frozen=True, slots=True)
class _Businesses:
    businesses: Annotated[
        list[_Business], fields.List(fields.Nested(schema_of(_Business)), data_key="$items")
    ]


@dataclass(frozen=True, slots=True)
class _Country:
    id: Annotated[str | None, Code(2)] = None


@dataclass(frozen=True, slots=True)
class _Details:
    displayed_as: Annotated[str, Name()]
    country: _Country | None = None


@dataclass(frozen=True, slots=True)
class _Currency:
    id: Annotated[str | None, Code(3)] = None


@dataclass(frozen=True, slots=True)
class _Financial:
    base_currency: _Currency | None = None


class Sage(Vendor):
    id = "sage"
    name = "Sage Accounting"
    during_setup = True
    authorize_url = "https://www.sageone.com/oauth2/auth/central"
    token_url = "https://oauth.accounting.sage.com/token"  # noqa: S105  an address
    revoke_url = "https://oauth.accounting.sage.com/revoke"
    api_url = "https://api.accounting.sage.com/v3.1"
    scopes = "full_access"
    authorize_with = {"filter": "apiv3.1", "country": "gb"}
    secret_in_body = True
    refresh_life = 31 * _DAY
    refresh_life_in = "refresh_token_expires_in"

    def organisations(self, access: str, realm_id: str | None) -> list[Organisation]:
        found = self.get(access, "/businesses?items_per_page=200", _Businesses).businesses
        return [Organisation(each.id, each.displayed_as) for each in found]

    def details(self, access: str, organisation: Organisation) -> Organisation:
        business = {"X-Business": organisation.id}
        found = self.get(access, f"/businesses/{organisation.id}", _Details, **business)
        financial = self.get_if_allowed(access, "/financial_settings", _Financial, **business)
        currency = financial.base_currency if financial else None
        return dataclasses.replace(
            organisation,
            name=found.displayed_as,
            country=found.country.id if found.country else None,
            base_currency=currency.id if currency else None,
        )
