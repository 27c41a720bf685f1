"""Drafts of clients: a creation that can be left and resumed (product.md 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NotRequired, Required, TypedDict, Unpack

from contracts.accounts.client_access import Access, ToldAccess
from contracts.accounts.client_fields import IncomeSource, IncomeSources, Industry, PracticeCode, Solutions
from contracts.accounts.clients import Client, ToldIncomeSource
from contracts.accounts.duplicates import Duplicate
from contracts.accounts.identifiers import CompanyNumber, NationalInsuranceNumber, Postcode
from contracts.accounts.states import ClientType, Solution, WizardStep, WizardStepState
from contracts.addresses import Email
from contracts.fields import Text
from contracts.messages import Call, Rpc
from contracts.shapes import Described, Labelled, RequestShape
from contracts.values import (
    AuthorizationId,
    ClientId,
    DraftId,
    ExpectedVersion,
    Limit,
    Timestamp,
    UserId,
    Version,
)


class DraftInvitee(TypedDict, total=False):
    """Whom to invite, as far as it is known."""

    name: Annotated[str, Text("the person's name")] | None
    email: Annotated[str, Email("the person's email address")] | None
    mobile: Annotated[str, Text("a mobile number", longest=30)] | None


class DraftAnswers(TypedDict, total=False):
    """Any of a creation's answers, each checked as given."""

    type: Annotated[ClientType, Labelled("the type of client")] | None
    name: Annotated[str, Text("the client's name")] | None
    email: Annotated[str, Email("the client's email address")] | None
    national_insurance_number: Annotated[str, NationalInsuranceNumber()] | None
    postcode: Annotated[str, Postcode()] | None
    income_sources: Annotated[list[IncomeSource], IncomeSources()] | None
    solutions: Annotated[list[Solution], Solutions()] | None
    practice_code: Annotated[str, PracticeCode()] | None
    company_number: Annotated[str, CompanyNumber()] | None
    industry: Annotated[str, Industry()] | None
    authorization_id: AuthorizationId | None
    access: Annotated[Access, Labelled("who has access")] | None
    invitation: Annotated[DraftInvitee, Labelled("the invitation")] | None
    acknowledge_existing_user: bool


class DraftError(TypedDict):
    pointer: str
    code: str
    message: str


class DraftStep(TypedDict):
    """A step of the wizard: how far it is, and what is wrong or missing there."""

    step: WizardStep
    state: WizardStepState
    errors: list[DraftError]


class Author(TypedDict):
    id: UserId
    name: str | None


class ToldInvitee(TypedDict, total=False):
    name: str | None
    email: str | None
    mobile: str | None


class Draft(TypedDict, total=False):
    """A draft. Answers that were not given yet are absent; the National Insurance number is masked."""

    id: Required[DraftId]
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
    steps: Required[list[DraftStep]]
    possible_duplicates: Annotated[
        list[Duplicate], Described("Where one draft is read: clients it resembles")
    ]
    ready: Required[Annotated[bool, Described("Whether nothing that is required is missing")]]
    client_id: Required[ClientId | None]
    created_by: Required[Author]
    updated_by: Required[Author]
    created_at: Required[Timestamp]
    updated_at: Required[Timestamp]
    expires_at: Required[Timestamp]
    notice: Required[str | None]
    version: Required[Version]


class ChangeDraft(DraftAnswers):
    """What is given takes the place of what was there. `if_version` refuses a stale edit."""

    draft_id: DraftId
    if_version: NotRequired[ExpectedVersion]


@dataclass(frozen=True, kw_only=True, slots=True)
class GetDraft(RequestShape):
    draft_id: DraftId


@dataclass(frozen=True, kw_only=True, slots=True)
class ListDrafts(RequestShape):
    """The practice's drafts, newest first."""

    limit: Limit = 50
    cursor: DraftId | None = None


class DraftPage(TypedDict):
    items: list[Draft]
    next_cursor: str | None


BEGIN_DRAFT = Call("accounts", "begin_draft", DraftAnswers, Draft, "write")
CHANGE_DRAFT = Call("accounts", "change_draft", ChangeDraft, Draft, "write")
GET_DRAFT = Call("accounts", "get_draft", GetDraft, Draft, "read")
LIST_DRAFTS = Call("accounts", "list_drafts", ListDrafts, DraftPage, "read")
DELETE_DRAFT: Call[GetDraft, None] = Call("accounts", "delete_draft", GetDraft, None, "write")
CREATE_FROM_DRAFT = Call("accounts", "create_from_draft", GetDraft, Client, "write")


def begin_draft(rpc: Rpc, **answers: Unpack[DraftAnswers]) -> Draft:
    """A draft of a client with these answers. Raises `RoleRequired`, `InvalidInput`, `PracticeCodeTaken`."""
    return rpc.call(BEGIN_DRAFT, answers)


def change_draft(rpc: Rpc, **answers: Unpack[ChangeDraft]) -> Draft:
    """Give these answers of a draft; `if_version` refuses a stale edit. Raises `NotFound`, `StaleVersion`."""
    return rpc.call(CHANGE_DRAFT, answers)


def get_draft(rpc: Rpc, draft_id: str) -> Draft:
    """One draft with how far its steps are. Raises `NotFound`, `RoleRequired`."""
    return rpc.call(GET_DRAFT, GetDraft(draft_id=draft_id))


def list_drafts(rpc: Rpc, *, limit: Limit = 50, cursor: DraftId | None = None) -> DraftPage:
    """One page of the practice's drafts: `{items, next_cursor}`. Raises `RoleRequired`."""
    return rpc.call(LIST_DRAFTS, ListDrafts(limit=limit, cursor=cursor))


def delete_draft(rpc: Rpc, draft_id: str) -> None:
    """Throw a draft away. Raises `NotFound`."""
    rpc.call(DELETE_DRAFT, GetDraft(draft_id=draft_id))


def create_from_draft(rpc: Rpc, draft_id: str) -> Client:
    """Make a client of a draft; raises what `create_client` does, and `NotFound`."""
    return rpc.call(CREATE_FROM_DRAFT, GetDraft(draft_id=draft_id))
