"""A draft's answers: each is checked as it is given, and again for what has changed since."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from chassis.database.unit_of_work import UnitOfWork
from contracts import accounts
from contracts.errors import FieldError, InvalidInput
from services.accounts import permissions, reference_data
from services.accounts.clients import mobile_numbers, self_employed
from services.accounts.tables import Client

#: Answers that cannot be none: null takes them back.
_NEVER_NULL = ("type", "name", "email", "income_sources", "solutions", "access")
#: Stands for a number that is sealed, where only the form matters.
_SOME_NUMBER = "AA000000A"


def merged(before: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The answers after a change."""
    after = {**before, **given}
    return {name: value for name, value in after.items() if value is not None or name not in _NEVER_NULL}


def to_create(answers: dict[str, Any], number: str = _SOME_NUMBER) -> dict[str, Any]:
    """The answers with the National Insurance number in the place of its mask."""
    if answers.get("national_insurance_number") is None:
        return answers
    return {**answers, "national_insurance_number": number}


def check(uow: UnitOfWork, practice: Any, given: dict[str, Any]) -> None:
    """Refuse what can be known to be wrong already. Raises `InvalidInput`, `accounts.PracticeCodeTaken`."""
    if given.get("type") is not None:
        self_employed.require_offered(given["type"], practice.country)
    invitation = given.get("invitation") or {}
    mobile_numbers.in_e164(invitation.get("mobile"), practice.country, "/invitation/mobile")
    found = errors(uow, practice.id, given)
    if any(error["code"] == accounts.PracticeCodeTaken.code for error in found):
        raise accounts.PracticeCodeTaken(practice_code=given["practice_code"])
    if found:
        raise InvalidInput(found)


def errors(uow: UnitOfWork, practice_id: str, answers: dict[str, Any]) -> list[FieldError]:
    """What is wrong with answers beyond their form, as things are now."""
    found: list[FieldError] = []
    industry, code = answers.get("industry"), answers.get("practice_code")
    if industry is not None and industry not in reference_data.industries():
        message = f"There is no industry {industry} in UK SIC 2007. Search the list by a word."
        found.append(_error("/industry", "unknown_industry", message))
    if code is not None and _is_taken(uow, practice_id, code):
        message = f"Another client of your practice has the practice code {code}. Choose another."
        found.append(_error("/practice_code", accounts.PracticeCodeTaken.code, message))
    return found + _unknown_people(uow, practice_id, answers.get("access") or {})


def _unknown_people(uow: UnitOfWork, practice_id: str, access: dict[str, Any]) -> list[FieldError]:
    named = {f"/access/colleague_ids/{n}": who for n, who in enumerate(access.get("colleague_ids", ()))}
    if access.get("account_manager_id"):
        named["/access/account_manager_id"] = access["account_manager_id"]
    unknown = permissions.unknown_colleagues(uow.connection, practice_id, list(named.values()))
    message = "Choose a colleague of your practice."
    return [_error(place, "unknown_colleague", message) for place, who in named.items() if who in unknown]


def _is_taken(uow: UnitOfWork, practice_id: str, code: str) -> bool:
    same = func.lower(Client.practice_code) == func.lower(code)
    return uow.execute(select(Client.id).where(Client.practice_id == practice_id, same)).first() is not None


def _error(pointer: str, code: str, message: str) -> FieldError:
    return {"pointer": pointer, "code": code, "message": message}
