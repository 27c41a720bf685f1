"""What other services tell, as lines of the audit trail (product.md 8.5)."""

from __future__ import annotations

import re
from typing import Any

from chassis.work import Work
from contracts.accounts.events import CLIENT_CREATED, PRACTICE_REGISTERED
from contracts.messages import Event
from services.access import activity

#: Who did it, where an event says so by another name.
_ACTOR = {CLIENT_CREATED.type: "created_by", PRACTICE_REGISTERED.type: "owner_id"}
#: What a line shows of an event that has no before and after.
_SHOWN = ("name", "type", "plan", "crn", "state", "provider", "organisation_name", "invited")


def note(work: Work, event: Event, data: dict[str, Any]) -> None:
    """Write the event's line: `ClientCreated` becomes `client.created`."""
    after = data.get("after")
    if after is None:
        after = {name: data[name] for name in _SHOWN if name in data} or None
    activity.note(
        work,
        kind_of(event),
        practice_id=data["practice_id"],
        actor_id=data.get(_ACTOR.get(event.type, "actor_id")),
        client_id=data.get("client_id"),
        user_id=data.get("user_id"),
        before=data.get("before"),
        after=after,
    )


def kind_of(event: Event) -> str:
    """Such as `invitation.sent`, of `InvitationSent`."""
    first, *rest = re.findall("[A-Z][a-z]*", event.type)
    return f"{first}.{'_'.join(rest)}".lower()
