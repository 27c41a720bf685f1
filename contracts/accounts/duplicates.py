"""Clients that resemble one that is about to be added."""

from __future__ import annotations

from contracts.accounts.identifiers import NationalInsuranceNumber
from contracts.accounts.schemas import PracticeCode
from contracts.addresses import Email
from contracts.fields import Choice, Contract, Id, Result, Text, fields

MATCHES = ("exact", "near")


class CheckDuplicates(Contract):
    """What is known of the client so far."""

    name = Text("the client's name", allow_none=True)
    practice_code = PracticeCode(allow_none=True)
    email = Email("the client's email address", allow_none=True)
    national_insurance_number = NationalInsuranceNumber(allow_none=True)


class Resembled(Result):
    id = Id("client", required=True)
    crn = fields.String(required=True)
    name = fields.String(required=True)
    practice_code = fields.String(required=True, allow_none=True)


class Resemblance(Result):
    field = fields.String(required=True)
    match = Choice(MATCHES, required=True)


class Duplicate(Resembled):
    """A client of the practice, and in what it resembles."""

    match = Choice(MATCHES, required=True)
    alike = fields.List(fields.Nested(Resemblance), required=True)


class Duplicates(Result):
    items = fields.List(fields.Nested(Duplicate), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
