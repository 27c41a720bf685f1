"""The practice's own settings: its name, its plan, and what new clients begin with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts import accounts
from contracts.errors import InvalidInput, RoleRequired, StaleVersion
from gateway.http.responses import Response
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

_PAGE = "practice/practice_settings.html"


def routes(visiting: Visits) -> list[Route]:
    return [visiting.shows("/settings", show), visiting.takes("/settings", change)]


def show(visit: Visit) -> Response:
    practice = accounts.get_practice(visit.rpc)
    return visit.page(_PAGE, values=_values(practice), **_choices(visit, practice))


def change(visit: Visit, form: Form) -> Response:
    wanted: dict[str, Any] = {
        "name": form.text("name"),
        "defaults": {
            "country": form.text("defaults.country"),
            "base_currency": form.text("defaults.base_currency"),
            "solutions": form.all("defaults.solutions"),
        },
    }
    if form.text("hidden_clients"):
        wanted["hidden_clients"] = form.text("hidden_clients")
    if form.text("document_senders"):
        wanted["document_senders"] = form.text("document_senders")
    if form.text("document_receipts"):
        wanted["document_receipts"] = form.text("document_receipts")
    if form.text("plan"):
        wanted["plan"] = form.text("plan")
    wanted |= form.if_version()
    try:
        accounts.change_practice(visit.rpc, **wanted)
    except (InvalidInput, RoleRequired, StaleVersion) as problem:
        # After a stale edit what was typed stays, over the version there is now.
        practice = accounts.get_practice(visit.rpc)
        values = {**_values(practice), **form, "solutions": form.all("defaults.solutions")}
        return visit.refused(_PAGE, problem, values=values, **_choices(visit, practice))
    visit.services.accounts.forget(visit.account["id"])
    return visit.go("/settings", done="saved")


def _values(practice: Mapping[str, Any]) -> Mapping[str, Any]:
    defaults = practice["defaults"]
    return {
        "name": practice["name"],
        "plan": practice["plan"],
        # Accounts of the release before does not say.
        "hidden_clients": practice.get("hidden_clients", ""),
        "document_senders": practice.get("document_senders", ""),
        "document_receipts": practice.get("document_receipts", ""),
        "defaults.country": defaults["country"],
        "defaults.base_currency": defaults["base_currency"],
        "solutions": defaults["solutions"],
    }


def _choices(visit: Visit, practice: Mapping[str, Any]) -> Mapping[str, Any]:
    def listed(kind: str) -> list[tuple[str, str]]:
        return [(each["code"], each["name"]) for each in accounts.get_reference(visit.rpc, kind)]

    return {
        "version": practice["version"],
        "countries": listed("countries"),
        "currencies": listed("currencies"),
        "catalogue": [(code, name, "") for code, name in listed("solutions")],
    }
