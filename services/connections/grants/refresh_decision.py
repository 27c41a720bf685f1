"""What becomes of a grant's tokens: used, refreshed, put off, or to be signed in for again (product.md 6.3).

Rules without I/O.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from services.connections.grants.grant_facts import ALIVE, GRANT_TRANSITIONS, GrantState, StoredGrant
from services.connections.vendors.port import NotNow, Refused, Tokens

#: Seconds before its end at which an access token is not used any more.
MARGIN = 45
#: A refresh token is used this far into its life, so that a connection nobody uses stays alive.
_KEEP_ALIVE = 0.25
#: Seconds after its last use in which the access of a connection is renewed ahead of its end.
_IN_USE = 1800
#: Seconds between two notes that a grant is in use.
_NOTED_EVERY = 60
#: Seconds until the next attempt after a failure that may pass; the last one again and again.
_BACK_OFF = (5, 15, 60, 300, 900, 3600)


def require_alive(grant: StoredGrant | None) -> StoredGrant:
    """The grant, where its tokens can still be used or refreshed. Raises `Refused`."""
    if grant is None or grant.state not in ALIVE:
        raise Refused("This connection needs a new sign-in.")
    return grant


def is_fresh(grant: StoredGrant, at: datetime.datetime, *, than: int = 0) -> bool:
    """Whether the access token can be used, and for longer than a call takes. The vendor takes none of
    version `than` and before any more.
    """
    margin = datetime.timedelta(seconds=MARGIN)
    lives = grant.sealed_access is not None and grant.access_expires_at - margin > at
    return lives and grant.version > than


def due_at(
    at: datetime.datetime, access_life: int, refresh_life: int, used_at: datetime.datetime
) -> datetime.datetime:
    """When to refresh next: ahead of the access's end where it is in use, else to keep the sign-in alive."""
    alive = at + datetime.timedelta(seconds=refresh_life * _KEEP_ALIVE)
    if (at - used_at).total_seconds() > _IN_USE:
        return alive
    return min(alive, at + datetime.timedelta(seconds=max(access_life - 2 * MARGIN, access_life // 2)))


@dataclass(frozen=True, slots=True)
class TokenLives:
    """Until when new tokens count, and when to refresh them."""

    access_expires_at: datetime.datetime
    refresh_expires_at: datetime.datetime
    refresh_due_at: datetime.datetime


def lives(tokens: Tokens, at: datetime.datetime, *, used_at: datetime.datetime) -> TokenLives:
    """The lives of tokens that were given `at`, of a grant last `used_at`."""
    return TokenLives(
        at + datetime.timedelta(seconds=tokens.access_life),
        at + datetime.timedelta(seconds=tokens.refresh_life),
        due_at(at, tokens.access_life, tokens.refresh_life, used_at),
    )


def refresh_ahead(grant: StoredGrant, at: datetime.datetime) -> datetime.datetime | None:
    """When a grant that is used now is to be refreshed at the latest; None where that was noted just now."""
    if (at - grant.used_at).total_seconds() < _NOTED_EVERY:
        return None
    return grant.access_expires_at - datetime.timedelta(seconds=2 * MARGIN)


class NextStep(StrEnum):
    """What somebody does who could not get the lease."""

    AGAIN = "again"
    WAIT = "wait"


def next_step(wanted: StoredGrant, now: StoredGrant | None, at: datetime.datetime) -> NextStep:
    """Whether another process is refreshing what was `wanted`, as it is `now`.

    Raises `NotNow` where the vendor asked for a pause.
    """
    if now is None or now.version != wanted.version or now.lease_by is not None:
        return NextStep.WAIT
    if now.lease_until is not None and now.lease_until > at:
        raise NotNow(now.problem or "Try again later.", (now.lease_until - at).total_seconds())
    return NextStep.AGAIN


def after_refusal(leased: StoredGrant, now: StoredGrant) -> GrantState | None:
    """The state of a grant whose refresh the vendor refused: its connections need a new sign-in.

    None where another has refreshed it, or is at it with a younger lease.
    """
    if now.version != leased.version or now.lease_by != leased.lease_by:
        return None
    refused = GRANT_TRANSITIONS.allow(leased.state, GrantState.REFUSED)
    return GrantState.REFUSED if refused else GrantState.ENDED


@dataclass(frozen=True, slots=True)
class Postponed:
    """Nobody asks before `lease_until`, when the vendor wants it again; `refresh_due_at` a timer does."""

    lease_until: datetime.datetime
    refresh_due_at: datetime.datetime
    attempts: int
    failing_since: datetime.datetime
    problem: str


def postponed(leased: StoredGrant, problem: NotNow, at: datetime.datetime) -> Postponed:
    """When a refresh that failed is tried again."""
    wanted = problem.retry_after or 0
    delay = max(_BACK_OFF[min(leased.attempts, len(_BACK_OFF) - 1)], wanted)
    return Postponed(
        lease_until=at + datetime.timedelta(seconds=wanted),
        refresh_due_at=at + datetime.timedelta(seconds=delay),
        attempts=leased.attempts + 1,
        failing_since=leased.failing_since or at,
        problem=problem.reason,
    )
