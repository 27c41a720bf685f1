"""How far a draft is: the wizard's steps, and what each still lacks (product.md 2, 3)."""

from __future__ import annotations

from typing import Any

from contracts import fields
from contracts.accounts.new_clients import CreateClient
from contracts.errors import FieldError, InvalidInput

#: The answers of each step, by the type of client; steps that don't apply are not there.
_BUSINESS = {
    "type": ("type",),
    "solutions": ("solutions",),
    "software": ("authorization_id",),
    "details": ("name", "practice_code", "industry"),
    "access": ("access",),
    "invitation": ("invitation", "acknowledge_existing_user"),
}
_SELF_EMPLOYED = {
    "type": ("type",),
    "details": (
        "name",
        "email",
        "national_insurance_number",
        "postcode",
        "practice_code",
        "income_sources",
    ),
    "access": ("access",),
    "invitation": ("invitation", "acknowledge_existing_user"),
}
#: What a creation must have; without an answer here a step is open and not skipped.
_REQUIRED = ("type", "name", "email", "income_sources")
_CAN_BE_SKIPPED = ("software", "invitation")


def creation(answers: dict[str, Any]) -> dict[str, Any]:
    """What is asked of a creation, from a draft's answers: those that its type of client has."""
    form = CreateClient.forms.get(str(answers.get("type")), CreateClient.forms["business"])
    known = fields.instance(form).load_fields
    # The wizard asks a business for neither: what is there was said of a person, before the type was another.
    of_a_person = ("email", "postcode") if answers.get("type") == "business" else ()
    wanted = {name: answers[name] for name in known if name in answers and name not in of_a_person}
    if wanted.get("access") is None:
        wanted.pop("access", None)
    return {name: value for name, value in wanted.items() if value is not None or name not in _REQUIRED}


def far(
    answers: dict[str, Any], found: list[FieldError], *, alone: bool
) -> tuple[list[dict[str, Any]], bool]:
    """The steps, and whether the draft can be created. `found` is what is wrong beside the form.

    `alone`: nobody else works at the practice, so that there is no access to give (product.md 2.5).
    """
    errors = [*_form_errors(answers), *found]
    of_type = _SELF_EMPLOYED if answers.get("type") == "self_employed" else _BUSINESS
    steps = [_step(step, names, answers, errors, alone=alone) for step, names in of_type.items()]
    return steps, not errors


def _form_errors(answers: dict[str, Any]) -> list[FieldError]:
    try:
        fields.load(CreateClient, creation(answers))
    except InvalidInput as invalid:
        return list(invalid.errors)
    return []


def _step(
    step: str, names: tuple[str, ...], answers: dict[str, Any], errors: list[FieldError], *, alone: bool
) -> dict[str, Any]:
    wrong = [error for error in errors if _first(error) in names]
    return {"step": step, "state": _state(step, names, answers, wrong, alone=alone), "errors": wrong}


def _first(error: FieldError) -> str:
    return f"{error['pointer']}/".split("/")[1]


def _state(
    step: str, names: tuple[str, ...], answers: dict[str, Any], wrong: list[FieldError], *, alone: bool
) -> str:
    given = [name for name in names if name in answers]
    if step == "access" and alone and not given:
        return "not_needed"
    if any(_first(error) in given for error in wrong):
        return "needs_attention"
    if not given or wrong:
        return "open"
    if step in _CAN_BE_SKIPPED and answers.get(names[0]) is None:
        return "skipped"
    return "done"
