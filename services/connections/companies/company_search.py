"""Companies found by a name or a number, for who may add clients."""

from __future__ import annotations

from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts import connections
from contracts.accounts.identifiers import company_number
from services.connections import permissions
from services.connections.vendor_access import call_limits
from services.connections.vendors.companies_house import CompaniesHouse, Company
from services.connections.vendors.port import NotNow, Refused

#: The limits are the key's: one installation's together.
_OF_KEY = "key"
#: Seconds for which a request waits for its turn.
_PATIENCE = 0.2


def find(
    database: Database, register: CompaniesHouse | None, caller: Caller, query: str
) -> connections.Companies:
    """The company with this number, or those with such a name.

    Raises `RoleRequired`, `PracticeAccountRequired`, `connections.CompaniesHouseNotConfigured`,
    `connections.CompaniesHouseUnavailable`.
    """
    with database.read() as connection:
        permissions.require_adder(connection, caller)
    if register is None:
        raise connections.CompaniesHouseNotConfigured()
    try:
        found = _ask(database, register, query)
    except NotNow as problem:
        seconds = max(1, round(problem.retry_after or connections.CompaniesHouseUnavailable.retry_after))
        raise connections.CompaniesHouseUnavailable(reason=problem.reason, retry_after=seconds) from None
    except Refused as problem:
        raise connections.CompaniesHouseUnavailable(reason=problem.reason) from None
    return {"items": [_view(each) for each in found], "next_cursor": None}


def _ask(database: Database, register: CompaniesHouse, query: str) -> list[Company]:
    # "1948" may be the beginning of a name: what has a number's form is looked for by both.
    number = company_number(query)
    if number is not None:
        with call_limits.paced(database, register, _OF_KEY, _PATIENCE):
            found = register.by_number(number)
        if found is not None:
            return [found]
    with call_limits.paced(database, register, _OF_KEY, _PATIENCE):
        return register.by_name(query)


def _view(company: Company) -> connections.Company:
    return {
        "company_number": company.number,
        "name": company.name,
        "status": company.status,
        "dissolved": company.dissolved,
        "address": company.address,
        "postcode": company.postcode,
        "industries": list(company.industries),
    }
