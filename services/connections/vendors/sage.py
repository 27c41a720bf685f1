"""Sage Accounting (developer.sage.com/accounting, "Authentication" and "Businesses")."""

from __future__ import annotations

import dataclasses

from marshmallow import fields

from services.connections.vendors.answers import Answer, Code, Identity, Name
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.port import Organisation

_DAY = 24 * 3600


class _Business(Answer):
    id = Identity(required=True)
    displayed_as = Name(required=True)


class _Businesses(Answer):
    items = fields.List(fields.Nested(_Business), required=True, data_key="$items")


class _Country(Answer):
    id = Code(2)


class _Details(Answer):
    displayed_as = Name(required=True)
    country = fields.Nested(_Country, allow_none=True, load_default=None)


class _Currency(Answer):
    id = Code(3)


class _Financial(Answer):
    base_currency = fields.Nested(_Currency, allow_none=True, load_default=None)


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
        found = self.get(access, "/businesses?items_per_page=200", _Businesses)["items"]
        return [Organisation(each["id"], each["displayed_as"]) for each in found]

    def details(self, access: str, organisation: Organisation) -> Organisation:
        business = {"X-Business": organisation.id}
        found = self.get(access, f"/businesses/{organisation.id}", _Details, **business)
        currency = self.get_if_allowed(access, "/financial_settings", _Financial, **business).get(
            "base_currency"
        )
        return dataclasses.replace(
            organisation,
            name=found["displayed_as"],
            country=found["country"]["id"] if found["country"] else None,
            base_currency=currency["id"] if currency else None,
        )
