"""Companies House in a form: what was searched for, and what is taken over from the company chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts import accounts, connections
from contracts.errors import InvalidInput, ServiceUnavailable
from gateway.calls import found_companies
from gateway.web.kit import refusal_words
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Visit

#: Buttons of the form: look for what is typed, take over the company with this number.
_FIND, _TAKE = "find_company", "take_company"
_LONGEST = 100


#: What a page shows before anything was searched for.
NOTHING: Mapping[str, Any] = {
    "companies": None,
    "more_companies": False,
    "company": None,
    "company_problem": None,
}


def is_asked(form: Form) -> bool:
    """Whether one of its buttons was pressed."""
    return bool(form.text(_FIND) or form.text(_TAKE))


def offered(visit: Visit) -> bool:
    """Whether this installation can ask."""
    return connections.get_company_search(visit.rpc)["configured"]


def searched(visit: Visit, form: Form) -> Mapping[str, Any]:
    """What the page shows then: `companies` to choose from, or `company` with `taken_over` values.

    Of what is found by a name there may be `more_companies`.

    Where the register cannot be asked it is `company_problem`, in words.
    """
    number = form.text(_TAKE)
    query = (number or form.text("company_q"))[:_LONGEST]
    if not query:
        return {"company_problem": "Type a name or a number to search for."}
    try:
        found = found_companies.find(visit.rpc, query)
    except (
        connections.CompaniesHouseUnavailable,
        connections.CompaniesHouseNotConfigured,
        ServiceUnavailable,
    ) as problem:
        return {"company_problem": refusal_words.said(problem)}
    except InvalidInput as problem:
        return {"company_problem": problem.errors[0]["message"]}
    chosen = next((each for each in found if each["company_number"] == number), None)
    if chosen is None:
        more = len(found) >= connections.MOST_COMPANIES
        return {"companies": found, "more_companies": more, "company_q": query}
    return {"company": chosen, "taken_over": _values(visit, chosen)}


def _values(visit: Visit, company: Mapping[str, Any]) -> dict[str, str]:
    """The form's fields as the register has them."""
    values = {"name": company["name"], "company_number": company["company_number"]}
    known = {each["code"]: each["name"] for each in accounts.get_reference(visit.rpc, "industries")}
    codes = [code for code in company["industries"] if code in known]
    return {**values, **({"industry": f"{codes[0]} {known[codes[0]]}"} if codes else {})}
