"""Asking to see a client that one cannot see, or to do more with one, and answering colleagues who ask
(docs/adr/0052, 0069).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from contracts import access
from contracts.access import AccessRequestState, AccessRequestView
from contracts.errors import InvalidInput, LevelRequired, Refusal, TooManyRequests
from gateway.calls import access_requests, read_your_writes
from gateway.calls.access_requests import AskForClient
from gateway.http.requests import Request
from gateway.http.responses import Response
from gateway.web.clients import client_access_levels, requested_clients
from gateway.web.kit import end_dates
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

_LIST = "/clients/access-requests"
_ONE = f"{_LIST}/{{request_id}}"
_FORM, _PAGE = "clients/ask_for_client.html", "clients/access_requests.html"
#: Of each of the two lists on the page.
_A_PAGE = 20
#: Clients whose access ends soon.
_MOST_ENDING = 100


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows(_LIST, show),
        visiting.shows(f"{_LIST}/new", ask),
        visiting.takes(f"{_LIST}/new", submit),
        visiting.takes(f"{_ONE}/approve", approve),
        visiting.takes(f"{_ONE}/decline", decline),
        visiting.takes(f"{_ONE}/withdraw", withdraw),
    ]


def show(visit: Visit) -> Response:
    return visit.page(_PAGE, **_lists(visit))


def ask(visit: Visit) -> Response:
    """The form, for a client that a search has found, or one that they see. Raises `NotFound`."""
    q = visit.query.text("q")
    client = requested_clients.find(visit, q, visit.query.text("client"))
    return visit.page(_FORM, client=client, q=q, values={"level": visit.query.text("level")})


def submit(visit: Visit, form: Form) -> Response:
    wanted = form.text("client")
    try:
        level, until = client_access_levels.read(form), end_dates.read(form)
        access_requests.submit(
            visit.rpc, AskForClient(client=wanted, reason=form.text("reason"), until=until, level=level)
        )
    except (InvalidInput, TooManyRequests, access.AlreadyRequested, access.AlreadyHasAccess) as problem:
        client = requested_clients.find(visit, form.text("q"), wanted)
        return visit.refused(_FORM, problem, client=client, q=form.text("q"), values=form)
    return visit.go(_LIST, done="requested")


def approve(visit: Visit, form: Form) -> Response:
    try:
        level = client_access_levels.read(form)
        done = access.approve_access(visit.rpc, _named(visit), end_dates.read(form), level)
    except (InvalidInput, access.AccessRequestDecided) as problem:
        return visit.refused(_PAGE, problem, **_lists(visit, approved=_named(visit), values=form))
    read_your_writes.wait(visit.request, visit.services, done["message_ids"])
    return visit.go(_LIST, done="approved")


def decline(visit: Visit, form: Form) -> Response:
    try:
        access.decline_access(visit.rpc, _named(visit), form.text("detail"))
    except (InvalidInput, access.AccessRequestDecided) as problem:
        return visit.refused(_PAGE, problem, **_lists(visit, declined=_named(visit), values=form))
    return visit.go(_LIST, done="declined")


def withdraw(visit: Visit, _form: Form) -> Response:
    try:
        access.withdraw_access_request(visit.rpc, _named(visit))
    except access.AccessRequestDecided as problem:
        return visit.refused(_PAGE, problem, **_lists(visit))
    return visit.go(_LIST, done="withdrawn")


def _named(visit: Visit) -> str:
    return str(visit.request.parameters["request_id"])


def _lists(
    visit: Visit, *, approved: str | None = None, declined: str | None = None, values: Form | None = None
) -> dict[str, Any]:
    """`approved` is the request whose end is amiss, `declined` one whose words are."""
    to_decide = access.list_access_requests(
        visit.rpc,
        view=AccessRequestView.TO_DECIDE,
        state=AccessRequestState.PENDING,
        limit=_A_PAGE,
        cursor=visit.query.get("to_decide") or None,
    )
    mine = access.list_access_requests(
        visit.rpc, view=AccessRequestView.MINE, limit=_A_PAGE, cursor=visit.query.get("mine") or None
    )
    return {
        "ending": access.get_access_summary(visit.rpc, limit=_MOST_ENDING)["ending"],
        "to_decide": to_decide,
        "mine": mine,
        "approved": approved,
        "declined": declined,
        "values": values or {},
        "levels_for": client_access_levels.above,
        "may_now": client_access_levels.MAY,
        "wishes": client_access_levels.WISHES,
    }


def for_more(request: Request, refusal: Refusal) -> str | None:
    """Where somebody asks for the level that a page of a client is refused for."""
    client_id = request.parameters.get("client_id")
    if not isinstance(refusal, LevelRequired) or client_id is None:
        return None
    return f"{_LIST}/new?{urlencode({'client': client_id, 'level': refusal.context['level']})}"
