"""Where a colleague begins: what needs them today, and how the practice's clients come in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from contracts import access, accounts, invitations
from contracts.access import AccessSummary
from contracts.accounts import Home
from contracts.errors import ServiceUnavailable
from contracts.invitations import InvitationSummary
from contracts.messages import Rpc
from gateway.http.responses import Response
from gateway.web.home import needs, onboarding_pictures
from gateway.web.kit.rendering import redirect
from gateway.web.kit.visits import Route, Visit, Visits

Part = TypeVar("Part")


def routes(visiting: Visits) -> list[Route]:
    return [visiting.shows("/home", show)]


def show(visit: Visit) -> Response:
    """Each part is one call; where one cannot be asked the others are there all the same."""
    if visit.account["kind"] != "practice":
        return redirect("/account")
    home: Home | None = _answered(visit, accounts.get_home)
    summary: InvitationSummary | None = _answered(visit, invitations.get_invitation_summary)
    of_access: AccessSummary | None = _answered(visit, access.get_access_summary)
    acceptance = summary["acceptance"] if summary is not None else None
    return visit.page(
        "home/practice_home.html",
        lines=needs.lines(home, summary, of_access),
        home=home,
        lacking=None in (home, summary, of_access),
        in_words=needs.in_words,
        weeks=onboarding_pictures.weeks(home["weeks"]) if home is not None else None,
        sizes=onboarding_pictures,
        acceptance=acceptance,
        median=onboarding_pictures.lasted(acceptance["median_hours"]) if acceptance is not None else "",
        inviters=onboarding_pictures.inviters(acceptance) if acceptance is not None else [],
    )


def _answered(visit: Visit, part: Callable[[Rpc], Part]) -> Part | None:
    try:
        return part(visit.rpc)
    except ServiceUnavailable:
        return None
