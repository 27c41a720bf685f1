"""Looking through who reaches what, and deciding line by line (docs/adr/0074)."""

from __future__ import annotations

from typing import Any

from contracts import access
from contracts.errors import NotFound, PracticeAccountRequired, RoleRequired
from gateway.api.operations import Operation
from gateway.calls import review_documents
from gateway.calls.services import Services
from gateway.http.requests import Request
from gateway.http.responses import Response, csv, pdf

_TAG = "Access reviews"
_PATH = "/v1/access-reviews"
_ONE = f"{_PATH}/{{review_id}}"
_DECISION = f"{_ONE}/lines/{{line_id}}/decision"

_ANN = {"id": "user_01JC2Z5T8V9QWERTY0ABCDEFGK", "name": "Ann Smith"}
_BEN = {"id": "user_01JC2Z5T8V9QWERTY0ABCDEFGJ", "name": "Ben Ash"}
_REVIEW: dict[str, Any] = {
    "id": "review_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "scope": "everyone",
    "team": None,
    "colleague": None,
    "reviewer": None,
    "state": "open",
    "started_by": _ANN,
    "started_at": "2026-11-02T08:00:00Z",
    "ended_by": None,
    "ended_at": None,
    "colleagues": 4,
    "ready": True,
    "lines": 61,
    "kept": 12,
    "changed": 1,
    "ended": 2,
    "digest": None,
    "may_decide": True,
}
_OVER: dict[str, Any] = {**_REVIEW, "ended_by": _ANN, "ended_at": "2026-11-03T08:00:00Z", "may_decide": False}
_SIGNED: dict[str, Any] = {
    **_OVER,
    "state": "signed_off",
    "kept": 58,
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}
_GIVEN = [{"reason": "colleague", "level": "manage"}]
_LINE: dict[str, Any] = {
    "id": "line_01JC2Z5T8V9QWERTY0ABCDEFGH",
    "colleague": _BEN,
    "client": {"id": "client_01JC2Z5T8V9QWERTY0ABCDEFGH", "name": "Acme Widgets Ltd"},
    "clients": 1,
    "reasons": _GIVEN,
    "level": "manage",
    "last_change_at": "2026-05-11T08:00:00Z",
    "decision": None,
    "new_level": None,
    "new_until": None,
    "decided_by": None,
    "decided_at": None,
    "now": _GIVEN,
    "changed_since": False,
    "access_tag": "0b5c9f0cbb4be2f5ba4e8a3c9d1f6e71",
    "possible": ["keep", "change", "end"],
}
_CHANGED: dict[str, Any] = {
    **_LINE,
    "decision": "change",
    "new_level": "view",
    "decided_by": _ANN,
    "decided_at": "2026-11-02T09:00:00Z",
    "now": [{"reason": "colleague", "level": "view"}],
    "access_tag": "54c3d1a7a9be4d9e2f0a6d7a1c2b3e4f",
}
_ADMINS = (PracticeAccountRequired, RoleRequired)
_FOUND = (*_ADMINS, NotFound)
_OPEN = (*_FOUND, access.AccessReviewOver)


def export(request: Request, services: Services) -> Response:
    review_id = request.parameters["review_id"]
    return csv(access.review_file(services.rpc, review_id), "access-review.csv")


def export_pdf(request: Request, services: Services) -> Response:
    review_id = request.parameters["review_id"]
    return pdf(review_documents.written(request, services, review_id), "access-review.pdf")


