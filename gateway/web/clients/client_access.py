"""Who in the practice sees a client, and why (product.md 2.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from contracts import access, accounts
from contracts.errors import InvalidInput, RoleRequired, StaleVersion
from gateway.calls import read_your_writes
from gateway.http.responses import Response
from gateway.web.add_client import draft_steps
from gateway.web.clients import (
    client_access_ends,
    client_access_levels,
    client_access_undo,
    client_responsibilities,
)
from gateway.web.kit import end_dates, moments, past_days, people
from gateway.web.kit.forms import Form
from gateway.web.kit.rendering import redirect
from gateway.web.kit.visits import Route, Visit, Visits

_REASONS = {
    "everyone": "all colleagues see it",
    "colleague": "was given access",
    "account_manager": "is the account manager",
    "team": "is in the team {team}, which sees it",
    "responsibility": "is responsible for {team}",
}
_ROLES = {"practice_admin": "is a practice admin", "client_admin": "is a client admin"}


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows("/clients/{client_id}/access", show),
        visiting.takes("/clients/{client_id}/access", change),
        visiting.takes("/clients/{client_id}/access/undo", take_back),
        visiting.shows("/clients/{client_id}/activity", activity),
    ]


def show(visit: Visit) -> Response:
    client_id = visit.request.parameters["client_id"]
    try:
        at = past_days.read(visit.query)
        then = access.get_client_access(visit.rpc, client_id=client_id, at=at) if at is not None else None
    except InvalidInput as problem:
        amiss = past_days.of_this_field(problem)
        shown = {**_shown(visit), "days": visit.query, "then": None}
        return visit.refused("clients/client_access.html", amiss, **shown)
    shown = {**_shown(visit), "days": visit.query}
    if then is not None:
        shown["then"] = {"at": then.get("at"), "people": _people(then.get("people", []))}
    return visit.page("clients/client_access.html", **shown)


def change(visit: Visit, form: Form) -> Response:
    client_id = visit.request.parameters["client_id"]
    given = draft_steps.read_access(form)
    responsible = client_responsibilities.requested(form, access.list_responsibilities(visit.rpc))
    try:
        before = access.get_client_access(visit.rpc, client_id=client_id)
        ends = client_access_ends.requested(before, given, end_dates.read(form))
        levels = client_access_levels.requested(before, given, form)
        changed = access.put_client_access(
            visit.rpc,
            client_id=client_id,
            **form.if_version(),
            **ends,
            **given,
            levels=levels,
            responsibilities=responsible,
        )
    except (InvalidInput, StaleVersion) as problem:
        shown = {**_shown(visit), "given": given, "values": form}
        amiss = client_responsibilities.of_this_form(client_access_ends.of_this_form(problem), responsible)
        return visit.refused("clients/client_access.html", amiss, **shown)
    read_your_writes.wait(visit.request, visit.services, changed["message_ids"])
    undo = client_access_undo.offer(client_id, before, changed)
    return visit.go(f"/clients/{client_id}/access", done="changed", undo=undo)


def take_back(visit: Visit, form: Form) -> Response:
    """Access as it was before a change, with its ends; refused where somebody has changed it since."""
    client_id = visit.request.parameters["client_id"]
    try:
        before = client_access_undo.read(form)
        changed = access.put_client_access(visit.rpc, client_id=client_id, **form.if_version(), **before)
    except (InvalidInput, StaleVersion) as problem:
        return visit.refused(
            "clients/client_access.html", client_access_ends.of_this_form(problem), **_shown(visit)
        )
    read_your_writes.wait(visit.request, visit.services, changed["message_ids"])
    return visit.go(f"/clients/{client_id}/access", done="undone")


def activity(visit: Visit) -> Response:
    return redirect(f"/activity?client_id={visit.request.parameters['client_id']}")


def _shown(visit: Visit) -> dict[str, Any]:
    client_id = visit.request.parameters["client_id"]
    client = accounts.get_client(visit.rpc, client_id)
    shown: dict[str, Any] = {"client": client, "given": client["access"], "may": False, "version": None}
    shown |= {"colleagues": [], "teams": [], "managers": [], "people": [], "requests": [], "values": {}}
    shown |= {
        "days": {},
        "then": None,
        "leveled": [],
        "responsibilities": [],
        "levels": client_access_levels.LEVELS,
    }
    shown |= {"may_now": client_access_levels.MAY, "wishes": client_access_levels.WISHES}
    shown["levels_in_words"] = [(level, word) for level, word, _ in client_access_levels.LEVELS]
    try:
        granted = access.get_client_access(visit.rpc, client_id=client_id)
        shown["requests"] = granted.get("requests", [])
        shown |= people.to_choose(visit)
        with_access = access.list_people_with_access(visit.rpc, client_id=client_id, limit=200)["items"]
    except RoleRequired:
        return shown
    shown |= {"given": granted, "version": granted["version"], "may": visit.is_admin}
    shown["people"] = _people(with_access)
    named = [*shown["colleagues"], *shown["teams"]]
    shown["leveled"] = client_access_levels.to_choose(granted, named)
    shown["responsibilities"] = client_responsibilities.to_choose(access.list_responsibilities(visit.rpc))
    shown["values"] = {
        **{field: level for field, _, level in shown["leveled"]},
        **client_responsibilities.values(granted),
    }
    return shown


def _people(with_access: Sequence[access.PersonWithAccess]) -> list[tuple[str, str]]:
    """The name of each, and why."""
    return [
        (each["name"], Markup(", ").join(why(reason) for reason in each["reasons"])) for each in with_access
    ]


def why(reason: Mapping[str, Any]) -> str:
    """A reason in words, with what they may where that is not everything, and its end."""
    if reason["reason"] == "role":
        return _ROLES.get(reason.get("role", ""), "by role")
    words = _REASONS[reason["reason"]].format(team=reason.get("name", "")) + client_access_levels.in_words(
        reason
    )
    if reason.get("until"):
        return Markup("{} until {}").format(words, moments.element(reason["until"], "day"))
    return words
