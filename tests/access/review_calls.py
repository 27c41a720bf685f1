"""What tests do with reviews of who reaches what."""

from __future__ import annotations

from typing import Any

from contracts import access
from tests.builders import Person, caught_up


def starts(admin: Person, scope: str = "everyone", **given: Any) -> access.AccessReview:
    with admin.acting():
        return access.start_access_review(admin.rpc, scope=scope, **given)


def reads(admin: Person, review: access.AccessReview) -> access.AccessReview:
    with admin.acting():
        return access.get_access_review(admin.rpc, review["id"])


def lines(admin: Person, review: access.AccessReview, **query: Any) -> list[access.ReviewLine]:
    with admin.acting():
        return access.list_review_lines(admin.rpc, review["id"], **query)["items"]


def line_of(
    admin: Person, review: access.AccessReview, person: Person, client_id: str | None = None
) -> access.ReviewLine:
    """The line of a colleague and a client."""
    found = lines(admin, review, user_id=person.user_id)
    return next(each for each in found if (each["client"] or {"id": None})["id"] == client_id)


def decides(
    admin: Person, review: access.AccessReview, line: access.ReviewLine, decision: str, **given: Any
) -> access.ReviewLine:
    with admin.acting():
        done = access.decide_review_line(admin.rpc, review["id"], line["id"], decision, **given)
        caught_up(admin, done)
    return done


def undoes(admin: Person, review: access.AccessReview, line: access.ReviewLine) -> access.ReviewLine:
    with admin.acting():
        done = access.undo_review_decision(admin.rpc, review["id"], line["id"])
        caught_up(admin, done)
    return done


def signs_off(admin: Person, review: access.AccessReview) -> access.AccessReview:
    with admin.acting():
        return access.sign_off_access_review(admin.rpc, review["id"])


def finishes(admin: Person, review: access.AccessReview) -> access.AccessReview:
    """Keeps whatever waits, and signs off."""
    for line in lines(admin, review, undecided=True, limit=200):
        decision = "keep" if "keep" in line["possible"] else "end"
        decides(admin, review, line, decision, access_tag=line["access_tag"])
    return signs_off(admin, review)


def given_to(admin: Person, client_id: str) -> access.ShownAccess:
    with admin.acting():
        return access.get_client_access(admin.rpc, client_id=client_id)
