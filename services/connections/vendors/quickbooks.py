"""QuickBooks Online (developer.intuit.com, "OAuth 2.0" and "CompanyInfo"). A sign-in is for one company."""

from __future__ import annotations

import dataclasses
import re

from marshmallow import fields

from services.connections.vendors.answers import Answer, Code, Hint, Name
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.port import Organisation, Refused

_DAY = 24 * 3600
_REALM = re.compile(r"[0-9]{1,30}")


class _Value(Answer):
    Name = Hint()
    Value = Hint()


class _Company(Answer):
    CompanyName = Name(required=True)
    Country = Code(2)
    NameValue = fields.List(fields.Nested(_Value), load_default=list)


class _CompanyInfo(Answer):
    CompanyInfo = fields.Nested(_Company, required=True)


class _HomeCurrency(Answer):
    value = Code(3)


class _CurrencyPrefs(Answer):
    HomeCurrency = fields.Nested(_HomeCurrency, allow_none=True, load_default=None)


class _Preferences(Answer):
    CurrencyPrefs = fields.Nested(_CurrencyPrefs, allow_none=True, load_default=None)


class _PreferencesAnswer(Answer):
    Preferences = fields.Nested(_Preferences, required=True)


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
        found = self.get(access, f"{of}/companyinfo/{organisation.id}", _CompanyInfo)["CompanyInfo"]
        return dataclasses.replace(
            organisation,
            name=found["CompanyName"],
            country=found["Country"],
            base_currency=self._currency(access, of),
            industry_hint=_industry(found["NameValue"]),
        )

    def _currency(self, access: str, of: str) -> str | None:
        answer = self.get_if_allowed(access, f"{of}/preferences", _PreferencesAnswer)
        found = answer["Preferences"]["CurrencyPrefs"] if answer else None
        home = found["HomeCurrency"] if found else None
        return str(home["value"]) if home and home["value"] else None


def _industry(values: list[dict[str, str]]) -> str | None:
    return next((each["Value"] for each in values if each["Name"] == "IndustryType"), None)
