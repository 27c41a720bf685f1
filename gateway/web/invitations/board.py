"""The practice's board of invitations: by state, each and many resent and revoked (product.md 5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from contracts import invitations
from contracts.access.states import AccessLevel
from contracts.errors import InvalidInput
from gateway.http.responses import Response
from gateway.web.kit import people, wording
from gateway.web.kit.forms import Form, Given
from gateway.web.kit.undo_offers import Undo
from gateway.web.kit.visits import Route, Visit, Visits

#: As many as can be done at once.
_A_PAGE = 50
_TRIED = (
    InvalidInput,
    invitations.InvitationAccepted,
    invitations.InvitationBeingUsed,
    invitations.InvitationNotCorrectable,
    invitations.InvitationOfPracticeBefore,
    invitations.InvitationLimit,
)
_ACTIONS = {"resend": invitations.resend_invitations, "revoke": invitations.revoke_invitations}


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows("/invitations", show),
        visiting.takes("/invitations", change),
        visiting.shows("/invitations/{invitation_id}", correct),
        visiting.takes("/invitations/{invitation_id}", send_corrected),
    ]


def show(visit: Visit, outcome: Mapping[str, Any] | None = None) -> Response:
    """One page of the board. What the address asks for and is not known is left out of account."""
    query = _query(visit)
    try:
        found = invitations.list_invitations(visit.rpc, limit=_A_PAGE, **query)
    except InvalidInput:
        query = {}
        found = invitations.list_invitations(visit.rpc, limit=_A_PAGE)
    return visit.page(
        "invitations/board.html",
        invitations=[(each, *wording.invited(each)) for each in found["items"]],
        any_to_change=any(map(_is_to_change, found["items"])),
        query=Given(query),
        inviter=people.known(visit, query.get("invited_by")) if visit.is_admin else None,
        here=_address(query),
        beginning=_address({**query, "cursor": None}),
        following=_address({**query, "cursor": found["next_cursor"]}) if found["next_cursor"] else None,
        outcome=outcome,
    )


def _is_to_change(invitation: Mapping[str, Any]) -> bool:
    joined = invitation["state"] == invitations.InvitationStatus.ACCEPTED
    return not joined and invitation.get("level") != AccessLevel.VIEW


def change(visit: Visit, form: Form) -> Response:
    """Resend the one whose button was pressed, or do with all that are ticked what was chosen."""
    action, only = form.text("action"), form.text("resend")
    if only:
        action, chosen = "resend", [only]
    else:
        chosen = form.all("invitation_id")[:_A_PAGE]
    if action not in _ACTIONS or not chosen:
        return visit.go(_address(_query(visit)))
    results = _ACTIONS[action](visit.rpc, chosen)
    refused = [
        {"name": form.get(f"name.{each['invitation_id']}", "This invitation"), "detail": each["detail"]}
        for each in results
        if each["result"] == "refused"
    ]
    return show(visit, {"action": action, "done": len(results) - len(refused), "refused": refused})


def correct(visit: Visit) -> Response:
    """One invitation, to send it to another address (product.md 5.3)."""
    found = invitations.get_invitation(visit.rpc, visit.request.parameters["invitation_id"])
    values = {"email": found["email"], "mobile": found["mobile"] or ""}
    return visit.page("invitations/correct.html", **_shown(visit, found), values=values)


def send_corrected(visit: Visit, form: Form) -> Response:
    """New links to what is in the form; without a number by email alone. Or void them all."""
    invitation_id = visit.request.parameters["invitation_id"]
    try:
        if form.text("action") == "revoke":
            invitations.revoke_invitation(visit.rpc, invitation_id)
            found = invitations.get_invitation(visit.rpc, invitation_id)
            to = (("email", found["email"]), ("mobile", found["mobile"] or ""))
            undo = Undo(f"/invitations/{invitation_id}", to, "Send a new link")
            return visit.go("/invitations", done="revoked", undo=undo)
        invitations.resend_invitation(
            visit.rpc,
            invitation_id=invitation_id,
            email=form.text("email"),
            mobile=form.text("mobile") or None,
        )
    except _TRIED as problem:
        found = invitations.get_invitation(visit.rpc, invitation_id)
        return visit.refused("invitations/correct.html", problem, **_shown(visit, found), values=form)
    return visit.go("/invitations", done="corrected")


def _shown(visit: Visit, found: Mapping[str, Any]) -> Mapping[str, Any]:
    text = None
    if found["client_id"] is not None and found["mobile"]:
        text = invitations.preview_text(visit.rpc, account_name=found["account_name"], name=found["name"])
    return {"invitation": found, "state": wording.invited(found), "text": text}


def _query(visit: Visit) -> dict[str, Any]:
    """What the address asks for and is known; the list of states has one more for those that end soon."""
    query: dict[str, Any] = visit.query.given("state", "ending", "invited_by", "cursor")
    if query.get("state") == "ending":
        query = {**query, "ending": "soon"}
    if query.get("state") not in tuple(invitations.InvitationStatus):
        query.pop("state", None)
    if query.get("ending") != "soon":
        query.pop("ending", None)
    return query


def _address(query: Mapping[str, Any]) -> str:
    given = {name: value for name, value in query.items() if value}
    return f"/invitations?{urlencode(given)}" if given else "/invitations"
