"""The client that somebody asks for on a page: one that a search has found, or one that they see and may do
too little with.
"""

from __future__ import annotations

from typing import NamedTuple

from contracts import access, accounts
from contracts.access import AccessLevel, AccessRequestState, AccessRequestView
from contracts.errors import InvalidInput, NotFound
from gateway.web.clients import client_access_levels
from gateway.web.kit.visits import Visit


class RequestedClient(NamedTuple):
    """`held` is None where they cannot see it. `requested` is that they have asked already."""

    id: str
    name: str
    practice_code: str | None
    requested: bool
    held: AccessLevel | None = None

    def levels(self) -> list[client_access_levels.Offered]:
        """Those that can be asked for."""
        return client_access_levels.above(self.held)


def find(visit: Visit, q: str, client_id: str) -> RequestedClient:
    """Raises `NotFound` where no search shows it, which says what may be found, and they do not see it."""
    return (_hidden(visit, q, client_id) if q else None) or _seen(visit, client_id)


def _hidden(visit: Visit, q: str, client_id: str) -> RequestedClient | None:
    try:
        found = accounts.list_clients(visit.rpc, q=q, limit=1, include="names").get("hidden", [])
    except InvalidInput:
        return None
    for each in found:
        if each["id"] == client_id:
            return RequestedClient(client_id, each["name"], each["practice_code"], each["requested"])
    return None


def _seen(visit: Visit, client_id: str) -> RequestedClient:
    try:
        waiting = access.list_access_requests(
            visit.rpc,
            view=AccessRequestView.MINE,
            state=AccessRequestState.PENDING,
            client_id=client_id,
            limit=1,
        )
        client = accounts.get_client(visit.rpc, client_id)
    except InvalidInput:
        raise NotFound(what="client") from None
    held = AccessLevel(client.get("level", AccessLevel.MANAGE))
    return RequestedClient(client_id, client["name"], client["practice_code"], bool(waiting["items"]), held)
