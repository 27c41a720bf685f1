"""Clients who have an account already and ask the practice to take them on (product.md 7.1)."""

from __future__ import annotations

from contracts import accounts
from contracts.errors import InvalidInput, Refusal
from gateway.http.responses import Response
from gateway.web.add_client import draft_steps
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

_PATH = "/clients/requests/{request_id}"


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows("/clients/requests", show),
        visiting.takes(f"{_PATH}/accept", accept),
        visiting.takes(f"{_PATH}/decline", decline),
    ]


def show(visit: Visit) -> Response:
    return _page(visit)


def accept(visit: Visit, form: Form) -> Response:
    """Take the client on, for those chosen; it is in the list at once."""
    access = draft_steps.read("access", form)["access"]
    request_id = visit.request.parameters["request_id"]
    try:
        client = accounts.accept_practice_request(visit.rpc, request_id, access)
    except (InvalidInput, accounts.RequestDecided, accounts.CompanyNumberTaken) as problem:
        return _page(visit, problem)
    return visit.go(f"/clients/{client['id']}", done="created")


def decline(visit: Visit, _form: Form) -> Response:
    try:
        accounts.decline_practice_request(visit.rpc, visit.request.parameters["request_id"])
    except accounts.RequestDecided as problem:
        return _page(visit, problem)
    return visit.go("/clients/requests", done="declined")


def _page(visit: Visit, problem: Refusal | None = None) -> Response:
    found = accounts.list_practice_requests(visit.rpc, state="pending")
    shown = {"requests": found["items"], **draft_steps.choices(visit, None, "access")}
    if problem is not None:
        return visit.refused("practice/practice_requests.html", problem, **shown)
    return visit.page("practice/practice_requests.html", **shown)
