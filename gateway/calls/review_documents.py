"""A review of who reaches what, as PDF: what it says is gathered here, and a process of its own writes it."""

from __future__ import annotations

import io
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path

import orjson

from chassis.process import child_environment
from contracts import access, accounts, connections
from contracts.access import AccessReviewState, ReviewedColleague
from contracts.errors import Refusal, ServiceUnavailable
from contracts.messages import Rpc
from contracts.moments import moment
from gateway.calls.services import Services
from gateway.http.requests import Request
from gateway.review_document import review_rows
from gateway.review_document.review_facts import AuthorizedConnection, ColleagueFacts, ReviewFacts

#: More is a file for a spreadsheet: what is measured is in docs/adr/0078.
MOST_LINES = 10_000
#: Seconds that a request may take before the document is written, and that one waits for its turn.
_PATIENCE = 30.0
_TURN = 20.0
_COMMAND = (sys.executable, "-m", "gateway.review_document")
_ROOT = Path(__file__).parents[2]
#: One is written at a time, as each takes a core.
_one = threading.Semaphore(1)
_STATES = {
    AccessReviewState.OPEN: "Open, not signed off",
    AccessReviewState.SIGNED_OFF: "Signed off",
    AccessReviewState.CANCELLED: "Given up",
}


def written(request: Request, services: Services, review_id: str) -> bytes:
    """The document. Raises `RoleRequired`, `NotFound`, `ReviewTooLong`, `ServiceUnavailable`."""
    rpc = services.rpc
    review = access.get_access_review(rpc, review_id)
    if review["lines"] > MOST_LINES:
        raise access.ReviewTooLong(most=MOST_LINES, lines=review["lines"])
    with _turn():
        request.context.deadline = time.time() + _PATIENCE
        text = "".join(access.review_file(rpc, review_id))
        file = text.encode("utf-8-sig")
        return _write(_facts(rpc, review, sha256(file).hexdigest(), _crns(rpc, text)), file)


@contextmanager
def _turn() -> Iterator[None]:
    if not _one.acquire(timeout=_TURN):
        raise ServiceUnavailable(service="gateway")
    try:
        yield
    finally:
        _one.release()


def _write(facts: ReviewFacts, file: bytes) -> bytes:
    done = subprocess.run(
        _COMMAND,
        input=orjson.dumps(facts) + b"\n" + file,
        capture_output=True,
        cwd=_ROOT,
        env=child_environment.without_keys(),
        check=False,
    )
    if done.returncode < 0 or done.stderr.rstrip().endswith(b"MemoryError"):
        # Its limits have ended it.
        raise access.ReviewTooLong(most=MOST_LINES, lines=facts["lines"])
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return done.stdout


def _crns(rpc: Rpc, text: str) -> dict[str, str]:
    """Of the clients that are there; others, and where nobody can say, have their id alone."""
    lines = chain.from_iterable(review_rows.by_colleague(io.StringIO(text, newline="")).values())
    wanted = sorted({row.client_id for row in lines if row.client_id})
    try:
        return accounts.crns_of(rpc, wanted)
    except Refusal:
        return {}


def _facts(rpc: Rpc, review: access.AccessReview, file_digest: str, crns: dict[str, str]) -> ReviewFacts:
    by, reviewer = review["ended_by"], review["reviewer"]
    vendors = _vendors(rpc)
    return {
        "practice": accounts.get_practice(rpc)["name"],
        "subject": _subject(review),
        "state": _STATES[AccessReviewState(review["state"])],
        "reviewer": None if reviewer is None else reviewer["name"],
        "started_by": review["started_by"]["name"],
        "started_at": review["started_at"],
        "ended_by": None if by is None else by["name"],
        "ended_at": review["ended_at"],
        "made_at": moment(datetime.now(UTC)),
        "lines": review["lines"],
        "kept": review["kept"],
        "changed": review["changed"],
        "ended": review["ended"],
        "digest": review["digest"],
        "file_digest": file_digest,
        "colleagues": [_colleague(rpc, each, vendors) for each in _colleagues(rpc, review["id"])],
        "crns": crns,
    }


def _subject(review: access.AccessReview) -> str:
    if review["team"] is not None:
        return f"The team {review['team']['name']}"
    return "All colleagues" if review["colleague"] is None else review["colleague"]["name"]


def _colleagues(rpc: Rpc, review_id: str) -> Iterator[ReviewedColleague]:
    cursor: str | None = ""
    while cursor is not None:
        page = access.list_reviewed_colleagues(rpc, review_id, limit=200, cursor=cursor or None)
        yield from page["items"]
        cursor = page["next_cursor"]


def _vendors(rpc: Rpc) -> dict[str, str]:
    """What people call each; nothing where nobody can say."""
    try:
        return {each["id"]: each["name"] for each in connections.list_providers(rpc)["items"]}
    except Refusal:
        return {}


def _colleague(rpc: Rpc, colleague: ReviewedColleague, vendors: Mapping[str, str]) -> ColleagueFacts:
    return {
        "user_id": colleague["user_id"],
        "name": colleague["name"],
        "role": colleague["role"].replace("_", " ").capitalize(),
        "last_signed_in_at": colleague["last_signed_in_at"],
        "kept": colleague["kept"],
        "changed": colleague["changed"],
        "ended": colleague["ended"],
        "connections": _connections(rpc, colleague["user_id"], vendors),
    }


def _connections(rpc: Rpc, user_id: str, vendors: Mapping[str, str]) -> list[AuthorizedConnection] | None:
    """Those that work by their sign-in now; None where nobody can say."""
    found: list[AuthorizedConnection] = []
    cursor: str | None = ""
    try:
        while cursor is not None:
            page = connections.list_connections(rpc, connected_by=user_id, limit=200, cursor=cursor or None)
            found += [
                {
                    "client": each["client_name"],
                    "software": vendors.get(each["provider"], each["provider"]),
                    "organisation": each["organisation_name"],
                    "state": each["state"].replace("_", " ").capitalize(),
                    "connected_at": each["connected_at"],
                }
                for each in page["items"]
            ]
            cursor = page["next_cursor"]
    except Refusal:
        return None
    return found
