"""The practice's board of invitations: by state, each and many resent and revoked (product.md 5)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from contracts import invitations
from contracts.errors import InvalidInput
from contracts.invitations.schemas import STATES
from gateway.responses import Response
from gateway.web import wording
from gateway.web.forms import Form, Given
from gateway.web.visits import Route, Visit, Visits

#: As many as can be done at once.
_A_PAGE = 50
_ACTIONS = {"resend": invitations.resend_invitations, "revoke": invitations.revoke_invitations}


def routes(visiting: Visits) -> list[Route]:
    return [visiting.shows("/invitations", show), visiting.takes("/invitations", change)]


def show(visit: Visit, told: dict[str, Any] | None = None) -> Response:
    """One page of the board. What the address asks for and is not known is left out of account."""
    query = visit.query.given("state", "cursor")
    if query.get("state") not in STATES:
        query.pop("state", None)
    try:
        found = invitations.list_invitations(visit.rpc, limit=_A_PAGE, **query)
    except InvalidInput:
        query = {}
        found = invitations.list_invitations(visit.rpc, limit=_A_PAGE)
    now = datetime.now(UTC)
    return visit.page(
        "invitations.html",
        invitations=[(each, *wording.invited(each, now)) for each in found["items"]],
        query=Given(query),
        here=_address(query),
        following=_address({**query, "cursor": found["next_cursor"]}) if found["next_cursor"] else None,
        told=told,
    )


def change(visit: Visit, form: Form) -> Response:
    """Resend the one whose button was pressed, or do with all that are ticked what was chosen."""
    action, only = form.text("action"), form.text("resend")
    if only:
        action, chosen = "resend", [only]
    else:
        chosen = form.all("invitation_id")[:_A_PAGE]
    if action not in _ACTIONS or not chosen:
        return visit.go(_address(visit.query.given("state", "cursor")))
    results = _ACTIONS[action](visit.rpc, chosen)
    refused = [
        {"name": form.get(f"name.{each['invitation_id']}", "This invitation"), "detail": each["detail"]}
        for each in results
        if each["result"] == "refused"
    ]
    return show(visit, {"action": action, "done": len(results) - len(refused), "refused": refused})


def _address(query: dict[str, Any]) -> str:
    return f"/invitations?{urlencode(query)}" if query else "/invitations"
