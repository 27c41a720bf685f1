"""Companies of the register at Companies House."""

from __future__ import annotations

from typing import Any

import orjson

from contracts import connections, fields
from contracts.connections.companies import FindCompanies
from contracts.errors import PracticeAccountRequired, RoleRequired
from contracts.shapes import schema_of
from gateway.api.operations import Operation
from gateway.calls import found_companies
from gateway.calls.found_companies import FoundCompanies
from gateway.calls.services import Services
from gateway.http.requests import Request
from gateway.http.responses import JSON, Response

_COMPANY: dict[str, Any] = {
    "company_number": "01234567",
    "name": "ACME WIDGETS LTD",
    "status": "active",
    "dissolved": False,
    "address": "4 Mill Lane, Leeds, LS1 4AP",
    "postcode": "LS1 4AP",
    "industries": ["62012"],
    "taken": False,
    "client": None,
}


def find(request: Request, services: Services) -> Response:
    query: FindCompanies = fields.load(schema_of(FindCompanies, "request"), request.arguments)
    found: FoundCompanies = {"items": found_companies.find(services.rpc, query.q), "next_cursor": None}
    return Response(orjson.dumps(found), 200, [JSON])


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/companies",
        name="findCompanies",
        summary="Find a company at Companies House",
        description=(
            "By its number, or by words of its name: at most twenty, those that are active first. "
            "`industries` are there for a company that is found by its number. `taken` says that a client of "
            "your practice has the number already. Needs a key of Companies House on the server; without "
            "one the answer is 409 `companies_house_not_configured`."
        ),
        tag="Clients",
        call=connections.FIND_COMPANIES,
        answers=FoundCompanies,
        answer=find,
        refusals=(
            PracticeAccountRequired,
            RoleRequired,
            connections.CompaniesHouseNotConfigured,
            connections.CompaniesHouseUnavailable,
        ),
        example_answer={"items": [_COMPANY], "next_cursor": None},
    ),
)
