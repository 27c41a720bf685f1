"""What stands before somebody leaves: a review of what they reach, and connections to be authorised again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts import access
from contracts.access import AccessReviewState
from gateway.web.access_reviews import authorized_connections
from gateway.web.kit.visits import Visit


def of(visit: Visit, colleague: Mapping[str, Any]) -> dict[str, Any]:
    """The newest review of this colleague that was not given up, and the connections that they authorised."""
    found = access.list_access_reviews(visit.rpc, user_id=colleague["id"], limit=20)["items"]
    kept = [each for each in found if each["state"] != AccessReviewState.CANCELLED]
    return {
        "review": kept[0] if kept else None,
        **authorized_connections.of(visit, colleague["id"]),
    }
