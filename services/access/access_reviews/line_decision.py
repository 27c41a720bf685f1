"""What can be decided of a line, and what its client's access is then: decided from facts alone."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import orjson

from contracts.access import (
    AccessChangedSince,
    AccessLevel,
    AccessReason,
    DecideReviewLine,
    DecisionNotPossible,
    GivenAccess,
    GivenResponsibility,
    Reason,
    ReviewDecision,
    TakenAccess,
)
from contracts.errors import InvalidInput
from contracts.moments import moment
from services.access.client_access import grant_ends, grant_levels, granted_access
from services.access.client_access.grant_ends import MANAGER
from services.access.client_access.granted_access import Access

#: What tells two ways of reaching a client apart; not what a team is called.
_IN_TAG = ("reason", "role", "team_id", "responsibility_id", "level", "until")


#: What was theirs, as it is kept.
Kept = dict[str, str | bool | list[str] | None]


class Taken(NamedTuple):
    """What of a client's access was a colleague's own before a decision."""

    level: AccessLevel | None
    until: datetime.datetime | None
    manages: bool
    manages_until: datetime.datetime | None
    responsibility_ids: tuple[str, ...] = ()


def tag_of(reasons: Sequence[Reason]) -> str:
    """Names exactly these ways of reaching a client, whatever order they are in."""
    parts = sorted(orjson.dumps([each.get(part) for part in _IN_TAG]) for each in reasons)
    return hashlib.sha256(b"\n".join(parts)).hexdigest()[:32]


def possible(now: Sequence[Reason], *, of_one_client: bool) -> list[ReviewDecision]:
    """What is theirs alone can be changed or taken. What is gone can only be said to have ended."""
    if not now:
        return [ReviewDecision.END]
    ways = {each["reason"] for each in now} if of_one_client else set()
    if AccessReason.COLLEAGUE in ways:
        return [ReviewDecision.KEEP, ReviewDecision.CHANGE, ReviewDecision.END]
    if ways & {AccessReason.ACCOUNT_MANAGER, AccessReason.RESPONSIBILITY}:
        return [ReviewDecision.KEEP, ReviewDecision.END]
    return [ReviewDecision.KEEP]


def require_possible(
    request: DecideReviewLine, found: Sequence[Reason], now: Sequence[Reason], *,
    of_one_client: bool, at: datetime.datetime,
) -> None:  # fmt: skip
    """Who decides has seen what is so now, and it can be decided.

    Raises `AccessChangedSince`, `DecisionNotPossible`, `InvalidInput`.
    """
    if (request.access_tag or tag_of(found)) != tag_of(now):
        raise AccessChangedSince()
    options = possible(now, of_one_client=of_one_client)
    if request.decision not in options:
        raise DecisionNotPossible(possible=", ".join(options))
    if request.decision is not ReviewDecision.CHANGE:
        for field, value in (("level", request.level), ("until", request.until)):
            if value is not None:
                raise InvalidInput.at(f"/{field}", "only_of_a_change", "Only a change has a level or an end.")
    elif request.level is None:
        raise InvalidInput.at("/level", "required", "Choose a level.")
    if request.until is not None:
        grant_ends.require_ahead(request.until, at, "/until")


def owned(before: Access, user_id: str) -> Taken:
    """What of a client's access is theirs alone."""
    own, manages = user_id in before.colleague_ids, before.account_manager_id == user_id
    return Taken(
        level=before.levels.get(user_id, AccessLevel.MANAGE) if own else None,
        until=before.ends.get(user_id) if own else None,
        manages=manages,
        manages_until=before.ends.get(MANAGER) if manages else None,
        responsibility_ids=tuple(_held_by(before, user_id)),
    )


def _held_by(access: Access, user_id: str) -> list[str]:
    return sorted(each for each, holder in access.responsibilities.items() if holder == user_id)


def to_give_back(before: Access, user_id: str, kept: Kept | None, *, untouched: bool) -> Taken:
    """What was theirs before the first of several decisions; before this one where it was changed since."""
    return read(kept) if kept is not None and untouched else owned(before, user_id)


def decided(
    before: Access, user_id: str, decision: ReviewDecision, level: AccessLevel | None,
    until: datetime.datetime | None,
) -> Access:  # fmt: skip
    """A client's access once it is so decided."""
    if decision is ReviewDecision.END:
        manager = user_id if before.account_manager_id == user_id else None
        held = [
            GivenResponsibility(responsibility_id=each, user_id=user_id) for each in _held_by(before, user_id)
        ]
        take = TakenAccess(colleague_ids=[user_id], account_manager_id=manager, responsibilities=held)
        return granted_access.changing(before, GivenAccess(), take)
    if decision is ReviewDecision.CHANGE:
        ends = {subject: end for subject, end in before.ends.items() if subject != user_id}
        return before._replace(
            ends=ends if until is None else {**ends, user_id: until},
            levels=grant_levels.given_at(before.levels, {user_id}, level),
        )
    return before


def given_back(before: Access, user_id: str, taken: Taken, at: datetime.datetime) -> Access:
    """A client's access with what a decision took or changed. What would have ended since, stays away; and so
    does a client that somebody else manages now, and what somebody else is responsible for.
    """
    access = before
    if taken.level is not None and (taken.until is None or taken.until > at):
        access = decided(
            access._replace(colleague_ids=sorted({*access.colleague_ids, user_id})),
            user_id, ReviewDecision.CHANGE, taken.level, taken.until,
        )  # fmt: skip
    lasts = taken.manages_until is None or taken.manages_until > at
    if taken.manages and lasts and access.account_manager_id is None:
        end = {} if taken.manages_until is None else {MANAGER: taken.manages_until}
        access = access._replace(account_manager_id=user_id, ends={**access.ends, **end})
    again = dict.fromkeys(taken.responsibility_ids, user_id)
    return access._replace(responsibilities={**again, **access.responsibilities})


def written(taken: Taken) -> Kept:
    """As it is kept."""
    return {
        "level": taken.level,
        "until": None if taken.until is None else moment(taken.until),
        "manages": taken.manages,
        "manages_until": None if taken.manages_until is None else moment(taken.manages_until),
        "responsibility_ids": list(taken.responsibility_ids),
    }


def read(kept: Kept) -> Taken:
    """The other way round."""
    level = kept["level"]
    return Taken(
        level=None if level is None else AccessLevel(str(level)),
        until=_moment(kept["until"]),
        manages=bool(kept["manages"]),
        manages_until=_moment(kept["manages_until"]),
        responsibility_ids=tuple(_ids(kept["responsibility_ids"])),
    )


def _ids(kept: str | bool | list[str] | None) -> list[str]:
    return kept if isinstance(kept, list) else []


def _moment(kept: str | bool | list[str] | None) -> datetime.datetime | None:
    return None if kept is None else datetime.datetime.fromisoformat(str(kept))
