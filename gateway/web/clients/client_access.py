"""Who in the practice sees a client, and why (product.md 2.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from contracts import access, accounts
from contracts.errors import FieldError, InvalidInput, RoleRequired, StaleVersion
from gateway.calls import read_your_writes
from gateway.http.responses import Response
from gateway.web.add_client import draft_steps
from gateway.web.kit import end_dates, moments, past_days, people
from gateway.web.kit.forms import Form
from gateway.web.kit.rendering import redirect
from gateway.web.kit.undo_offers import Undo
from gateway.web.kit.visits import Route, Visit, Visits

_REASONS = {
    "everyone": "all colleagues see it",
    "colleague": "was given access",
    "account_manager": "is the account manager",
    "team": "is in the team {team}, which sees it",
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
    given = draft_steps.read("access", form)["access"]
    version = int(form["version"]) if form.get("version", "").isdecimal() else None
    try:
        before = access.get_client_access(visit.rpc, client_id=client_id)
        ends = _ends(before, given, end_dates.read(form))
        changed = access.put_client_access(
            visit.rpc, client_id=client_id, if_version=version, **ends, **given
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
    colleagues = [each.partition(" ") for each in form.all("end")]
    others = [each.split(" ") for each in form.all("ends")]
    try:
        changed = access.put_client_access(
            visit.rpc,
            client_id=client_id,
            if_version=int(form["version"]) if form.get("version", "").isdecimal() else None,
            colleague_ends=[
                access.ColleagueEnd(user_id=user_id, until=datetime.fromisoformat(until))
                for user_id, _, until in colleagues
            ],
            ends=[
                _kept({"grant": grant, "until": until, "team_id": team_id or None})
                for grant, until, team_id in others
            ],
            **given,
        )
    except (InvalidInput, StaleVersion) as problem:
        return visit.refused("clients/client_access.html", _of_this_form(problem), **_shown(visit))
    read_your_writes.wait(visit.request, visit.services, changed["message_ids"])
    return visit.go(f"/clients/{client_id}/access", done="undone")


def _what(granted: access.GrantedAccess) -> tuple[Any, ...]:
    ends = {each["user_id"]: each["until"] for each in granted.get("colleague_ends", [])}
    others = {(each["grant"], each.get("team_id")): each["until"] for each in granted.get("ends", [])}
    given = (set(granted[each]) for each in ("colleague_ids", "team_ids"))
    return granted["everyone"], granted["account_manager_id"], *given, ends, others


def _undo(client_id: str, before: access.GrantedAccess, version: int) -> Undo:
    manager = before["account_manager_id"]
    fields = [
        ("version", str(version)),
        ("access.everyone", "yes" if before["everyone"] else "no"),
        *(("access.colleague_ids", each) for each in before["colleague_ids"]),
        *(("access.team_ids", each) for each in before["team_ids"]),
        *([("access.account_manager_id", manager)] if manager else []),
        *(("end", f"{each['user_id']} {each['until']}") for each in before.get("colleague_ends", [])),
        *(
            ("ends", f"{each['grant']} {each['until']} {each.get('team_id') or ''}")
            for each in before.get("ends", [])
        ),
    ]
    return Undo(f"/clients/{client_id}/access/undo", tuple(fields))


def _ends(
    granted: access.GrantedAccess, given: Mapping[str, Any], until: datetime | None
) -> Mapping[str, Any]:
    """Whatever is given now has access until then; whatever was given keeps what end it has."""
    if until is None:
        return {}
    colleagues = dict.fromkeys(set(given["colleague_ids"]) - set(granted["colleague_ids"]), until)
    others = _new_ends(given, granted, until)
    if not colleagues and not others:
        raise InvalidInput.at("/until", "nobody_new", "Choose who is given access until then.")
    for end in granted.get("colleague_ends", []):
        if end["user_id"] in given["colleague_ids"]:
            colleagues[end["user_id"]] = datetime.fromisoformat(end["until"])
    return {
        "colleague_ends": [access.ColleagueEnd(user_id=each, until=end) for each, end in colleagues.items()],
        "ends": [*others, *(_kept(end) for end in granted.get("ends", []) if _stays(end, given, granted))],
    }


def _new_ends(given: Mapping[str, Any], granted: Mapping[str, Any], until: datetime) -> list[access.GivenEnd]:
    """Of everyone, the account manager and the teams, where that is given now."""
    kinds = access.EndingGrant
    new = [
        access.GivenEnd(grant=kinds.TEAM, team_id=each, until=until)
        for each in given["team_ids"]
        if each not in granted["team_ids"]
    ]
    if given["everyone"] and not granted["everyone"]:
        new.append(access.GivenEnd(grant=kinds.EVERYONE, until=until))
    if given["account_manager_id"] not in (None, granted["account_manager_id"]):
        new.append(access.GivenEnd(grant=kinds.ACCOUNT_MANAGER, until=until))
    return new


def _stays(end: Mapping[str, Any], given: Mapping[str, Any], granted: Mapping[str, Any]) -> bool:
    """Whether what ends is given still."""
    if end["grant"] == access.EndingGrant.TEAM:
        return end["team_id"] in given["team_ids"]
    if end["grant"] == access.EndingGrant.EVERYONE:
        return bool(given["everyone"])
    return bool(given["account_manager_id"] == granted["account_manager_id"])


def _kept(end: Mapping[str, Any]) -> access.GivenEnd:
    until = datetime.fromisoformat(end["until"])
    return access.GivenEnd(grant=access.EndingGrant(end["grant"]), team_id=end.get("team_id"), until=until)


def _of_this_form(problem: InvalidInput | StaleVersion) -> InvalidInput | StaleVersion:
    """The form has one end, for whoever is ticked."""
    if isinstance(problem, StaleVersion):
        return problem
    of_ends = [each for each in problem.errors if each["pointer"].startswith(("/colleague_ends/", "/ends/"))]
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
    shown |= {"days": {}, "then": None}
    try:
        granted = access.get_client_access(visit.rpc, client_id=client_id)
        shown["requests"] = granted.get("requests", [])
        shown |= people.to_choose(visit)
        with_access = access.list_people_with_access(visit.rpc, client_id=client_id, limit=200)["items"]
    except RoleRequired:
        return shown
    shown |= {"given": granted, "version": granted["version"], "may": visit.is_admin}
    shown["people"] = _people(with_access)
    return shown


def _people(with_access: Sequence[access.PersonWithAccess]) -> list[tuple[str, str]]:
    """The name of each, and why."""
    return [
        (each["name"], Markup(", ").join(_why(reason) for reason in each["reasons"])) for each in with_access
    ]


def _why(reason: Mapping[str, Any]) -> str:
    if reason["reason"] == "role":
        return _ROLES.get(reason.get("role", ""), "by role")
    words = _REASONS[reason["reason"]].format(team=reason.get("name", ""))
    if reason.get("until"):
        return Markup("{} until {}").format(words, moments.element(reason["until"], "day"))
    return words
