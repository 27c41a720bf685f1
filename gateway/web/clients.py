"""The list of clients: product.md 8.2."""

from __future__ import annotations

from contracts import accounts
from gateway.responses import Response
from gateway.web.visits import Route, Visit, Visits


def routes(visiting: Visits) -> list[Route]:
    return [visiting.shows("/clients", show)]


def show(visit: Visit) -> Response:
    found = visit.rpc.call(accounts.LIST_CLIENTS, visit.query.given("sort", "cursor"))
    return visit.page("clients.html", clients=found["items"], next_cursor=found["next_cursor"])
