"""The list of clients: views, search, filters, and what can be done with many at once (product.md 8.2)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from contracts import accounts
from contracts.accounts.schemas import CLIENT_TYPES, CONNECTION_STATES, INVITATION_STATES, SORTS
from contracts.errors import InvalidInput, Refusal
from gateway.idempotency import further_write
from gateway.responses import Response, csv
from gateway.web.forms import Form, Given
from gateway.web.visits import Route, Visit, Visits

_FILTERS = {
    "type": CLIENT_TYPES,
    "status": ("active", "archived"),
    "connection": CONNECTION_STATES,
    "invitation": INVITATION_STATES,
    "sort": SORTS,
    "view": ("all", "mine"),
}
#: What a bar of bulk actions does with each client.
_ACTIONS = {"archive": accounts.archive_client, "restore": accounts.restore_client}


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows("/clients", show),
        visiting.takes("/clients", change_many),
        visiting.shows("/clients/export", export),
        visiting.takes("/clients/{client_id}/archive", archive),
        visiting.takes("/clients/{client_id}/restore", restore),
    ]


def show(visit: Visit, results: list[dict[str, str]] | None = None) -> Response:
    """One page of the list. What the address asks for and is not known is left out of account."""
    query = _query(visit)
    try:
        found = accounts.list_clients(visit.rpc, **query, include="names")
    except (InvalidInput, accounts.PlanRequired) as problem:
        query = {}
        found = accounts.list_clients(visit.rpc, include="names")
        return _page(visit, query, found, results, problem)
    return _page(visit, query, found, results)


def export(visit: Visit) -> Response:
    """The list as its filters stand, as CSV."""
    query = {name: value for name, value in _query(visit).items() if name != "cursor"}
    return csv(accounts.export_clients(visit.rpc, **query), "clients.csv")


def archive(visit: Visit, _form: Form) -> Response:
    client_id = visit.request.parameters["client_id"]
    accounts.archive_client(visit.rpc, client_id)
    return visit.go(f"/clients?archived={client_id}", done="archived")


def restore(visit: Visit, _form: Form) -> Response:
    client_id = visit.request.parameters["client_id"]
    accounts.restore_client(visit.rpc, client_id)
    return visit.go(f"/clients/{client_id}", done="restored")


def change_many(visit: Visit, form: Form) -> Response:
    """Do one thing with each of the ticked clients, and tell what became of each."""
    act = _ACTIONS.get(form.text("action"))
    chosen = form.all("client_id")
    if act is None or not chosen:
        return visit.go("/clients")
    results = []
    for client_id in chosen:
        try:
            with further_write(visit.request, client_id):
                results.append({"name": act(visit.rpc, client_id)["name"], "problem": ""})
        except Refusal as refusal:
            results.append({"name": form.get(f"name.{client_id}", client_id), "problem": refusal.detail})
    return show(visit, results)


def _query(visit: Visit) -> dict[str, Any]:
    asked = visit.query.given("q", "cursor", *_FILTERS)
    known = {name: asked[name] for name, values in _FILTERS.items() if asked.get(name) in values}
    return {**known, **{name: asked[name] for name in ("q", "cursor") if name in asked}}


def _page(
    visit: Visit,
    query: dict[str, Any],
    found: dict[str, Any],
    results: list[dict[str, str]] | None,
    problem: Refusal | None = None,
) -> Response:
    filters = {name: value for name, value in query.items() if name != "cursor"}

    def address(**changed: str | None) -> str:
        wanted = {name: value for name, value in {**filters, **changed}.items() if value}
        return f"/clients?{urlencode(wanted)}" if wanted else "/clients"

    return visit.page(
        "clients.html",
        clients=found["items"],
        names={each["id"]: each["name"] for each in (*found["people"], *found["teams"])},
        query=Given(query),
        filtered=bool(set(filters) - {"sort", "view"}),
        address=address,
        next_cursor=found["next_cursor"],
        results=results,
        refused=problem,
        archived=visit.query.get("archived"),
    )
