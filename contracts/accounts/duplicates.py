"""Clients that resemble one that is about to be added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypedDict, Unpack

from contracts.accounts.client_fields import PracticeCode
from contracts.accounts.identifiers import CompanyNumber, NationalInsuranceNumber
from contracts.accounts.states import Match
from contracts.addresses import Email
from contracts.fields import ListOf, Text
from contracts.messages import Call, Rpc
from contracts.shapes import RequestShape
from contracts.values import ClientId


class CheckDuplicates(TypedDict, total=False):
    """What is known of the client so far."""

    name: Annotated[str, Text("the client's name")] | None
    practice_code: Annotated[str, PracticeCode()] | None
    company_number: Annotated[str, CompanyNumber()] | None
    email: Annotated[str, Email("the client's email address")] | None
    national_insurance_number: Annotated[str, NationalInsuranceNumber()] | None


class Resembled(TypedDict):
    id: ClientId
    crn: str
    name: str
    practice_code: str | None


class Resemblance(TypedDict):
    field: str
    match: Match


class Duplicate(Resembled):
    """A client of the practice, and in what it resembles."""

    match: Match
    alike: list[Resemblance]


class Duplicates(TypedDict):
    items: list[Duplicate]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class FindByNumber(RequestShape):
    """Companies that may be clients already."""

    company_numbers: Annotated[list[str], ListOf(CompanyNumber(), longest=100)]


class KnownCompany(TypedDict):
    """A company that is a client of the practice; `client` is None where the caller does not see it."""

    company_number: str
    client: Resembled | None


class KnownCompanies(TypedDict):
    items: list[KnownCompany]


CHECK_DUPLICATES = Call("accounts", "check_duplicates", CheckDuplicates, Duplicates, "read")

FIND_BY_NUMBER = Call("accounts", "find_by_number", FindByNumber, KnownCompanies, "read")


def check_duplicates(rpc: Rpc, **client: Unpack[CheckDuplicates]) -> list[Duplicate]:
    """The clients that resemble this one, the most alike first. Raises `RoleRequired`."""
    return rpc.call(CHECK_DUPLICATES, client)["items"]


def find_by_number(rpc: Rpc, company_numbers: list[str]) -> list[KnownCompany]:
    """Those of the companies that are clients of the practice. Raises `RoleRequired`."""
    return rpc.call(FIND_BY_NUMBER, FindByNumber(company_numbers=company_numbers))["items"]
