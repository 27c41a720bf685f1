"""Adding a client: the wizard, a step a page (product.md 2 and 3; ui.md, "Wizard").

The answers are a draft of the accounts service's, saved with each Continue, so that going back is free and
a colleague can go on with it days later. No script is needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracts import accounts, connections
from contracts.errors import FieldError, InvalidInput, Refusal, StaleVersion
from gateway.http.idempotency_keys import further_write
from gateway.http.responses import Response
from gateway.web.add_client import draft_steps
from gateway.web.add_client.draft_steps import STEPS
from gateway.web.kit import company_search, known_addresses
from gateway.web.kit.forms import Form, Given
from gateway.web.kit.rendering import redirect
from gateway.web.kit.visits import Route, Visit, Visits

#: What is wrong with what was entered, rather than with who enters it.
_CORRECTABLE = (
    InvalidInput,
    accounts.PracticeCodeTaken,
    accounts.CompanyNumberTaken,
    connections.AuthorizationNotReady,
    connections.OrganisationAlreadyConnected,
)

_NOTHING: Mapping[str, Any] = {}


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows("/clients/new", show),
        visiting.takes("/clients/new", take),
        visiting.takes("/clients/new/create", create),
        visiting.shows("/clients/drafts", list_drafts),
        visiting.takes("/clients/drafts/{draft_id}/delete", throw_away),
    ]


def show(visit: Visit) -> Response:
    """The step that the address names, else the first that is open."""
    draft_id = visit.query.get("draft")
    if draft_id is None:
        return _page(visit, None, "type")
    draft = accounts.get_draft(visit.rpc, draft_id)
    if draft["client_id"] is not None:
        return redirect(f"/clients/{draft['client_id']}")
    if visit.query.get("authorization"):
        return _take_software(visit, draft, visit.query["authorization"])
    wanted = visit.query.get("step", "")
    names = [*draft_steps.applying(draft), "check"]
    return _page(visit, draft, wanted if wanted in names else _first_open(draft))


def take(visit: Visit, form: Form) -> Response:
    """Save a step's answers and go on; where some are wrong, show the step again with what was typed."""
    name = form.text("step") if form.text("step") in STEPS else "type"
    draft_id = form.text("draft")
    answers = draft_steps.read(name, form)
    if name == "details" and company_search.is_asked(form):
        return _search_company(visit, form, draft_id, answers)
    if form.text("more"):
        draft = accounts.get_draft(visit.rpc, draft_id)
        return _page(visit, draft, name, values=_typed(name, form, answers), more=True)
    known = _known(visit, form, name, answers)
    try:
        if draft_id:
            draft = visit.rpc.forward(
                accounts.CHANGE_DRAFT, {"draft_id": draft_id, **answers, **form.if_version()}
            )
        else:
            draft = accounts.begin_draft(visit.rpc, **answers)
    except (*_CORRECTABLE, StaleVersion) as problem:
        begun = accounts.get_draft(visit.rpc, draft_id) if draft_id else None
        return _page(visit, begun, name, problem=problem, values=_typed(name, form, answers), known=known)
    lacking = draft_steps.lacking(draft, name)
    if lacking or known is not None:
        wrong = InvalidInput(lacking) if known is None else _warning(known, name, lacking)
        return _page(visit, draft, name, problem=wrong, values=_typed(name, form, answers), known=known)
    following = "check" if form.text("back_to") == "check" else draft_steps.after(draft, name)
    return visit.go(_address(draft, following))


def _known(
    visit: Visit, form: Form, name: str, answers: dict[str, Any]
) -> known_addresses.KnownAddress | None:
    """The warning about the address of this step, unless it was acknowledged, which becomes an answer."""
    email = draft_steps.address(name, answers)
    if email is None:
        return None
    acknowledged = known_addresses.is_acknowledged(form, email)
    known = None if acknowledged else known_addresses.of(visit, email)
    # A self-employed client's own address was acknowledged a step before.
    own = known is None and bool(form.text("own_acknowledged"))
    if name == "invitation" or acknowledged or form.all("acknowledge"):
        answers["acknowledge_existing_user"] = acknowledged or own
    return known


