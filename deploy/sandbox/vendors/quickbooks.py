"""QuickBooks Online's stand-in: one company for a sign-in, named by `realmId` on the callback."""

from __future__ import annotations

from typing import Any

from deploy.sandbox.vendors.book import ORGANISATIONS, organisation_id
from deploy.sandbox.vendors.vendor import Answer, Request, Vendor

_DAY = 24 * 3600


class QuickBooks(Vendor):
    id = "quickbooks"
    name = "QuickBooks"
    authorize = "/connect/oauth2"
    token = "/oauth2/v1/tokens/bearer"  # noqa: S105  a path
    revoke = "/v2/oauth2/tokens/revoke"
    access_life = 3600
    refresh_life = 100 * _DAY
    grace = _DAY
    several = False

    def callback_extra(self, login: str, numbers: list[int]) -> dict[str, str]:
        return {"realmId": organisation_id(self.id, login, numbers[0])}

    def _make(self, grant: dict[str, Any], old: str | None) -> dict[str, Any]:
        return {
            **super()._make(grant, old),
            "token_type": "bearer",
            "x_refresh_token_expires_in": self.refresh_life,
        }

    def api(self, request: Request, grant: dict[str, Any]) -> Answer:
        number = grant["numbers"][0]
        realm = organisation_id(self.id, grant["login"], number)
        name, country, currency, business = ORGANISATIONS[number]
        if request.path == f"/v3/company/{realm}/companyinfo/{realm}":
            values = [{"Name": "IndustryType", "Value": business}]
            company = {"CompanyName": name, "LegalName": name, "Country": country, "NameValue": values}
            return Answer(200, {"CompanyInfo": company, "time": "2026-01-05T09:00:00.000Z"})
        if request.path == f"/v3/company/{realm}/preferences":
            prefs = {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": currency}}
            return Answer(200, {"Preferences": {"CurrencyPrefs": prefs}, "time": "2026-01-05T09:00:00.000Z"})
        return self.problem(403, "ApplicationAuthorizationFailed")

    def problem(self, status: int, detail: str) -> Answer:
        error = {"Message": detail, "Detail": detail, "code": "3200"}
        return Answer(status, {"Fault": {"Error": [error], "type": "AUTHENTICATION"}})
