"""Drafts of clients: a creation that can be left and resumed (product.md 2)."""

from __future__ import annotations

from contracts.accounts.duplicates import Duplicate
from contracts.accounts.identifiers import NationalInsuranceNumber, Postcode
from contracts.accounts.schemas import (
    CLIENT_TYPES,
    Access,
    IncomeSources,
    Industry,
    PracticeCode,
    Solutions,
    ToldIncomeSource,
)
from contracts.addresses import Email
from contracts.fields import Choice, Contract, Flag, Id, Moment, Part, Result, Text, Whole, fields

STEPS = ("type", "solutions", "software", "details", "access", "invitation")
STEP_STATES = ("open", "done", "skipped", "not_needed", "needs_attention")


class DraftInvitee(Contract):
    """Whom to invite, as far as it is known."""

    name = Text("the person's name", allow_none=True)
    email = Email("the person's email address", allow_none=True)
    mobile = Text("a mobile number", longest=30, allow_none=True)


class DraftAnswers(Contract):
    """Any of a creation's answers, each checked as given."""

    type = Choice(CLIENT_TYPES, "the type of client", allow_none=True)
    name = Text("the client's name", allow_none=True)
    email = Email("the client's email address", allow_none=True)
    national_insurance_number = NationalInsuranceNumber(allow_none=True)
    postcode = Postcode(allow_none=True)
    income_sources = IncomeSources(allow_none=True)
    solutions = Solutions(allow_none=True)
    practice_code = PracticeCode(allow_none=True)
    industry = Industry(allow_none=True)
    authorization_id = Id("auth", allow_none=True)
    access = Part(Access, "who has access", allow_none=True)
    invitation = Part(DraftInvitee, "the invitation", allow_none=True)
    acknowledge_existing_user = Flag()


class ChangeDraft(DraftAnswers):
    """What is given takes the place of what was there. `if_version` refuses a stale edit."""

    draft_id = Id("draft", required=True)
    if_version = Whole(1, 2**53, metadata={"internal": True})


class GetDraft(Contract):
    draft_id = Id("draft", required=True)


class ListDrafts(Contract):
    """The practice's drafts, newest first."""

    limit = Whole(1, 200, load_default=50)
    cursor = Id("draft", load_default=None)


class DraftError(Result):
    pointer = fields.String(required=True)
    code = fields.String(required=True)
    message = fields.String(required=True)


class DraftStep(Result):
    """A step of the wizard: how far it is, and what is wrong or missing there."""

    step = Choice(STEPS, required=True)
    state = Choice(STEP_STATES, required=True)
    errors = fields.List(fields.Nested(DraftError), required=True)


class Author(Result):
    id = Id("user", required=True)
    name = fields.String(required=True, allow_none=True)


class ToldAccess(Result):
    everyone = Flag()
    colleague_ids = fields.List(fields.String())
    team_ids = fields.List(fields.String())
    account_manager_id = fields.String(allow_none=True)


class ToldInvitee(Result):
    name = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    mobile = fields.String(allow_none=True)


class Draft(Result):
    """A draft. Answers that were not given yet are absent; the National Insurance number is masked."""

    id = Id("draft", required=True)
    type = fields.String(allow_none=True)
    name = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    national_insurance_number = fields.String(allow_none=True)
    postcode = fields.String(allow_none=True)
    income_sources = fields.List(fields.Nested(ToldIncomeSource), allow_none=True)
    solutions = fields.List(fields.String(), allow_none=True)
    practice_code = fields.String(allow_none=True)
    industry = fields.String(allow_none=True)
    authorization_id = fields.String(allow_none=True)
    access = Part(ToldAccess, allow_none=True)
    invitation = Part(ToldInvitee, allow_none=True)
    acknowledge_existing_user = Flag()
    steps = fields.List(fields.Nested(DraftStep), required=True)
    possible_duplicates = fields.List(
        fields.Nested(Duplicate), metadata={"description": "Where one draft is read: clients it resembles"}
    )
    ready = Flag(required=True, metadata={"description": "Whether nothing that is required is missing"})
    client_id = Id("client", required=True, allow_none=True)
    created_by = Part(Author, required=True)
    updated_by = Part(Author, required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    expires_at = Moment(required=True)
    notice = fields.String(required=True, allow_none=True)
    version = Whole(1, 2**53, required=True)


class DraftPage(Result):
    items = fields.List(fields.Nested(Draft), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
