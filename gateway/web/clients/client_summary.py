"""One client's page: who and what it is, and what is next by whom (ui.md, "After Create")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracts import accounts
from gateway.http.responses import Response
from gateway.web.clients import client_checklist, client_people
from gateway.web.kit.rendering import VENDORS
from gateway.web.kit.visits import Route, Visit, Visits


def routes(visiting: Visits) -> list[Route]:
    return [visiting.shows("/clients/{client_id}", show)]


def show(visit: Visit) -> Response:
    client_id = visit.request.parameters["client_id"]
    client = accounts.get_client(visit.rpc, client_id)
    guide = accounts.get_guide(visit.rpc, client_id) if client["status"] == "active" else []
    people = client_people.of(visit, client)
    return visit.page(
        "clients/client_summary.html",
        client=client,
        # Accounts of the release before does not say.
        software=client.get("software"),
        industry=_named(visit, "industries", client["industry"]),
        checklist=client_checklist.of(client, guide, VENDORS, people),
        in_charge=client_people.in_charge(visit, client),
        joined=client_people.in_words(people.joined),
        invited=client_people.in_words(people.invited),
        people=people,
    )


def _named(visit: Visit, kind: str, code: str | None) -> str | None:
    if code is None:
        return None
    found: Sequence[Mapping[str, Any]] = accounts.get_reference(visit.rpc, kind, q=code)
    return next((f"{each['code']} {each['name']}" for each in found if each["code"] == code), code)