def _warning(known: known_addresses.KnownAddress, name: str, lacking: Sequence[FieldError]) -> InvalidInput:
    warning = known_addresses.error(known, draft_steps.ADDRESSES[name])
    return InvalidInput([*lacking, *warning.errors])


def _search_company(visit: Visit, form: Form, draft_id: str, answers: dict[str, Any]) -> Response:
    """The step again, with what was found beside what was typed; nothing is saved yet."""
    found = company_search.searched(visit, form)
    values = {**_typed("details", form, answers), **found.get("taken_over", {})}
    return _page(visit, accounts.get_draft(visit.rpc, draft_id), "details", values=values, found=found)


def create(visit: Visit, form: Form) -> Response:
    """Make the client. Sent twice, it is made once."""
    draft_id = form.text("draft")
    try:
        if form.text("acknowledge"):
            with further_write(visit.request, "acknowledge"):
                accounts.change_draft(visit.rpc, draft_id=draft_id, acknowledge_existing_user=True)
        made = accounts.create_from_draft(visit.rpc, draft_id)
    except (*_CORRECTABLE, accounts.ExistingUser) as problem:
        return _page(visit, accounts.get_draft(visit.rpc, draft_id), "check", problem=problem)
    return visit.go(f"/clients/{made['id']}", done="created")


def list_drafts(visit: Visit) -> Response:
    """What was begun and can be gone on with."""
    found = accounts.list_drafts(visit.rpc, **visit.query.given("cursor"))
    return visit.page(
        "add_client/drafts.html",
        drafts=[Given(draft) for draft in found["items"]],
        next_cursor=found["next_cursor"],
    )


def throw_away(visit: Visit, _form: Form) -> Response:
    accounts.delete_draft(visit.rpc, visit.request.parameters["draft_id"])
    return visit.go("/clients/drafts", done="deleted")


def _take_software(visit: Visit, draft: Mapping[str, Any], authorization_id: str) -> Response:
    """Back from the vendor: its organisation stands in the draft, and its name where none was given."""
    visit.request.context.idempotency_key = None
    found = connections.get_authorization(visit.rpc, authorization_id=authorization_id)
    chosen = draft_steps.organisation(found)
    answers: dict[str, Any] = {"authorization_id": authorization_id}
    if chosen is not None and not draft.get("name"):
        answers["name"] = chosen["name"]
    if draft.get("authorization_id") != authorization_id:
        try:
            draft = accounts.change_draft(visit.rpc, draft_id=draft["id"], **answers)
        except _CORRECTABLE as problem:
            return _page(visit, draft, "software", problem=problem)
    return redirect(_address(draft, "software"))


def _first_open(draft: Mapping[str, Any]) -> str:
    for step in draft["steps"]:
        if step["state"] in ("open", "needs_attention"):
            return str(step["step"])
    return "check"


def _address(draft: Mapping[str, Any], step: str) -> str:
    return f"/clients/new?draft={draft['id']}&step={step}"


def _typed(name: str, form: Form, answers: dict[str, Any]) -> dict[str, Any]:
    return {**draft_steps.flat(answers), **form} if name == "details" else {**dict(form), **answers}


def _page(
    visit: Visit,
    draft: Mapping[str, Any] | None,
    name: str,
    *,
    problem: Refusal | None = None,
    values: Mapping[str, Any] | None = None,
    more: bool = False,
    found: Mapping[str, Any] = _NOTHING,
    known: known_addresses.KnownAddress | None = None,
) -> Response:
    shown: dict[str, Any] = {
        "draft": Given(draft) if draft is not None else None,
        "step": name,
        "rail": draft_steps.rail(draft, name),
        "values": Given(values if values is not None else draft_steps.flat(draft or {})),
        "back": draft_steps.before(draft, name),
        "back_to": visit.query.get("back_to", ""),
        "known": known,
        **draft_steps.choices(visit, draft, name),
    }
    if name == "details":
        shown |= {**company_search.NOTHING, **found}
        shown["sources"] = draft_steps.source_rows(shown["values"], more=more)
    template = f"add_client/step_{name}.html"
    if problem is not None:
        return visit.refused(template, problem, **shown)
    return visit.page(template, **shown)
