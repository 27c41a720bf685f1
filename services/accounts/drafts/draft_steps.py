"""How far a draft is: the wizard's steps, and what each still lacks (product.md 2, 3)."""

from __future__ import annotations

from contracts import fields
from contracts.accounts.drafts import DraftStep
from contracts.accounts.new_clients import CreateClient
from contracts.accounts.states import WizardStep, WizardStepState
from contracts.errors import FieldError, InvalidInput
from services.accounts.drafts.draft_answers import Answers

#: The answers of each step, by the type of client; steps that don't apply are not there.
_BUSINESS = {
    WizardStep.TYPE: ("type",),
    WizardStep.SOLUTIONS: ("solutions",),
    WizardStep.SOFTWARE: ("authorization_id",),
    WizardStep.DETAILS: ("name", "practice_code", "company_number", "industry"),
    WizardStep.ACCESS: ("access",),
    WizardStep.INVITATION: ("invitation", "acknowledge_existing_user"),
}
_SELF_EMPLOYED = {
    WizardStep.TYPE: ("type",),
    WizardStep.DETAILS: (
        "name",
        "email",
        "national_insurance_number",
        "postcode",
        "practice_code",
        "income_sources",
    ),
    WizardStep.ACCESS: ("access",),
    WizardStep.INVITATION: ("invitation", "acknowledge_existing_user"),
}
#: What a creation must have; without an answer here a step is open and not skipped.
_REQUIRED = ("type", "name", "email", "income_sources")
_CAN_BE_SKIPPED = (WizardStep.SOFTWARE, WizardStep.INVITATION)


def creation(answers: Answers) -> dict[str, object]:
    """The request of a creation, from a draft's answers: those that its type of client has."""
    form = CreateClient.forms.get(str(answers.get("type")), CreateClient.forms["business"])
    known = fields.instance(form).load_fields
    # The wizard asks a business for neither: what is there was said of a person, before the type was another.
    of_a_person = ("email", "postcode") if answers.get("type") == "business" else ()
    given: dict[str, object] = dict(answers)
    wanted = {name: given[name] for name in known if name in given and name not in of_a_person}
    if wanted.get("access") is None:
        wanted.pop("access", None)
    return {name: value for name, value in wanted.items() if value is not None or name not in _REQUIRED}


def far(answers: Answers, found: list[FieldError], *, alone: bool) -> tuple[list[DraftStep], bool]:
    """The steps, and whether the draft can be created. `found` is what is wrong beside the form.

    `alone`: nobody else works at the practice, so that there is no access to give (product.md 2.5).
    """
    errors = [*_form_errors(answers), *found]
    of_type = _SELF_EMPLOYED if answers.get("type") == "self_employed" else _BUSINESS
    steps = [_step(step, names, answers, errors, alone=alone) for step, names in of_type.items()]
    return steps, not errors


def _form_errors(answers: Answers) -> list[FieldError]:
    try:
        fields.load(CreateClient, creation(answers))
    except InvalidInput as invalid:
        return list(invalid.errors)
    return []


def _step(
    step: WizardStep, names: tuple[str, ...], answers: Answers, errors: list[FieldError], *, alone: bool
) -> DraftStep:
    wrong = [error for error in errors if _first(error) in names]
    state = _state(step, names, answers, wrong, alone=alone)
    return {"step": step, "state": state, "errors": [{**error} for error in wrong]}


def _first(error: FieldError) -> str:
    return f"{error['pointer']}/".split("/")[1]


def _state(
    step: WizardStep, names: tuple[str, ...], answers: Answers, wrong: list[FieldError], *, alone: bool
) -> WizardStepState:
    # Said of a self-employed client's own address, a step before, it is no answer to the invitation.
    given = [name for name in names if name in answers and name != "acknowledge_existing_user"]
    if step is WizardStep.ACCESS and alone and not given:
        return WizardStepState.NOT_NEEDED
    if any(_first(error) in given for error in wrong):
        return WizardStepState.NEEDS_ATTENTION
    if not given or wrong:
        return WizardStepState.OPEN
    if step in _CAN_BE_SKIPPED and dict(answers).get(names[0]) is None:
        return WizardStepState.SKIPPED
    return WizardStepState.DONE
