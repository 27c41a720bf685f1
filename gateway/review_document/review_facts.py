"""What is known of a review beside its lines, as it is passed on in JSON."""

from __future__ import annotations

from typing import TypedDict


class AuthorizedConnection(TypedDict):
    """A connection that works by a colleague's sign-in."""

    client: str
    software: str
    organisation: str
    state: str
    connected_at: str


class ColleagueFacts(TypedDict):
    """`connections` is None where they could not be looked up."""

    user_id: str
    name: str
    role: str
    last_signed_in_at: str | None
    kept: int
    changed: int
    ended: int
    connections: list[AuthorizedConnection] | None


class ReviewFacts(TypedDict):
    """`digest` is what the audit trail has, `file_digest` what the file has now; `crns` of clients by id."""

    practice: str
    subject: str
    state: str
    reviewer: str | None
    started_by: str
    started_at: str
    ended_by: str | None
    ended_at: str | None
    made_at: str
    lines: int
    kept: int
    changed: int
    ended: int
    digest: str | None
    file_digest: str
    colleagues: list[ColleagueFacts]
    crns: dict[str, str]