OPERATIONS = (
    Operation(
        method="POST",
        path=_PATH,
        name="startAccessReview",
        summary="Start a review of who reaches what",
        description=(
            "For admins. Takes down who of the colleagues reaches which client, why and at which level, to "
            "be decided line by line. What admins see by role, and what everybody sees, is one line for each "
            "colleague. Thousands of lines are `ready` a little later. With `reviewer_id`, that admin "
            "decides alone, for as long as they are one."
        ),
        tag=_TAG,
        call=access.START_ACCESS_REVIEW,
        status=201,
        takes="body",
        location=f"{_PATH}/{{id}}",
        refusals=_ADMINS,
        example={"scope": "everyone"},
        example_answer={**_REVIEW, "kept": 0, "changed": 0, "ended": 0},
    ),
    Operation(
        method="GET",
        path=_PATH,
        name="listAccessReviews",
        summary="Reviews of who reaches what, the newest first",
        tag=_TAG,
        call=access.LIST_ACCESS_REVIEWS,
        refusals=_ADMINS,
        example_answer={"items": [_REVIEW], "next_cursor": None},
    ),
    Operation(
        method="GET",
        path=_ONE,
        name="getAccessReview",
        summary="One review, and how far it is",
        tag=_TAG,
        call=access.GET_ACCESS_REVIEW,
        refusals=_FOUND,
        example_answer=_REVIEW,
    ),
    Operation(
        method="GET",
        path=f"{_ONE}/colleagues",
        name="listReviewedColleagues",
        summary="The colleagues whom a review is of",
        tag=_TAG,
        call=access.LIST_REVIEWED_COLLEAGUES,
        refusals=_FOUND,
        example_answer={
            "items": [
                {
                    "user_id": _BEN["id"],
                    "name": "Ben Ash",
                    "role": "standard",
                    "last_signed_in_at": "2026-11-01T16:20:00Z",
                    "ready": True,
                    "lines": 24,
                    "kept": 12,
                    "changed": 1,
                    "ended": 2,
                }
            ],
            "next_cursor": None,
        },
    ),
    Operation(
        method="GET",
        path=f"{_ONE}/lines",
        name="listReviewLines",
        summary="A review's lines, by colleague and client",
        description=(
            "As it was when the review began, and in `now` how it is at the moment. Of one colleague by "
            "`user_id`."
        ),
        tag=_TAG,
        call=access.LIST_REVIEW_LINES,
        refusals=_FOUND,
        example_answer={"items": [_LINE], "next_cursor": None},
    ),
    Operation(
        method="GET",
        path=f"{_ONE}/lines.csv",
        name="exportReviewLines",
        summary="A review's lines, as CSV",
        description="Of a review that is signed off, `digest` is the SHA-256 of this file as it is sent.",
        tag=_TAG,
        call=access.GET_REVIEW_FILE,
        documented=access.OneAccessReview,
        answer=export,
        media="text/csv",
        refusals=_FOUND,
    ),
    Operation(
        method="GET",
        path=f"{_ONE}/lines.pdf",
        name="exportReviewDocument",
        summary="A review and its lines, as PDF",
        description=(
            "For people: the review, and for each colleague their lines and the connections that work by "
            "their sign-in now. It is made of the CSV file, and has that one's digest on each page. Of at "
            f"most {review_documents.MOST_LINES:,} lines."
        ),
        tag=_TAG,
        call=access.GET_REVIEW_FILE,
        documented=access.OneAccessReview,
        answer=export_pdf,
        media="application/pdf",
        refusals=(*_FOUND, access.ReviewTooLong),
    ),
    Operation(
        method="POST",
        path=_DECISION,
        name="decideReviewLine",
        summary="Keep, change or end how a colleague reaches a client",
        description=(
            "It counts from their next request on. `change` is of what they were given themselves: another "
            "`level`, and an end or none. `end` takes what is theirs alone; what a team or everybody has "
            "stays, and is in `now`. Whoever decides says by `access_tag` what they have seen: where it is "
            "something else now, nothing is done."
        ),
        tag=_TAG,
        call=access.DECIDE_REVIEW_LINE,
        answers=access.ReviewLine,
        takes="body",
        reads_its_writes=True,
        refusals=(*_OPEN, access.AccessChangedSince, access.DecisionNotPossible),
        example={"decision": "change", "level": "view", "access_tag": _LINE["access_tag"]},
        example_answer=_CHANGED,
    ),
    Operation(
        method="DELETE",
        path=_DECISION,
        name="undoReviewDecision",
        summary="Take a decision back",
        description=(
            "And what it did to the access, unless that was changed since: then it stays as it is, which "
            "`changed_since` says."
        ),
        tag=_TAG,
        call=access.UNDO_REVIEW_DECISION,
        answers=access.ReviewLine,
        takes="nothing",
        reads_its_writes=True,
        refusals=_OPEN,
        example_answer=_LINE,
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/sign-off",
        name="signOffAccessReview",
        summary="Sign a review off",
        description=(
            "Once every line is decided. The audit trail has how many were kept, changed and ended, and the "
            "digest of the file of lines."
        ),
        tag=_TAG,
        call=access.SIGN_OFF_ACCESS_REVIEW,
        takes="nothing",
        refusals=(*_OPEN, access.AccessReviewNotReady, access.AccessReviewUndecided),
        example_answer=_SIGNED,
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/cancel",
        name="cancelAccessReview",
        summary="Give a review up",
        description="What was changed and ended in it stays so.",
        tag=_TAG,
        call=access.CANCEL_ACCESS_REVIEW,
        takes="nothing",
        refusals=_OPEN,
        example_answer={**_OVER, "state": "cancelled"},
    ),
)
