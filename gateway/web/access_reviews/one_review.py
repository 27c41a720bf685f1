"""One access review: how far it is, with whom, its file, and its end."""

from __future__ import annotations

from typing import Any

from contracts import access
from gateway.calls import review_documents
from gateway.http.responses import Response, csv, pdf
from gateway.web.access_reviews.review_list import PATH
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits

_ONE = f"{PATH}/{{review_id}}"
_A_PAGE = 50
_END = "access_reviews/end_review.html"


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows(_ONE, show),
        visiting.shows(f"{_ONE}/access-review.csv", export),
        visiting.shows(f"{_ONE}/access-review.pdf", export_pdf),
        visiting.shows(f"{_ONE}/sign-off", ask_to_sign_off),
        visiting.takes(f"{_ONE}/sign-off", sign_off),
        visiting.shows(f"{_ONE}/cancel", ask_to_cancel),
        visiting.takes(f"{_ONE}/cancel", cancel),
    ]


def show(visit: Visit) -> Response:
    review_id = named(visit)
    review = access.get_access_review(visit.rpc, review_id)
    cursor = visit.query.get("cursor") or None
    whom = access.list_reviewed_colleagues(visit.rpc, review_id, limit=_A_PAGE, cursor=cursor)
    return visit.page(
        "access_reviews/one_review.html",
        review=review,
        undecided=undecided(review),
        most_in_pdf=review_documents.MOST_LINES,
        colleagues=whom["items"],
        next_cursor=whom["next_cursor"],
    )


def export(visit: Visit) -> Response:
    return csv(access.review_file(visit.rpc, named(visit)), "access-review.csv")


def export_pdf(visit: Visit) -> Response:
    return pdf(review_documents.written(visit.request, visit.services, named(visit)), "access-review.pdf")


def ask_to_sign_off(visit: Visit) -> Response:
    return visit.page(_END, **_ending(visit, "sign_off"))


def ask_to_cancel(visit: Visit) -> Response:
    return visit.page(_END, **_ending(visit, "cancel"))


def sign_off(visit: Visit, _form: Form) -> Response:
    try:
        access.sign_off_access_review(visit.rpc, named(visit))
    except (
        access.AccessReviewNotReady,
        access.AccessReviewUndecided,
        access.AccessReviewOver,
    ) as problem:
        return visit.refused(_END, problem, **_ending(visit, "sign_off"))
    return visit.go(f"{PATH}/{named(visit)}", done="signed-off")


def cancel(visit: Visit, _form: Form) -> Response:
    try:
        access.cancel_access_review(visit.rpc, named(visit))
    except access.AccessReviewOver as problem:
        return visit.refused(_END, problem, **_ending(visit, "cancel"))
    return visit.go(PATH, done="cancelled")


def named(visit: Visit) -> str:
    return str(visit.request.parameters["review_id"])


def undecided(review: access.AccessReview | access.ReviewedColleague) -> int:
    return review["lines"] - review["kept"] - review["changed"] - review["ended"]


def _ending(visit: Visit, how: str) -> dict[str, Any]:
    review = access.get_access_review(visit.rpc, named(visit))
    return {"review": review, "how": how, "undecided": undecided(review)}
