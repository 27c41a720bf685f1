"""The list of clients: views, search, filters, and what can be done with many at once (product.md 8.2)."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from contracts import accounts
from contracts.errors import InvalidInput, NotFound, Refusal
from contracts.shapes import given
from gateway.http.idempotency_keys import further_write
from gateway.http.responses import Response, csv
from gateway.web.kit import moments, people, refusal_words
from gateway.web.kit.forms import Form, Given
from gateway.web.kit.undo_offers import Undo
from gateway.web.kit.visits import Route, Visit, Visits

_FILTERS = {
    "type": tuple(accounts.ClientType),
    "status": tuple(accounts.ClientStatus),
    "connection": tuple(accounts.ClientConnection),
    "invitation": tuple(accounts.ClientInvitation),
    "sort": tuple(accounts.ClientSort),
    "view": tuple(accounts.ClientView),
}
#: `for` is the colleague whom clients are being picked for; it changes nothing about the list.
_FREE = ("q", "colleague_id", "added_from", "added_until", "for", "cursor")
#: What a bar of bulk actions does with each client, how it is said, and what takes it back.
_ACTIONS = {
    "archive": (accounts.archive_client, "Archived", "restore"),
    "restore": (accounts.restore_client, "Restored", "archive"),
}


class Result(NamedTuple):
    """What became of one of many: what was done, or why it was not."""

    name: str
    said: str
    problem: str


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows("/clients", show),
        visiting.takes("/clients", change_many),
        visiting.shows("/clients/export", export),
        visiting.takes("/clients/{client_id}/archive", archive),
        visiting.takes("/clients/{client_id}/restore", restore),
    ]


def show(visit: Visit, results: list[Result] | None = None, undo: Undo | None = None) -> Response:
    """One page of the list. What the address asks for and is not known is left out of account."""
    query = _query(visit)
    try:
        return _page(visit, query, results, undo)
    except (InvalidInput, NotFound, accounts.PlanRequired) as problem:
        return _page(visit, {}, results, undo, problem)


def export(visit: Visit) -> Response:
    """The list as its filters stand, as CSV."""
    query = {name: value for name, value in _asked(_query(visit)).items() if name != "cursor"}
    return csv(accounts.export_clients(visit.rpc, given(accounts.ExportClients, query)), "clients.csv")


def archive(visit: Visit, _form: Form) -> Response:
    client_id = visit.request.parameters["client_id"]
    accounts.archive_client(visit.rpc, client_id)
    return visit.go("/clients", done="archived", undo=Undo(f"/clients/{client_id}/restore"))


def restore(visit: Visit, _form: Form) -> Response:
    client_id = visit.request.parameters["client_id"]
    accounts.restore_client(visit.rpc, client_id)
    return visit.go(f"/clients/{client_id}", done="restored", undo=Undo(f"/clients/{client_id}/archive"))


def change_many(visit: Visit, form: Form) -> Response:
    """Do one thing with each of the ticked clients, and tell what became of each."""
    act, said, back = _ACTIONS.get(form.text("action"), (None, "", ""))
    if act is None or not chosen(form):
        return visit.go(address(visit))
    results, undo = [], [("action", back)]
    for client_id, name in chosen(form).items():
        try:
            with further_write(visit.request, client_id):
                results.append(Result(act(visit.rpc, client_id)["name"], said, ""))
            undo.append(("client", f"{client_id} {name}"))
        except Refusal as refusal:
            results.append(Result(name, "", refusal_words.said(refusal)))
    return show(visit, results, Undo(address(visit), tuple(undo)) if len(undo) > 1 else None)


def chosen(form: Form) -> dict[str, str]:
    """The names of the clients that are ticked, as they were shown, by id."""
    pairs = (value.partition(" ") for value in form.all("client"))
    return {client_id: name for client_id, _, name in pairs}


def address(visit: Visit, **changed: str | None) -> str:
    """The list as the address has it, but for what is changed and without the place in it."""
    return _address(_query(visit), **changed)


def _address(query: dict[str, Any], **changed: str | None) -> str:
    wanted = {name: value for name, value in {**query, "cursor": None, **changed}.items() if value}
    return f"/clients?{urlencode(wanted)}" if wanted else "/clients"


def _query(visit: Visit) -> dict[str, Any]:
    wanted = visit.query.given(*_FREE, *_FILTERS)
    known = {name: wanted[name] for name, values in _FILTERS.items() if wanted.get(name) in values}
    return {**known, **{name: wanted[name] for name in _FREE if name in wanted}}


def _asked(query: dict[str, Any]) -> dict[str, Any]:
    """Archived clients are out of the daily lists (product.md 8.3)."""
    return {"status": "active", **{name: value for name, value in query.items() if name != "for"}}


def _added(query: dict[str, Any]) -> str:
    """When the clients of the list were added, in words; nothing where the address does not say."""
    words = (("from", "added_from"), ("until", "added_until"))
    days = [(word, date.fromisoformat(query[name])) for word, name in words if name in query]
    return " ".join(f"{word} {moments.calendar_day(day)}" for word, day in days)


def _page(
    visit: Visit,
    query: dict[str, Any],
    results: list[Result] | None,
    undo: Undo | None,
    problem: Refusal | None = None,
) -> Response:
    found = accounts.list_clients(visit.rpc, **_asked(query), include="names")
    return visit.page(
        "clients/client_list.html",
        clients=found["items"],
        names={each["id"]: each["name"] for each in (*found["people"], *found["teams"])},
        colleagues=people.some_colleagues(visit, query.get("colleague_id")) if visit.is_admin else [],
        query=Given(query),
        filtered=bool(set(query) - {"sort", "view", "status", "for", "cursor"}),
        for_whom=people.known(visit, query.get("for")) if visit.is_admin else None,
        added=_added(query),
        address=lambda **changed: _address(query, **changed),
        next_cursor=found["next_cursor"],
        results=results,
        undo=undo,
        refused=problem,
        # Accounts of the release before does not say.
        waiting=found.get("waiting_requests", 0),
        asking=found.get("waiting_access_requests", 0),
        hidden=found.get("hidden", []),
    )
