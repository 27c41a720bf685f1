"""Views of the list of clients that somebody saved: going there, keeping, renaming, replacing, deleting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from contracts import accounts
from contracts.accounts.client_filters import ClientFilters
from contracts.errors import InvalidInput, NotFound, Refusal, StaleVersion
from contracts.shapes import given, names_of
from gateway.http.responses import Response
from gateway.web.clients import list_columns, list_filters
from gateway.web.kit import people
from gateway.web.kit.forms import Form, Given
from gateway.web.kit.undo_offers import Undo
from gateway.web.kit.visits import Route, Visit, Visits

FILTERS = tuple(name for name in names_of(ClientFilters) if name != "sort")
#: What an address need not say.
_USUAL = {"view": "all", "sort": "name", "status": "active"}
_PROBLEMS = (InvalidInput, StaleVersion, accounts.SavedViewNameTaken, accounts.SavedViewLimit)


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows("/clients/views", show_all),
        visiting.takes("/clients/views", save),
        visiting.shows("/clients/views/new", ask),
        visiting.shows("/clients/views/{view_id}", show),
        visiting.takes("/clients/views/{view_id}", replace),
        visiting.takes("/clients/views/{view_id}/delete", delete),
    ]


def show_all(visit: Visit) -> Response:
    views = accounts.list_saved_views(visit.rpc)
    rows = [(each, address(each, admin=visit.is_admin), _words(visit, Form(fields(each)))) for each in views]
    return visit.page("clients/saved_views.html", rows=rows)


def ask(visit: Visit) -> Response:
    """What the address asks of the list, to be given a name."""
    return _form(visit, None, visit.query)


def save(visit: Visit, form: Form) -> Response:
    try:
        saved = accounts.save_view(visit.rpc, given(accounts.SaveView, _wanted(form)))
    except _PROBLEMS as problem:
        return _form(visit, None, form, problem)
    return visit.go(address(saved, admin=visit.is_admin), done="view-saved")


def show(visit: Visit) -> Response:
    view = _own(visit)
    return _form(visit, view, Form(fields(view)))


def replace(visit: Visit, form: Form) -> Response:
    before = _own(visit)
    wanted = {**_wanted(form), "view_id": before["id"], **form.if_version()}
    try:
        changed = accounts.replace_view(visit.rpc, given(accounts.ReplaceView, wanted))
    except _PROBLEMS as problem:
        return _form(visit, before, form, problem)
    undo = Undo(f"/clients/views/{before['id']}", tuple(fields(before)))
    return visit.go(address(changed, admin=visit.is_admin), done="view-changed", undo=undo)


def delete(visit: Visit, _form: Form) -> Response:
    view = _own(visit)
    accounts.delete_view(visit.rpc, view["id"])
    return visit.go("/clients/views", done="view-deleted", undo=Undo("/clients/views", tuple(fields(view))))


def address(view: Mapping[str, Any], *, admin: bool) -> str:
    """The list as this view has it, which anybody may bookmark."""
    return f"/clients?{urlencode({'saved': view['id'], **query_of(view, admin=admin)}, safe=',')}"


def query_of(view: Mapping[str, Any], *, admin: bool) -> dict[str, str]:
    """What the list's address says of a view's filters, order and columns; nothing of what is usual."""
    # Accounts of the release before has fewer filters.
    wanted = {name: view.get(name) for name in (*FILTERS, "sort")}
    # The list leaves archived clients out where nothing is said.
    wanted["status"] = view["status"] or "any"
    wanted["columns"] = list_columns.write(view["columns"], admin=admin)
    return usual(wanted)


def usual(query: Mapping[str, Any]) -> dict[str, str]:
    """A list's query without what it need not say."""
    return {name: value for name, value in query.items() if value and value != _USUAL.get(name)}


def fields(view: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A view as the fields of a form that saves it."""
    wanted = {name: view.get(name) for name in ("name", *FILTERS, "sort")}
    wanted |= {"status": view["status"] or "any", "columns": ",".join([list_columns.NAME, *view["columns"]])}
    return [(name, value) for name, value in wanted.items() if value]


def _wanted(form: Form) -> dict[str, Any]:
    wanted = form.given(*FILTERS, "sort")
    # As the list's address has it.
    wanted["status"] = {None: "active", "any": None}.get(wanted.get("status"), wanted.get("status"))
    # Whoever may not see a column keeps it: the rights may be others one day.
    columns = list_columns.read(form.all("columns"), admin=True)
    return {**wanted, "name": form.text("name"), "columns": [str(each) for each in columns]}


def _own(visit: Visit) -> accounts.SavedView:
    """Raises `NotFound`."""
    view_id = visit.request.parameters["view_id"]
    found = next((each for each in accounts.list_saved_views(visit.rpc) if each["id"] == view_id), None)
    if found is None:
        raise NotFound(what="view")
    return found


def _words(visit: Visit, query: Mapping[str, Any]) -> str:
    return list_filters.described(
        query, _name(visit, query.get("colleague_id")), _name(visit, query.get("responsible"))
    )


def _name(visit: Visit, user_id: str | None) -> str | None:
    colleague = people.known(visit, user_id) if user_id and visit.is_admin else None
    return colleague["name"] if colleague else None


def _form(
    visit: Visit, view: accounts.SavedView | None, values: Form, problem: Refusal | None = None
) -> Response:
    admin = visit.is_admin
    shown: dict[str, Any] = {
        "view": view,
        "values": Given(values),
        "filters": [(name, values[name]) for name in FILTERS if values.get(name)],
        "words": _words(visit, values),
        "sorts": list_filters.SORTS,
        "columns": [
            (each.value, list_columns.TITLES[each], "") for each in list_columns.offered(admin=admin)
        ],
        "chosen": list_columns.read(values.all("columns"), admin=admin),
    }
    if problem is not None:
        return visit.refused("clients/saved_view.html", problem, **shown)
    return visit.page("clients/saved_view.html", **shown)
