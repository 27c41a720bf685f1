"""Access of many clients at once: who is given it or loses it, with a result for each (product.md 2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts import access
from contracts.errors import FieldError, InvalidInput
from contracts.moments import moment
from gateway.calls import read_your_writes
from gateway.http.responses import Response
from gateway.web.clients import client_access_levels, client_list, client_responsibilities
from gateway.web.kit import end_dates, people
from gateway.web.kit.forms import Form, Given
from gateway.web.kit.visits import Route, Visit, Visits

_SAID = {
    ("give", "changed"): "Access is given",
    ("take", "changed"): "Access is taken away",
    ("give", "unchanged"): "They had it already",
    ("take", "unchanged"): "They did not have it",
}
_GONE = "It is not there any more."


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.takes("/clients/access", ask),
        visiting.takes("/clients/access/change", change),
    ]


def ask(visit: Visit, form: Form) -> Response:
    """Whose access it is about, for the clients that were ticked in the list."""
    if not client_list.chosen(form):
        return visit.go(client_list.address(visit))
    shown = _shown(visit, form)
    verb, user_id = _meant(visit)
    if user_id is not None:
        shown["given"]["colleague_ids"] = [user_id]
    return visit.page(
        "clients/bulk_access.html", values={"verb": verb, "until": "", "level": "manage"}, **shown
    )


def change(visit: Visit, form: Form) -> Response:
    verb = "take" if form.text("verb") == "take" else "give"
    given = _given(form)
    try:
        if not any(given.values()):
            raise InvalidInput.at("/colleague_ids", "required", "Choose at least one colleague or team.")
        until = end_dates.read(form) if verb == "give" else None
        if until is not None:
            given = {**given, "until": moment(until)}
        if verb == "give":
            given = {**given, "level": client_access_levels.read(form)}
        done = access.change_access_of_many(
            visit.rpc, client_ids=list(client_list.chosen(form)), **{verb: given}
        )
    except InvalidInput as problem:
        of_fields = client_responsibilities.at_its_field
        named = InvalidInput(
            [of_fields(_of_this_form(error), given["responsibilities"]) for error in problem.errors]
        )
        return visit.refused("clients/bulk_access.html", named, values=form, **_shown(visit, form))
    read_your_writes.wait(visit.request, visit.services, done["message_ids"])
    return client_list.show(visit, [_result(form, verb, each) for each in done["items"]])


def _meant(visit: Visit) -> tuple[str, str | None]:
    """What the list that the clients were ticked in is about: giving to somebody, or taking from them."""
    if (receiver := visit.query.get("for")) is not None:
        return "give", receiver
    holder = visit.query.get("colleague_id")
    return "take" if holder else "give", holder


def _given(form: Form) -> Mapping[str, Any]:
    return {
        "everyone": form.text("everyone") == "yes",
        "colleague_ids": form.all("colleague_ids"),
        "team_ids": form.all("team_ids"),
        "account_manager_id": form.text("account_manager_id") or None,
        "responsibilities": client_responsibilities.chosen(form),
    }


def _of_this_form(error: FieldError) -> FieldError:
    """The form has one list of each kind, whatever is done with those in it."""
    field = error["pointer"].removeprefix("/give").removeprefix("/take").split("/")
    whole = field[1] == "responsibilities"
    return {**error, "pointer": "/".join(field if whole else field[:2])}


def _result(form: Form, verb: str, item: Mapping[str, Any]) -> client_list.Result:
    said = _SAID.get((verb, item["result"]), "")
    return client_list.Result(client_list.chosen(form)[item["client_id"]], said, "" if said else _GONE)


def _shown(visit: Visit, form: Form) -> Mapping[str, Any]:
    return {
        "chosen": list(client_list.chosen(form).items()),
        "given": Given(_given(form)),
        "levels": client_access_levels.LEVELS,
        "query": client_list.address(visit).partition("?")[2],
        "responsibilities": client_responsibilities.to_choose(access.list_responsibilities(visit.rpc)),
        **people.to_choose(visit),
    }
