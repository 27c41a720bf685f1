"""Who in the practice sees a client, and why (product.md 2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts import access, accounts
from contracts.errors import InvalidInput, RoleRequired, StaleVersion
from gateway.calls import read_your_writes
from gateway.http.responses import Response
from gateway.web.add_client import draft_steps
from gateway.web.kit import people
from gateway.web.kit.forms import Form
from gateway.web.kit.rendering import redirect
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
        visiting.shows("/clients/{client_id}/activity", activity),
    ]


def show(visit: Visit) -> Response:
    return visit.page("clients/client_access.html", **_shown(visit))


def change(visit: Visit, form: Form) -> Response:
    client_id = visit.request.parameters["client_id"]
    given = draft_steps.read("access", form)["access"]
    version = int(form["version"]) if form.get("version", "").isdecimal() else None
    try:
        changed = access.put_client_access(visit.rpc, client_id=client_id, if_version=version, **given)
    except (InvalidInput, StaleVersion) as problem:
        shown = {**_shown(visit), "given": given}
        return visit.refused("clients/client_access.html", problem, **shown)
    read_your_writes.wait(visit.request, visit.services, changed["message_ids"])
    return visit.go(f"/clients/{client_id}/access", done="changed")


def activity(visit: Visit) -> Response:
    return redirect(f"/activity?client_id={visit.request.parameters['client_id']}")


def _shown(visit: Visit) -> dict[str, Any]:
    client_id = visit.request.parameters["client_id"]
    client = accounts.get_client(visit.rpc, client_id)
    shown: dict[str, Any] = {"client": client, "given": client["access"], "may": False, "version": None}
    shown |= {"colleagues": [], "teams": [], "managers": [], "people": [], "requests": []}
    try:
        granted = access.get_client_access(visit.rpc, client_id=client_id)
        shown["requests"] = granted.get("requests", [])
        shown |= people.to_choose(visit)
        with_access = access.list_people_with_access(visit.rpc, client_id=client_id, limit=200)["items"]
    except RoleRequired:
        return shown
    shown |= {"given": granted, "version": granted["version"], "may": visit.is_admin}
    shown["people"] = [
        (each["name"], ", ".join(_why(reason) for reason in each["reasons"])) for each in with_access
    ]
    return shown


def _why(reason: Mapping[str, Any]) -> str:
    if reason["reason"] == "role":
        return _ROLES.get(reason.get("role", ""), "by role")
    if reason["reason"] == "team":
        return f"is in the team {reason.get('name', '')}"
    return _REASONS[reason["reason"]]
