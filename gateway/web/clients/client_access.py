"""Who in the practice sees a client, and why (product.md 2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from contracts import access, accounts
from contracts.errors import FieldError, InvalidInput, RoleRequired, StaleVersion
from gateway.calls import read_your_writes
from gateway.http.responses import Response
from gateway.web.add_client import draft_steps
from gateway.web.kit import end_dates, moments, people
from gateway.web.kit.forms import Form
from gateway.web.kit.rendering import redirect
from gateway.web.kit.undo_offers import Undo
from gateway.web.kit.visits import Route, Visit, Visits

_REASONS = {
    "everyone": "all colleagues see it",
    "colleague": "was given access",
    "account_manager": "is the account manager",
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
    return visit.page("clients/client_access.html", **_shown(visit))


def change(visit: Visit, form: Form) -> Response:
    client_id = visit.request.parameters["client_id"]
    given = draft_steps.read("access", form)["access"]
    version = int(form["version"]) if form.get("version", "").isdecimal() else None
    try:
        until = end_dates.read(form)
        before = access.get_client_access(visit.rpc, client_id=client_id)
        ends = _ends(before, given["colleague_ids"], until)
        changed = access.put_client_access(
            visit.rpc, client_id=client_id, if_version=version, colleague_ends=ends, **given
        )
    except (InvalidInput, StaleVersion) as problem:
        shown = {**_shown(visit), "given": given, "values": form}
        return visit.refused("clients/client_access.html", _of_this_form(problem), **shown)
    read_your_writes.wait(visit.request, visit.services, changed["message_ids"])
    undo = None if _what(before) == _what(changed) else _undo(client_id, before, changed["version"])
    return visit.go(f"/clients/{client_id}/access", done="changed", undo=undo)


def take_back(visit: Visit, form: Form) -> Response:
    """Access as it was before a change, with its ends; refused where somebody has changed it since."""
    client_id = visit.request.parameters["client_id"]
    given = draft_steps.read("access", form)["access"]
    ends = [each.partition(" ") for each in form.all("end")]
    try:
        changed = access.put_client_access(
            visit.rpc,
            client_id=client_id,
            if_version=int(form["version"]) if form.get("version", "").isdecimal() else None,
            colleague_ends=[
                access.ColleagueEnd(user_id=user_id, until=datetime.fromisoformat(until))
                for user_id, _, until in ends
            ],
            **given,
        )
    except (InvalidInput, StaleVersion) as problem:
        return visit.refused("clients/client_access.html", _of_this_form(problem), **_shown(visit))
    read_your_writes.wait(visit.request, visit.services, changed["message_ids"])
    return visit.go(f"/clients/{client_id}/access", done="undone")


def _what(granted: access.GrantedAccess) -> tuple[Any, ...]:
    ends = {each["user_id"]: each["until"] for each in granted.get("colleague_ends", [])}
    given = (set(granted[each]) for each in ("colleague_ids", "team_ids"))
    return granted["everyone"], granted["account_manager_id"], *given, ends


def _undo(client_id: str, before: access.GrantedAccess, version: int) -> Undo:
    manager = before["account_manager_id"]
    fields = [
        ("version", str(version)),
        ("access.everyone", "yes" if before["everyone"] else "no"),
        *(("access.colleague_ids", each) for each in before["colleague_ids"]),
        *(("access.team_ids", each) for each in before["team_ids"]),
        *([("access.account_manager_id", manager)] if manager else []),
        *(("end", f"{each['user_id']} {each['until']}") for each in before.get("colleague_ends", [])),
    ]
    return Undo(f"/clients/{client_id}/access/undo", tuple(fields))


def _ends(
    granted: access.GrantedAccess, colleague_ids: list[str], until: datetime | None
) -> list[access.ColleagueEnd] | None:
    """Whoever is ticked now has access until then; whoever had it keeps what end it has."""
    if until is None:
        return None
    kept = {end["user_id"]: datetime.fromisoformat(end["until"]) for end in granted.get("colleague_ends", [])}
    new = dict.fromkeys(set(colleague_ids) - set(granted["colleague_ids"]), until)
    if not new:
        raise InvalidInput.at("/until", "nobody_new", "Tick the colleagues who are given access until then.")
    ends = {**kept, **new}
    return [access.ColleagueEnd(user_id=each, until=ends[each]) for each in colleague_ids if each in ends]


def _of_this_form(problem: InvalidInput | StaleVersion) -> InvalidInput | StaleVersion:
    """The form has one end, for whoever is ticked."""
    if isinstance(problem, StaleVersion):
        return problem
    of_ends = [each for each in problem.errors if each["pointer"].startswith("/colleague_ends/")]
    errors: list[FieldError] = [each for each in problem.errors if each not in of_ends]
    if of_ends:
        errors.append({**of_ends[0], "pointer": "/until"})
    return InvalidInput(errors)


def activity(visit: Visit) -> Response:
    return redirect(f"/activity?client_id={visit.request.parameters['client_id']}")


def _shown(visit: Visit) -> dict[str, Any]:
    client_id = visit.request.parameters["client_id"]
    client = accounts.get_client(visit.rpc, client_id)
    shown: dict[str, Any] = {"client": client, "given": client["access"], "may": False, "version": None}
    shown |= {"colleagues": [], "teams": [], "managers": [], "people": [], "requests": [], "values": {}}
    try:
        granted = access.get_client_access(visit.rpc, client_id=client_id)
        shown["requests"] = granted.get("requests", [])
        shown |= people.to_choose(visit)
        with_access = access.list_people_with_access(visit.rpc, client_id=client_id, limit=200)["items"]
    except RoleRequired:
        return shown
    shown |= {"given": granted, "version": granted["version"], "may": visit.is_admin}
    shown["people"] = [
        (each["name"], Markup(", ").join(_why(reason) for reason in each["reasons"])) for each in with_access
    ]
    return shown


def _why(reason: Mapping[str, Any]) -> str:
    if reason.get("until"):
        return Markup("was given access until {}").format(moments.element(reason["until"], "day"))
    if reason["reason"] == "role":
        return _ROLES.get(reason.get("role", ""), "by role")
    if reason["reason"] == "team":
        return f"is in the team {reason.get('name', '')}"
    return _REASONS[reason["reason"]]
