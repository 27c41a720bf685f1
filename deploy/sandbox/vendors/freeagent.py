"""FreeAgent's stand-in: a company's sign-in, or a practice's with clients by `X-Subdomain`."""

from __future__ import annotations

from typing import Any

from deploy.sandbox.vendors.book import ORGANISATIONS, organisation_id
from deploy.sandbox.vendors.vendor import Answer, Request, Vendor

_COUNTRIES = {"GB": "United Kingdom", "IE": "Ireland"}


class FreeAgent(Vendor):
    id = "freeagent"
    name = "FreeAgent"
    authorize = "/v2/approve_app"
    token = "/v2/token_endpoint"  # noqa: S105  a path
    access_life = 7 * 24 * 3600
    refresh_life = 20 * 365 * 24 * 3600
    grace = None

    def _make(self, grant: dict[str, Any], old: str | None) -> dict[str, Any]:
        return {**super()._make(grant, old), "refresh_token_expires_in": self.refresh_life}

    def answer(self, request: Request) -> Answer:
        if not request.headers.get("user-agent") or request.headers["user-agent"].startswith(
            "python-requests"
        ):
            return self.problem(400, "A User-Agent is required")
        return super().answer(request)

    def api(self, request: Request, grant: dict[str, Any]) -> Answer:
        known = {organisation_id(self.id, grant["login"], n): n for n in grant["numbers"]}
        practice = len(known) > 1
        if request.path == "/v2/clients" and practice:
            clients = [{"name": ORGANISATIONS[n][0], "subdomain": key} for key, n in known.items()]
            page, size = int(request.query.get("page", "1")), int(request.query.get("per_page", "25"))
            return Answer(200, {"clients": clients[(page - 1) * size : page * size]})
        if request.path == "/v2/company":
            subdomain = request.headers.get("x-subdomain") if practice else next(iter(known))
            if subdomain in known:
                return Answer(200, {"company": _company(subdomain, known[subdomain])})
        return self.problem(403, "Access denied")

    def problem(self, status: int, detail: str) -> Answer:
        return Answer(status, {"errors": {"error": {"message": detail}}})


def _company(subdomain: str, number: int) -> dict[str, Any]:
    name, country, currency, business = ORGANISATIONS[number]
    return {
        "url": "https://api.freeagent.com/v2/company",
        "name": name,
        "subdomain": subdomain,
        "type": "UkLimitedCompany",
        "currency": currency,
        "country": _COUNTRIES[country],
        "business_category": business,
    }
