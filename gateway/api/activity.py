"""The audit trail."""

from __future__ import annotations

from contracts import access
from contracts.errors import NotFound, PracticeAccountRequired, RoleRequired
from gateway.api.operations import Operation

_ADA = {"id": "user_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Ada Birch"}

OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/activity",
        name="listActivity",
        summary="Who changed what, newest first",
        description=(
            "The whole practice's, for admins; one client's, for whoever sees it. `user_id` finds what "
            "somebody did and what was done to them."
        ),
        tag="Activity",
        call=access.LIST_ACTIVITY,
        refusals=(PracticeAccountRequired, RoleRequired, NotFound),
        example_answer={
            "items": [
                {
                    "place": 12,
                    "at": "2026-11-02T08:00:00Z",
                    "kind": "colleague.changed",
                    "actor": _ADA,
                    "client": None,
                    "user": {"id": "user_01JC2Z5T8V9QWERTY0ABCDEFGJ", "name": "Ben Ash"},
                    "team": None,
                    "before": {"role": "standard", "permissions": []},
                    "after": {"role": "client_admin", "permissions": []},
                    "names": {},
                    "correlation_id": "01JC2Z5T8V9QWERTY0ABCDEFGH",
                    "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                }
            ],
            "next_cursor": None,
        },
    ),
)
