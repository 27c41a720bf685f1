"""The practice's access reviews, and starting one."""

from __future__ import annotations

from typing import Any

from contracts import access
from contracts.access import AccessReviewScope
from contracts.access.states import ADMINS
from contracts.errors import InvalidInput
from gateway.http.responses import Response
from gateway.web.kit import people
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

PATH = "/team/reviews"
_FORM = "access_reviews/start_review.html"
_A_PAGE = 20


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows(PATH, show),
        visiting.shows(f"{PATH}/new", ask),
        visiting.takes(f"{PATH}/new", start),
    ]


def show(visit: Visit) -> Response:
    found = access.list_access_reviews(visit.rpc, limit=_A_PAGE, cursor=visit.query.get("cursor") or None)
    return visit.page(
        "access_reviews/review_list.html", reviews=found["items"], next_cursor=found["next_cursor"]
    )


def ask(visit: Visit) -> Response:
    """The form, which an address may have filled in: `scope` and `user_id`."""
    given = visit.query.given("scope", "user_id", "team_id")
    return visit.page(_FORM, values={"scope": AccessReviewScope.EVERYONE, **given}, **_choices(visit, given))


def start(visit: Visit, form: Form) -> Response:
    scope = form.text("scope")
    try:
        review = access.start_access_review(
            visit.rpc,
            scope=scope,
            team_id=form.text("team_id") or None if scope == AccessReviewScope.TEAM else None,
            user_id=form.text("user_id") or None if scope == AccessReviewScope.COLLEAGUE else None,
            reviewer_id=form.text("reviewer_id") or None,
        )
    except InvalidInput as problem:
        return visit.refused(_FORM, problem, values=form, **_choices(visit, form))
    if review["lines"] and review["may_decide"] and review["scope"] == AccessReviewScope.COLLEAGUE:
        return visit.go(f"{PATH}/{review['id']}/colleagues/{form.text('user_id')}", done="started")
    return visit.go(f"{PATH}/{review['id']}", done="started")


def _choices(visit: Visit, given: dict[str, Any]) -> dict[str, Any]:
    present = people.colleagues(visit)
    whom = [(each["id"], each["name"]) for each in present]
    chosen = given.get("user_id")
    if chosen and chosen not in dict(whom):
        gone = people.known(visit, chosen)
        whom += [(gone["id"], gone["name"])] if gone is not None else []
    return {
        "colleagues": whom,
        "teams": [(each["id"], each["name"]) for each in people.teams(visit)],
        "admins": [
            (each["id"], each["name"])
            for each in present
            if each["role"] in ADMINS and each["status"] == "active"
        ],
    }
