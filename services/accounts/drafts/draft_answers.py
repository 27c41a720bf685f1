"""A draft's answers: each is checked as it is given, and again for what has changed since."""

from __future__ import annotations

from typing import TypedDict, cast

import orjson
from sqlalchemy import ColumnElement, func, select

from chassis.database.unit_of_work import UnitOfWork
from contracts import accounts
from contracts.accounts.client_access import ToldAccess
from contracts.accounts.clients import ToldIncomeSource
from contracts.accounts.drafts import ChangeDraft, DraftAnswers, ToldInvitee
from contracts.errors import FieldError, InvalidInput
from services.accounts import permissions, reference_data
from services.accounts.clients import client_checks, mobile_numbers
from services.accounts.memberships import PracticeFacts
from services.accounts.tables import Client

#: Answers that cannot be none: null takes them back.
_NEVER_NULL = ("type", "name", "email", "income_sources", "solutions", "access")
#: Stands for a number that is sealed, where only the form matters.
_SOME_NUMBER = "AA000000A"


class Answers(TypedDict, total=False):
    """A draft's answers as they are kept: plain JSON."""

    type: str | None
    name: str | None
    email: str | None
    national_insurance_number: str | None
    postcode: str | None
    income_sources: list[ToldIncomeSource] | None
    solutions: list[str] | None
    practice_code: str | None
    company_number: str | None
    industry: str | None
    authorization_id: str | None
    access: ToldAccess | None
    invitation: ToldInvitee | None
    acknowledge_existing_user: bool


def given_in(request: DraftAnswers | ChangeDraft) -> Answers:
    """The answers in a request."""
    given: Answers = orjson.loads(orjson.dumps(request))
    access = given.get("access")
    if access is not None and not access.get("levels"):
        # What most say nothing of is not kept: the release before does not know of it.
        access.pop("levels", None)
    return cast(Answers, {name: value for name, value in given.items() if name in Answers.__annotations__})


def merged(before: Answers, given: Answers) -> Answers:
    """The answers after a change."""
    after = {**before, **given}
    kept = {name: value for name, value in after.items() if value is not None or name not in _NEVER_NULL}
    return cast(Answers, kept)


def to_create(answers: Answers, number: str = _SOME_NUMBER) -> Answers:
    """The answers with the National Insurance number in the place of its mask."""
    if answers.get("national_insurance_number") is None:
        return answers
    return {**answers, "national_insurance_number": number}


def check(uow: UnitOfWork, practice: PracticeFacts, given: Answers) -> None:
    """Refuse what can be known to be wrong already. Raises `InvalidInput`, `accounts.PracticeCodeTaken`,
    `accounts.CompanyNumberTaken`."""
    client_type = given.get("type")
    if client_type is not None:
        client_checks.require_offered(client_type, practice.country)
    invitation = given.get("invitation") or {}
    mobile_numbers.in_e164(invitation.get("mobile"), practice.country, "/invitation/mobile")
    found = errors(uow, practice.id, given)
    if any(error["code"] == accounts.PracticeCodeTaken.code for error in found):
        raise accounts.PracticeCodeTaken(practice_code=given["practice_code"])
    if any(error["code"] == accounts.CompanyNumberTaken.code for error in found):
        raise accounts.CompanyNumberTaken(company_number=given["company_number"])
    if found:
        raise InvalidInput(found)


def errors(uow: UnitOfWork, practice_id: str, answers: Answers) -> list[FieldError]:
    """What is wrong with answers beyond their form, as things are now."""
    found: list[FieldError] = []
    industry, code = answers.get("industry"), answers.get("practice_code")
    if industry is not None and industry not in reference_data.industries():
        message = f"There is no industry {industry} in UK SIC 2007. Search the list by a word."
        found.append(_error("/industry", "unknown_industry", message))
    if code is not None and _is_held(uow, practice_id, func.lower(Client.practice_code) == func.lower(code)):
        message = f"Another client of your practice has the practice code {code}. Choose another."
        found.append(_error("/practice_code", accounts.PracticeCodeTaken.code, message))
    number = answers.get("company_number")
    if number is not None and _is_held(uow, practice_id, Client.company_number == number):
        message = (
            f"Another client of your practice has the company number {number}. Each company is one client."
        )
        found.append(_error("/company_number", accounts.CompanyNumberTaken.code, message))
    return found + _unknown_people(uow, practice_id, answers.get("access") or {})


def _unknown_people(uow: UnitOfWork, practice_id: str, access: ToldAccess) -> list[FieldError]:
    named = {f"/access/colleague_ids/{n}": who for n, who in enumerate(access.get("colleague_ids", ()))}
    manager = access.get("account_manager_id")
    if manager:
        named["/access/account_manager_id"] = manager
    unknown = permissions.unknown_colleagues(uow.connection, practice_id, list(named.values()))
    message = "Choose a colleague of your practice."
    return [_error(place, "unknown_colleague", message) for place, who in named.items() if who in unknown]


def _is_held(uow: UnitOfWork, practice_id: str, same: ColumnElement[bool]) -> bool:
    return uow.execute(select(Client.id).where(Client.practice_id == practice_id, same)).first() is not None


def _error(pointer: str, code: str, message: str) -> FieldError:
    return {"pointer": pointer, "code": code, "message": message}
