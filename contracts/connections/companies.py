"""Companies as Companies House has them, found by name or number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.errors import Refusal
from contracts.fields import Text
from contracts.messages import Call, NoArguments, Rpc
from contracts.shapes import Described, RequestShape

#: So many are looked at of what is found by a name.
MOST_COMPANIES = 20


class CompaniesHouseNotConfigured(Refusal):
    """This installation has no key."""

    code = "companies_house_not_configured"
    status = 409
    title = "Companies House is not set up here"
    template = "Companies House is not set up on this server. Type the company's details in."


class CompaniesHouseUnavailable(Refusal):
    """It is away, busy, or was asked too much."""

    code = "companies_house_unavailable"
    status = 503
    title = "Companies House cannot be asked at the moment"
    template = "{reason} Try again in a while, or type the company's details in."
    retry_after = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class FindCompanies(RequestShape):
    """`q` is a company's number, or the beginning of its name."""

    q: Annotated[
        str,
        Text(
            "a name or a number to search for",
            longest=100,
            metadata={"description": "A company's number, or words of its name"},
        ),
    ]


class Company(TypedDict):
    """A company of the register. `status` is the register's own word; `dissolved` is whether it is gone."""

    company_number: str
    name: str
    status: str
    dissolved: bool
    address: str | None
    postcode: str | None
    industries: Annotated[
        list[str], Described("UK SIC 2007 codes; of a company that was found by its number, else empty")
    ]


class Companies(TypedDict):
    items: list[Company]
    next_cursor: str | None


class CompanySearch(TypedDict):
    """Whether this installation has a key of Companies House."""

    configured: bool


FIND_COMPANIES = Call("connections", "find_companies", FindCompanies, Companies, "read")
GET_COMPANY_SEARCH = Call("connections", "get_company_search", NoArguments, CompanySearch, "read")


def get_company_search(rpc: Rpc) -> CompanySearch:
    """Whether companies can be found here."""
    return rpc.call(GET_COMPANY_SEARCH, NoArguments())


def find_companies(rpc: Rpc, q: str) -> list[Company]:
    """The company with this number, or those with such a name, the likeliest first; at most twenty.

    Raises `RoleRequired`, `CompaniesHouseNotConfigured`, `CompaniesHouseUnavailable`, `InvalidInput`.
    """
    return rpc.call(FIND_COMPANIES, FindCompanies(q=q))["items"]
