"""The list of clients: views, search, filters, and what can be done with many at once (product.md 8.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from contracts import accounts
from contracts.errors import InvalidInput, NotFound, Refusal
from contracts.shapes import given
from gateway.http.idempotency_keys import further_write
from gateway.http.responses import Response, csv
from gateway.web.clients import client_rows, list_columns, list_filters, saved_views
from gateway.web.kit import people, refusal_words
from gateway.web.kit.forms import Form, Given
from gateway.web.kit.undo_offers import Undo
from gateway.web.kit.visits import Route, Visit, Visits

_FILTERS = {
    "type": tuple(accounts.ClientType),
    "status": (*accounts.ClientStatus, "any"),
    "connection": tuple(accounts.ClientConnection),
    "invitation": tuple(accounts.ClientInvitation),
    "sort": tuple(accounts.ClientSort),
    "view": tuple(accounts.ClientView),
}
#: `for` is the colleague whom clients are being picked for, `saved` the view that the list began as; they
#: change nothing about the list.
_FREE = ("q", "colleague_id", "responsible", "added_from", "added_until", "for", "saved", "cursor")
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
    return f"/clients?{urlencode(wanted, safe=',')}" if wanted else "/clients"


def _query(visit: Visit) -> dict[str, Any]:
    wanted = visit.query.given(*_FREE, *_FILTERS)
    known = {name: wanted[name] for name, values in _FILTERS.items() if wanted.get(name) in values}
    columns = list_columns.write(_columns(visit), admin=visit.is_admin)
    known |= {"columns": columns} if columns else {}
    return {**known, **{name: wanted[name] for name in _FREE if name in wanted}}


def _asked(query: dict[str, Any]) -> dict[str, Any]:
    """Archived clients are out of the daily lists (product.md 8.3)."""
    wanted = {name: value for name, value in query.items() if name not in ("for", "saved", "columns")}
    return {**wanted, "status": {None: "active", "any": None}.get(query.get("status"), query.get("status"))}


def _columns(visit: Visit) -> list[accounts.ClientColumn]:
    return list_columns.read(visit.query.all("columns"), admin=visit.is_admin)


def _page(
    visit: Visit,
    query: dict[str, Any],
    results: list[Result] | None,
    undo: Undo | None,
    problem: Refusal | None = None,
) -> Response:
    found = accounts.list_clients(visit.rpc, **_asked(query), include="names")
    columns = list_columns.read((query.get("columns", ""),), admin=visit.is_admin)
    names = client_rows.Names(
        {each["id"]: each["name"] for each in (*found["people"], *found["teams"])},
        # Accounts of the release before names none.
        {each["id"]: each["name"] for each in found.get("responsibilities", [])},
    )
    filters = list_filters.shown(
        query,
        # Accounts of the release before names none.
        _colleagues(visit, query, found.get("colleagues", [])),
        has_responsibilities=bool(names.responsibilities),
    )
    return visit.page(
        "clients/client_list.html",
        rows=client_rows.draw(visit.rendering, found["items"], columns, names, admin=visit.is_admin),
        filters=visit.rendering.part("clients/list_filters.html", filters),
        query=Given(query),
        filtered=bool(set(query) - {"sort", "view", "status", "for", "saved", "columns", "cursor"}),
        columns=columns,
        titles={each: list_columns.TITLES[each] for each in list_columns.offered(admin=visit.is_admin)},
        **_views(visit, query, found),
        for_whom=people.known(visit, query.get("for")) if visit.is_admin else None,
        added=list_filters.added(query),
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


def _colleagues(
    visit: Visit, query: dict[str, Any], found: Iterable[accounts.Named]
) -> list[tuple[str, str]]:
    """Those to filter by, for admins: whom clients were given to, and who is responsible at them."""
    chosen = (query.get("colleague_id"), query.get("responsible"))
    return people.to_filter_by(visit, found, *chosen) if visit.is_admin else []


def _views(visit: Visit, query: dict[str, Any], found: accounts.ClientPage) -> dict[str, Any]:
    """The views to go to, the one that the list began as, and whether the list is another by now."""
    # Accounts of the release before has none.
    views, admin = found.get("saved_views", []), visit.is_admin
    shown = next((each for each in views if each["id"] == query.get("saved")), None)
    here = {name: value for name, value in query.items() if name not in ("for", "saved", "cursor")}
    kept = saved_views.query_of(shown, admin=admin) if shown is not None else None
    return {
        "saved_views": [(each, saved_views.address(each, admin=admin)) for each in views],
        "saved_view": shown,
        "view_changed": kept is not None and saved_views.usual(here) != kept,
        "list_fields": list(here.items()),
    }
