"""What concerns whoever looks, newest first."""

from __future__ import annotations

from contracts import access
from contracts.access import NoticeDigest
from gateway.http.responses import Response
from gateway.web.kit.forms import Form
from gateway.web.kit.visits import Route, Visit, Visits
from gateway.web.notices import notice_groups

_LIST = "/notices"


def routes(visiting: Visits) -> list[Route]:
    return [
        visiting.shows(_LIST, show),
        visiting.takes(f"{_LIST}/read", read),
        visiting.takes(f"{_LIST}/digest", choose_digest),
    ]


def show(visit: Visit) -> Response:
    """Raises `PracticeAccountRequired`, `InvalidInput` for a place in no list."""
    found = access.list_notices(visit.rpc, cursor=visit.query.get("cursor") or None)
    return visit.page(
        "notices/notice_list.html",
        days=notice_groups.by_day(found["items"]),
        newest=found["items"][0]["id"] if found["items"] else None,
        unread_notices=found["unread"],
        next_cursor=found["next_cursor"],
        digest=found["digest"],
    )


def read(visit: Visit, form: Form) -> Response:
    """Those that were seen are read. Raises `NotFound`."""
    access.read_notices(visit.rpc, up_to=form.text("up_to"))
    # The number on the bell is kept with who looks.
    visit.services.identities.forget(visit.request.signed_in.credential)
    return visit.go(_LIST, done="read")


def choose_digest(visit: Visit, form: Form) -> Response:
    """Whether a mail comes about what is not read."""
    digest = NoticeDigest.DAILY if "daily" in form else NoticeDigest.NEVER
    access.choose_notice_digest(visit.rpc, digest=digest)
    return visit.go(_LIST, done=digest)
