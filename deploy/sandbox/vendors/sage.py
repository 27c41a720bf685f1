"""Sage Accounting's stand-in: five minutes of access, refresh tokens that count once, codes for a minute."""

from __future__ import annotations

from typing import Any

from deploy.sandbox.vendors.book import ORGANISATIONS, organisation_id
from deploy.sandbox.vendors.vendor import Answer, Request, Vendor

_DAY = 24 * 3600


class Sage(Vendor):
    id = "sage"
    name = "Sage"
    authorize = "/oauth2/auth/central"
    token = "/token"  # noqa: S105  a path
    access_life = 300
    refresh_life = 31 * _DAY
    code_life = 60
    secret_in_body = True

    def _make(self, grant: dict[str, Any], old: str | None) -> dict[str, Any]:
        return {
            **super()._make(grant, old),
            "scope": "full_access",
            "refresh_token_expires_in": self.refresh_life,
            "requested_by_id": "a0a0a0a0",
        }

    def api(self, request: Request, grant: dict[str, Any]) -> Answer:
        known = {organisation_id(self.id, grant["login"], n): n for n in grant["numbers"]}
        if request.path == "/v3.1/businesses":
            items = [_item("businesses", key, ORGANISATIONS[n][0]) for key, n in known.items()]
            return Answer(200, {"$total": len(items), "$page": 1, "$next": None, "$items": items})
        business = request.headers.get("x-business", "")
        if business not in known:
            return self.problem(403, "You do not have access to this business.")
        name, country, currency, _ = ORGANISATIONS[known[business]]
        if request.path == f"/v3.1/businesses/{business}":
            shown = {**_item("businesses", business, name), "country": _item("countries", country, country)}
            return Answer(200, shown)
        if request.path == "/v3.1/financial_settings":
            return Answer(200, {"base_currency": _item("currencies", currency, currency)})
        return self.problem(404, "Not found")

    def problem(self, status: int, detail: str) -> Answer:
        return Answer(
            status,
            [{"$severity": "error", "$dataCode": "AccessDenied", "$message": detail, "$source": ""}],
        )


def _item(kind: str, key: str, shown: str) -> dict[str, Any]:
    return {"id": key, "displayed_as": shown, "$path": f"/{kind}/{key}"}
