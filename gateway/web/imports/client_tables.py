"""Adding several clients in a table that is typed or pasted into, and mending rows of a file in place.

The table is an import whose rows are written here: each save has all of them checked, and what is added,
told of and taken back is as with a file.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from chassis.process import waiting
from contracts import accounts
from contracts.accounts import import_tables, imports
from contracts.accounts.import_tables import Cell
from contracts.errors import InvalidInput, Refusal
from gateway.http.idempotency_keys import further_write
from gateway.http.responses import Response
from gateway.web.imports import table_view
from gateway.web.imports.table_view import Where
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

_NEW = "/clients/several"
_PATH = "/clients/import/{import_id}/rows"
_OPEN = ("mapping", "checking", "ready")
#: Seconds for all that a form asks for, and for the check that follows on a save.
_PATIENCE = 20.0
_CHECKED_WITHIN = 2.0
_ADDED_WITHIN = 8.0


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows(_NEW, offer),
        visiting.takes(_NEW, begin),
        visiting.shows(_PATH, show),
        visiting.takes(_PATH, write),
    ]


def offer(visit: Visit) -> Response:
    return visit.page("imports/client_table.html", **_new(visit, table_view.where(visit.query)))


def begin(visit: Visit, form: Form) -> Response:
    """Keep what was typed as a table of its own."""
    sent = [cell for cell in table_view.cells(form) if cell.text.strip()]
    at = table_view.where(form)
    if not sent and not form.text("text"):
        if form.text("action") == "more":
            return visit.go(_address(_NEW, at._replace(more=at.more + 10)))
        problem = InvalidInput.at("/1/name", "required", "Type or paste at least one client.")
        return visit.refused("imports/client_table.html", problem, **_new(visit, at))
    try:
        found = accounts.begin_table(visit.rpc)
    except accounts.ImportLimit as problem:
        shown = _new(visit, at)
        table_view.typed_over(shown["rows"], sent)
        return visit.refused("imports/client_table.html", problem, **shown)
    return _carry_out(visit, form, found, at)


def show(visit: Visit) -> Response:
    found = accounts.get_import(visit.rpc, visit.request.parameters["import_id"])
    at = table_view.where(visit.query)
    if not _is_open(found):
        return visit.go(f"/clients/import/{found['id']}")
    return visit.page("imports/client_table.html", **_shown(visit, found, at))


def write(visit: Visit, form: Form) -> Response:
    found = accounts.get_import(visit.rpc, visit.request.parameters["import_id"])
    if not _is_open(found):
        return visit.go(f"/clients/import/{found['id']}")
    return _carry_out(visit, form, found, table_view.where(form))


def _is_open(found: imports.Import) -> bool:
    return found["state"] in _OPEN and (table_view.is_typed(found) or found["state"] != "mapping")


def _carry_out(visit: Visit, form: Form, found: imports.Import, at: Where) -> Response:
    """Save what was sent, then do what its button says."""
    visit.request.context.deadline = time.time() + _PATIENCE
    sent, action = table_view.cells(form), form.text("action")
    done: dict[str, str] = {}
    try:
        if sent:
            with further_write(visit.request, "cells"):
                accounts.write_cells(visit.rpc, found["id"], sent)
        if action == "paste":
            done = _paste(visit, form, found, at)
        elif action == "replace":
            with further_write(visit.request, "replace"):
                accounts.replace_cells(
                    visit.rpc,
                    found["id"],
                    field=_field(form.text("field")),
                    was=form.text("was"),
                    text=form.text("now"),
                )
        elif action == "add":
            return _add(visit, form, found)
    except (InvalidInput, accounts.ImportState) as problem:
        return _refused(visit, problem, found, at, sent)
    _wait_for_check(visit, found, _CHECKED_WITHIN)
    if action == "more":
        at = at._replace(more=at.more + 10)
    return visit.go(_address(_PATH.format(import_id=found["id"]), at, **done))


def _paste(visit: Visit, form: Form, found: imports.Import, at: Where) -> dict[str, str]:
    """Put the text in; gives what the page then says of it."""
    shown = table_view.fields(found, at, table_view.headings(visit, found))
    first = form.text("field")
    columns = shown[shown.index(first) :] if first in shown else shown
    with further_write(visit.request, "paste"):
        put = accounts.paste_rows(
            visit.rpc,
            found["id"],
            rows=table_view.numbers(form.text("rows")) or [1],
            columns=columns,
            # Not without what is around it: a tab is an empty cell.
            text=form.get("text", ""),
            only_these=bool(at.verdict),
        )
    said = {"put": put["rows"], "no_room": put["rows_left_out"], "no_field": put["columns_left_out"]}
    return {"done": "pasted", **{name: str(count) for name, count in said.items() if count}}


def _field(name: str) -> str:
    if not table_view.is_field(name):
        raise InvalidInput.at("/field", "not_a_choice", "There is no such column.")
    return name


def _add(visit: Visit, form: Form, found: imports.Import) -> Response:
    """Have the clients added once all rows are checked; how far it is, the import's page tells."""
    everyone = form.text("everyone") == "yes"
    if everyone != bool(found["access"].get("everyone")):
        access: Any = {"everyone": everyone}
        with further_write(visit.request, "access"):
            accounts.map_columns(visit.rpc, import_id=found["id"], access=access)
    now = _wait_for_check(visit, found, _ADDED_WITHIN)
    plan = now["plan"]
    if plan is not None and now["kind"] == "clients" and not (plan["creates"] or plan.get("updates")):
        message = "There is no row that could be added. Mend what is wrong, or type a client’s name."
        raise InvalidInput.at("/rows", "nothing_to_add", message)
    with further_write(visit.request, "start"):
        accounts.start_import(visit.rpc, found["id"])
    return visit.go(f"/clients/import/{found['id']}")


