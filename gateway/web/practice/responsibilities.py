"""What somebody may be responsible for at a client: added, renamed, moved and ended by admins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts import access
from contracts.errors import InvalidInput, StaleVersion
from gateway.http.responses import Response
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

_LIST = "/settings/responsibilities"
_ONE = f"{_LIST}/{{responsibility_id}}"
#: Value, words, and what it lets do.
_LEVELS = [
    ("manage", "Manage it", "Whatever a colleague may do"),
    ("work", "Work with it", "Invite, connect, file documents and edit settings, but not its practice code"),
    ("view", "See it", "And change nothing"),
]


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows(_LIST, show),
        visiting.takes(_LIST, add),
        visiting.shows(_ONE, show_one),
        visiting.takes(_ONE, change),
        visiting.shows(f"{_ONE}/end", ask_to_end),
        visiting.takes(f"{_ONE}/end", end),
    ]


def show(visit: Visit) -> Response:
    return visit.page("practice/responsibilities.html", values={"level": "manage"}, **_shown(visit))


def add(visit: Visit, form: Form) -> Response:
    try:
        done = visit.rpc.forward(
            access.CREATE_RESPONSIBILITY, {"name": form.text("name"), "level": form.text("level")}
        )
    except (InvalidInput, access.ResponsibilityNameTaken, access.ResponsibilityLimit) as problem:
        return visit.refused("practice/responsibilities.html", problem, values=form, **_shown(visit))
    visit.wait_for(done["message_ids"])
    return visit.go(_LIST, done="added")


def show_one(visit: Visit) -> Response:
    one = _one(visit)
    values = {**one, "place": str(one["place"])}
    return visit.page("practice/responsibility.html", values=values, **_of(visit, one))


def change(visit: Visit, form: Form) -> Response:
    one = _one(visit)
    wanted: dict[str, Any] = {"responsibility_id": one["id"], "name": form.text("name"), **form.if_version()}
    if form.text("place").isdecimal():
        wanted["place"] = int(form.text("place"))
    try:
        done = visit.rpc.forward(access.CHANGE_RESPONSIBILITY, wanted)
    except (InvalidInput, StaleVersion, access.ResponsibilityNameTaken) as problem:
        values = {**form, "version": one["version"]}
        return visit.refused("practice/responsibility.html", problem, values=values, **_of(visit, one))
    visit.wait_for(done["message_ids"])
    return visit.go(_LIST, done="changed")


def ask_to_end(visit: Visit) -> Response:
    return visit.page("practice/end_responsibility.html", one=_one(visit))


def end(visit: Visit, _form: Form) -> Response:
    responsibility_id = visit.request.parameters["responsibility_id"]
    done = access.end_responsibility(visit.rpc, responsibility_id=responsibility_id)
    visit.wait_for(done["message_ids"])
    return visit.go(_LIST, done="ended")


def _one(visit: Visit) -> access.ResponsibilityWithPeople:
    return access.get_responsibility(
        visit.rpc, responsibility_id=visit.request.parameters["responsibility_id"]
    )


def _of(visit: Visit, one: access.Responsibility) -> Mapping[str, Any]:
    kept = access.list_responsibilities(visit.rpc)
    return {"one": one, "places": [(str(place), str(place)) for place in range(1, len(kept) + 1)]}


def _shown(visit: Visit) -> Mapping[str, Any]:
    kept = access.list_responsibilities(visit.rpc)
    return {
        "responsibilities": kept,
        "most": access.MOST_RESPONSIBILITIES,
        "levels": _LEVELS,
        "words": {level: words for level, words, _ in _LEVELS},
    }
