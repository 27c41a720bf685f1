"""At which level, and until when, what is asked for is given, without a database (docs/adr/0069)."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from contracts.access import AccessLevel
from contracts.errors import InvalidInput
from services.access.access_requests import requested_levels
from services.access.access_requests.requested_levels import NOTHING, Own, Reached, Requested

VIEW, WORK, MANAGE = AccessLevel
NOW = datetime.datetime(2026, 11, 2, 8, tzinfo=datetime.UTC)
SOON, LATER = NOW + datetime.timedelta(days=1), NOW + datetime.timedelta(days=9)
BY_A_TEAM = Reached(VIEW, None)
MORE = Requested(WORK, VIEW, None)


def refused_at(decide: Callable[[], Any]) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        decide()
    return [each["pointer"] for each in refused.value.errors]


def test_what_is_asked_for_is_given_unless_another_level_is_chosen() -> None:
    for reached in (NOTHING, BY_A_TEAM):
        assert requested_levels.given_level(MORE, None, reached) == WORK
        assert requested_levels.given_level(MORE, MANAGE, reached) == MANAGE
    assert requested_levels.given_level(Requested(None, None, None), None, NOTHING) is None
    assert requested_levels.given_level(Requested(MANAGE, None, None), VIEW, NOTHING) == VIEW


def test_nobodys_level_is_made_less() -> None:
    own = Reached(MANAGE, Own(MANAGE, None))
    for level in (None, *AccessLevel):
        for chosen in (None, *AccessLevel):
            assert requested_levels.given_level(Requested(level, VIEW, None), chosen, own) == MANAGE
    unsaid = Requested(None, None, None)
    assert requested_levels.given_level(unsaid, None, Reached(VIEW, Own(VIEW, None))) == VIEW


def test_a_choice_that_gives_nothing_of_what_is_asked_for_is_refused() -> None:
    give = partial(requested_levels.given_level, Requested(MANAGE, VIEW, None))
    assert refused_at(lambda: give(VIEW, BY_A_TEAM)) == ["/level"]
    assert refused_at(lambda: give(WORK, Reached(WORK, None))) == ["/level"]
    assert give(WORK, BY_A_TEAM) == WORK
    assert give(WORK, Reached(MANAGE, None)) == WORK, "they have come to have it by other ways"


def test_whoever_gives_says_until_when_and_else_the_request_does() -> None:
    def until(requested: datetime.datetime | None, chosen: datetime.datetime | None) -> Any:
        return requested_levels.given_until(Requested(None, None, requested), chosen, None, None, NOW)

    assert until(SOON, None) == SOON
    assert until(SOON, LATER) == LATER
    assert until(None, None) is None
    for requested, chosen in ((NOW, None), (None, NOW)):
        assert refused_at(partial(until, requested, chosen)) == ["/until"]


@pytest.mark.parametrize("end", [None, SOON])
def test_a_higher_level_alone_leaves_the_end_as_it_is(end: datetime.datetime | None) -> None:
    own = Own(VIEW, end)
    assert requested_levels.given_until(MORE, None, WORK, own, NOW) == end
    not_seen = Requested(WORK, None, None)
    assert requested_levels.given_until(not_seen, None, WORK, own, NOW) is None, "it was asked for for good"


def test_a_higher_level_ends_with_what_was_given_or_later() -> None:
    def until(own: Own | None, chosen: datetime.datetime, level: AccessLevel = WORK) -> Any:
        return requested_levels.given_until(MORE, chosen, level, own, NOW)

    assert until(Own(VIEW, SOON), LATER) == LATER
    assert until(Own(VIEW, SOON), SOON) == SOON
    assert until(None, SOON) == SOON, "what others were given is not theirs to end"
    for own in (Own(VIEW, None), Own(VIEW, LATER)):
        assert refused_at(partial(until, own, SOON)) == ["/until"]
        assert until(own, SOON, VIEW) == SOON, "no level is made more"
