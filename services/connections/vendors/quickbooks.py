"""QuickBooks Online (developer.intuit.com, "OAuth 2.0" and "CompanyInfo"). A sign-in is for one company."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from typing import Annotated

from marshmallow import fields

from contracts.shapes import schema_of
from services.connections.vendors.answers import Code, Hint, Name
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.port import Organisation, Refused

_DAY = 24 * 3600
_REALM = re.compile(r"[0-9]{1,30}")


@dataclass(frozen=True, slots=True)
class _Value:
    name: Annotated[str | None, Hint(data_key="Name")] = None
    value: Annotated[str | None, Hint(data_key="Value")] = None


@dataclass(frozen=True, slots=True)
class _Company:
    name: Annotated[str, Name(data_key="CompanyName")]
    country: Annotated[str | None, Code(2, data_key="Country")] = None
    values: Annotated[list[_Value], fields.List(fields.Nested(schema_of(_Value)), data_key="NameValue")] = (
        field(default_factory=list)
    )


@dataclass(frozen=True, slots=True)
class _CompanyInfo:
    company: Annotated[_Company, fields.Nested(schema_of(_Company), data_key="CompanyInfo")]


@dataclass(frozen=True, slots=True)
class _HomeCurrency:
    value: Annotated[str | None, Code(3)] = None


@dataclass(frozen=True, slots=True)
class _CurrencyPrefs:
    home: Annotated[
        _HomeCurrency | None, fields.Nested(schema_of(_HomeCurrency), data_key="HomeCurrency")
    ] = None


@dataclass(frozen=True, slots=True)
class _Preferences:
    currency: Annotated[
        _CurrencyPrefs | None, fields.Nested(schema_of(_CurrencyPrefs), data_key="CurrencyPrefs")
    ] = None


@dataclass(frozen=True, slots=True)
class _PreferencesAnswer:
    preferences: Annotated[_Preferences, fields.Nested(schema_of(_Preferences), data_key="Preferences")]


class QuickBooks(Vendor):
    id = "quickbooks"
    name = "QuickBooks Online"
    authorize_url = "https://appcenter.intuit.com/connect/oauth2"
    token_url = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"  # noqa: S105  an address
    revoke_url = "https://developer.api.intuit.com/v2/oauth2/tokens/revoke"
    api_url = "https://quickbooks.api.intuit.com"
    scopes = "com.intuit.quickbooks.accounting"
    refresh_life = 100 * _DAY
    refresh_life_in = "x_refresh_token_expires_in"
    #: Intuit allows 10 at once and 500 a minute for a company.
    at_once = 10
    a_minute = 500

    def organisations(self, access: str, realm_id: str | None) -> list[Organisation]:
        """The company that came with the code. Raises `Refused` without one."""
        if realm_id is None or not _REALM.fullmatch(realm_id):
            raise Refused("QuickBooks Online did not say which company was chosen.")
        return [self.details(access, Organisation(realm_id, "Company"))]

    def details(self, access: str, organisation: Organisation) -> Organisation:
        of = f"/v3/company/{organisation.id}"
        found = self.get(access, f"{of}/companyinfo/{organisation.id}", _CompanyInfo).company
        return dataclasses.replace(
            organisation,
            name=found.name,
            country=found.country,
            base_currency=self._currency(access, of),
            industry_hint=_industry(found.values),
        )

    def _currency(self, access: str, of: str) -> str | None:
        answer = self.get_if_allowed(access, f"{of}/preferences", _PreferencesAnswer)
        chosen = answer.preferences.currency if answer else None
        return chosen.home.value if chosen and chosen.home else None


def _industry(values: list[_Value]) -> str | None:
    return next((each.value for each in values if each.name == "IndustryType"), None)