def _wait_for_check(visit: Visit, found: imports.Import, within: float) -> imports.Import:
    """Wait so long until all rows are checked; gives the import as it is then."""
    seen = [found]

    def is_checked() -> bool:
        seen.append(accounts.get_import(visit.rpc, found["id"]))
        return seen[-1]["state"] != "checking"

    waiting.until(is_checked, within=within)
    return seen[-1]


def _refused(
    visit: Visit, problem: Refusal, found: imports.Import, at: Where, sent: Sequence[Cell]
) -> Response:
    now = accounts.get_import(visit.rpc, found["id"])
    if not _is_open(now):
        return visit.go(f"/clients/import/{found['id']}")
    if isinstance(problem, InvalidInput):
        problem = InvalidInput(table_view.mistakes(problem.errors, sent))
    shown = _shown(visit, now, at)
    table_view.typed_over(shown["rows"], sent)
    return visit.refused("imports/client_table.html", problem, **shown)


def _new(visit: Visit, at: Where) -> dict[str, Any]:
    earlier = accounts.list_imports(visit.rpc, limit=50)["items"]
    mine = visit.session["user"]["id"]
    left = [each for each in earlier if table_view.is_typed(each) and each["state"] in _OPEN]
    return {
        **_of_any(None, at, table_view.headings(visit, None)),
        "rows": table_view.blank(1, at),
        "next_cursor": None,
        "alike": [],
        "unfinished": [each for each in left if each["rows"] and each["created_by"]["id"] == mine][:3],
        "pasted": {},
    }


def _shown(visit: Visit, found: imports.Import, at: Where) -> dict[str, Any]:
    headings = table_view.headings(visit, found)
    return {
        **_of_any(found, at, headings),
        **table_view.written(visit, found, at, table_view.fields(found, at, headings)),
        "alike": table_view.alike(visit, found, headings),
        "unfinished": [],
        "pasted": {
            name: table_view.number(visit.query.text(name)) for name in ("put", "no_room", "no_field")
        },
    }


def _of_any(found: imports.Import | None, at: Where, headings: Mapping[str, str]) -> dict[str, Any]:
    return {
        "found": found,
        "typed": found is None or table_view.is_typed(found),
        "here": _NEW if found is None else _PATH.format(import_id=found["id"]),
        "at": at,
        "fields": [(name, headings[name]) for name in table_view.fields(found, at, headings)],
        "headings": headings,
        "most": import_tables.MOST_TYPED,
        "most_letters": import_tables.LONGEST_PASTE,
    }


def _address(path: str, at: Where, **more: str) -> str:
    query = urlencode({**at.query, **more})
    return f"{path}?{query}" if query else path
