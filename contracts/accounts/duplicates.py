"""Clients that resemble one that is about to be added."""

from __future__ import annotations

from typing import Annotated, TypedDict, Unpack

from contracts.accounts.client_fields import PracticeCode
from contracts.accounts.identifiers import CompanyNumber, NationalInsuranceNumber
from contracts.accounts.states import Match
from contracts.addresses import Email
from contracts.fields import Text
from contracts.messages import Call, Rpc
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


CHECK_DUPLICATES = Call("accounts", "check_duplicates", CheckDuplicates, Duplicates, "read")


def check_duplicates(rpc: Rpc, **client: Unpack[CheckDuplicates]) -> list[Duplicate]:
    """The clients that resemble this one, the most alike first. Raises `RoleRequired`."""
    return rpc.call(CHECK_DUPLICATES, client)["items"]
