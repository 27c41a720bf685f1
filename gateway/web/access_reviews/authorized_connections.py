"""The connections that work by a colleague's sign-in: somebody else authorises them again when they leave."""

from __future__ import annotations

from typing import Any

from contracts import connections
from contracts.errors import Refusal
from gateway.web.kit.visits import Visit

_MOST = 50


def of(visit: Visit, user_id: str) -> dict[str, Any]:
    """For `authorized_connections.html`, which says so where connections cannot be asked."""
    try:
        found = connections.list_connections(visit.rpc, connected_by=user_id, limit=_MOST)
        providers = connections.list_providers(visit.rpc)["items"]
    except Refusal:
        return {"authorized": None, "more_authorized": False, "vendors": {}}
    return {
        "authorized": found["items"],
        "more_authorized": found["next_cursor"] is not None,
        "vendors": {each["id"]: each["name"] for each in providers},
    }
