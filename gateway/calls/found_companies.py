"""Companies of the register, each with the client that it is already."""

from __future__ import annotations

from typing import Annotated, TypedDict

from contracts import accounts, connections
from contracts.accounts.duplicates import Resembled
from contracts.connections.companies import Company
from contracts.messages import Rpc
from contracts.shapes import Described


class FoundCompany(Company):
    taken: Annotated[bool, Described("Whether a client of your practice has this number already")]
    client: Annotated[Resembled, Described("That client, where you can see it")] | None


class FoundCompanies(TypedDict):
    items: list[FoundCompany]
    next_cursor: str | None


def find(rpc: Rpc, q: str) -> list[FoundCompany]:
    """Raises as `connections.find_companies`."""
    companies = connections.find_companies(rpc, q)
    numbers = [each["company_number"] for each in companies]
    known = {each["company_number"]: each["client"] for each in accounts.find_by_number(rpc, numbers)}
    return [
        {
            **each,
            "taken": each["company_number"] in known,
            "client": known.get(each["company_number"]),
        }
        for each in companies
    ]
