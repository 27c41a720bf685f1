"""The health of the practice's connections: those that need somebody come first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracts import connections
from contracts.access.states import AccessLevel
from gateway.http.responses import Response
from gateway.web.kit.visits import Route, Visit, Visits


def routes(visiting: Visits) -> list[Route]:
    return [visiting.shows("/connections", show)]


def show(visit: Visit) -> Response:
    providers = connections.list_providers(visit.rpc)["items"]
    request_schema = visit.query.given("state", "provider", "cursor")
    known = {"state": ("connected", "needs_reconnect", "warning"), "provider": [p["id"] for p in providers]}
    query = {
        name: value for name, value in request_schema.items() if name == "cursor" or value in known[name]
    }
    found = connections.list_connections(visit.rpc, **query)
    return visit.page(
        "connections/connection_list.html",
        connections=found["items"],
        next_cursor=found["next_cursor"],
        query=query,
        providers=providers,
        names={each["id"]: each["name"] for each in providers},
        # Whoever signs in for no one client may add clients (product.md 1.3).
        broken=_several_broken(found["items"]) if visit.may_add_clients else [],
    )


def _several_broken(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """The vendors at which several connections need reconnecting that are theirs to mend: one sign-in may
    mend them all.
    """
    broken = [
        each["provider"]
        for each in items
        if each["state"] == "needs_reconnect" and each.get("level") != AccessLevel.VIEW
    ]
    return sorted({provider for provider in broken if broken.count(provider) > 1})
