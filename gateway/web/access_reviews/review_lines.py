"""The lines of one colleague in an access review, decided by one key each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts import access
from contracts.access import ReviewDecision
from contracts.errors import InvalidInput, NotFound, Refusal
from gateway.calls import read_your_writes
from gateway.http.responses import Response
from gateway.web.access_reviews import authorized_connections
from gateway.web.access_reviews.one_review import named, undecided
from gateway.web.access_reviews.review_list import PATH
from gateway.web.clients import client_access_levels
from gateway.web.clients.client_access import why
from gateway.web.kit import end_dates
from gateway.web.kit.forms import Form
from gateway.web.kit.undo_offers import Undo
from gateway.web.kit.visits import Route, Visit, Visits

_LINES = f"{PATH}/{{review_id}}/colleagues/{{user_id}}"
_LINE = f"{_LINES}/lines/{{line_id}}"
_PAGE = "access_reviews/review_lines.html"
#: As many as are looked at by one key each, and as a page has room for.
_A_PAGE = 20
_MOST_COLLEAGUES = 200
_DONE = {ReviewDecision.KEEP: "kept", ReviewDecision.CHANGE: "changed", ReviewDecision.END: "ended"}


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows(_LINES, show),
        visiting.takes(_LINE, decide),
        visiting.takes(f"{_LINE}/undo", undo),
    ]


def show(visit: Visit) -> Response:
    return visit.page(_PAGE, **_shown(visit))


def decide(visit: Visit, form: Form) -> Response:
    """Whatever button was pressed. What is typed for a change counts for a change alone."""
    decision = form.text("decision")
    try:
        change = decision == ReviewDecision.CHANGE
        done = access.decide_review_line(
            visit.rpc,
            named(visit),
            _line_id(visit),
            decision,
            level=client_access_levels.read(form) if change else None,
            until=end_dates.read(form) if change else None,
            access_tag=form.text("access_tag") or None,
        )
    except (
        InvalidInput,
        access.AccessChangedSince,
        access.DecisionNotPossible,
        access.AccessReviewOver,
    ) as problem:
        return _refused(visit, problem, form)
    read_your_writes.wait(visit.request, visit.services, done["message_ids"])
    back = Undo(f"{_here(visit)}/lines/{_line_id(visit)}/undo")
    return visit.go(_here(visit), done=_DONE[ReviewDecision(decision)], undo=back)


def undo(visit: Visit, form: Form) -> Response:
    try:
        done = access.undo_review_decision(visit.rpc, named(visit), _line_id(visit))
    except access.AccessReviewOver as problem:
        return _refused(visit, problem, form)
    read_your_writes.wait(visit.request, visit.services, done["message_ids"])
    return visit.go(_here(visit), done="left" if done["changed_since"] else "undone")


def _refused(visit: Visit, problem: Refusal, form: Form) -> Response:
    shown = {**_shown(visit), "values": form, "refused_line": _line_id(visit)}
    return visit.refused(_PAGE, problem, **shown)


def _line_id(visit: Visit) -> str:
    return str(visit.request.parameters["line_id"])


def _here(visit: Visit) -> str:
    return _LINES.format(review_id=named(visit), user_id=visit.request.parameters["user_id"])


def _shown(visit: Visit) -> dict[str, Any]:
    """The lines that wait, or with `view=decided` all of them. Raises `NotFound`."""
    review = access.get_access_review(visit.rpc, named(visit))
    user_id = visit.request.parameters["user_id"]
    whose = access.list_reviewed_colleagues(visit.rpc, review["id"], user_id=user_id)["items"]
    if not whose:
        raise NotFound(what="colleague")
    whom = access.list_reviewed_colleagues(visit.rpc, review["id"], limit=_MOST_COLLEAGUES)["items"]
    decided = visit.query.get("view") == "all" or review["state"] != "open"
    found = access.list_review_lines(
        visit.rpc,
        review["id"],
        user_id=user_id,
        undecided=not decided,
        limit=_A_PAGE,
        cursor=visit.query.get("cursor") or None,
    )
    return {
        "review": review,
        "colleague": whose[0],
        "following": _next(whom, user_id),
        "lines": [_line(each) for each in found["items"]],
        "next_cursor": found["next_cursor"],
        "here": _here(visit),
        **authorized_connections.of(visit, user_id),
        "all_of_them": decided,
        "levels": [(level, word) for level, word, _ in client_access_levels.LEVELS],
        "level_words": {level: word for level, word, _ in client_access_levels.LEVELS},
        "may": client_access_levels.MAY,
        "values": {},
        "refused_line": None,
    }


def _line(line: access.ReviewLine) -> Mapping[str, Any]:
    """A line with its reasons in words."""
    return {
        **line,
        "why": [why(reason) for reason in line["reasons"]],
        "why_now": [why(reason) for reason in line["now"]],
    }


def _next(whom: list[access.ReviewedColleague], user_id: str) -> access.ReviewedColleague | None:
    """Who is next of those with lines that wait: after this one, else from the beginning. Of a very large
    practice only so many are looked at.
    """
    places = [place for place, each in enumerate(whom) if each["user_id"] == user_id]
    after = places[0] + 1 if places else 0
    return next((each for each in whom[after:] + whom[:after] if undecided(each)), None)
