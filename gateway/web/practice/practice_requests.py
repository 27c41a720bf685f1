"""Who asks to be taken on: clients that have an account (product.md 7.1), and people who are new."""

from __future__ import annotations

from contracts import accounts
from contracts.errors import InvalidInput, Refusal
from gateway.http.responses import Response
from gateway.web.add_client import draft_steps
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

_PATH = "/clients/requests/{request_id}"
#: Each of somebody new is compared with the clients there are.
_A_PAGE = 20


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
        client = accounts.accept_practice_request(
            visit.rpc, request_id, access, acknowledge_existing_user=form.text("acknowledge") == "yes"
        )
    except (InvalidInput, accounts.RequestDecided, accounts.CompanyNumberTaken) as problem:
        return _page(visit, problem)
    except accounts.ExistingUser as problem:
        return _page(visit, problem, known=request_id)
    return visit.go(f"/clients/{client['id']}", done="created")


def decline(visit: Visit, form: Form) -> Response:
    request_id = visit.request.parameters["request_id"]
    try:
        accounts.decline_practice_request(visit.rpc, request_id, form.text("reason") or None)
    except (InvalidInput, accounts.RequestDecided) as problem:
        return _page(visit, problem, declined=request_id, values=form)
    return visit.go("/clients/requests", done="declined")


def _page(
    visit: Visit,
    problem: Refusal | None = None,
    *,
    known: str | None = None,
    declined: str | None = None,
    values: Form | None = None,
) -> Response:
    """`known` is the request of somebody who is a user, `declined` one whose reason is amiss."""
    cursor = visit.query.get("cursor") or None
    found = accounts.list_practice_requests(visit.rpc, state="pending", limit=_A_PAGE, cursor=cursor)
    new = [each["id"] for each in found["items"] if each["kind"] == "new_client"]
    shown = {
        "requests": found["items"],
        "next_cursor": found["next_cursor"],
        "duplicates": accounts.compare_practice_requests(visit.rpc, new),
        "known": known,
        "declined": declined,
        "values": values or {},
        **draft_steps.choices(visit, None, "access"),
    }
    if problem is not None:
        return visit.refused("practice/practice_requests.html", problem, **shown)
    return visit.page("practice/practice_requests.html", **shown)
