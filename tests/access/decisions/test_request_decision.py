"""Who may ask to see a client, and who decides, without a database (docs/adr/0052)."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from contracts.access import AccessLevel, AccessRequestDecided, AccessRequestState, AlreadyHasAccess
from contracts.accounts.states import HiddenClients
from contracts.errors import InvalidInput, NotFound, Refusal, RoleRequired
from services.access.access_requests import request_decision
from services.access.access_requests.request_decision import Pending, Wanted
from services.access.access_requests.requested_levels import NOTHING, Own, Reached, Requested
from services.access.client_access import granted_access
from services.access.client_access.granted_access import Access
from services.access.members.member_facts import Actor

NOW = datetime.datetime(2026, 11, 2, 8, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=1)
#: What each level lets do, beside itself.
MAY = {
    AccessLevel.VIEW: [],
    AccessLevel.WORK: [AccessLevel.WORK],
    AccessLevel.MANAGE: [AccessLevel.WORK, AccessLevel.MANAGE],
}


def actor(user_id: str, role: str = "standard") -> Actor:
    return Actor("prac_1", user_id, role, [], False, "practice", "Smith & Co", user_id)


def pending(**changes: Any) -> Pending:
    return Pending("bob", "pending", LATER, "may", Requested(None, None, None))._replace(**changes)


def outcome(decide: Callable[[], None]) -> type[Refusal] | None:
    try:
        decide()
    except Refusal as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize("rule", HiddenClients)
def test_what_is_hidden_is_found_unless_the_practice_lets_nothing_be_found(rule: HiddenClients) -> None:
    expected = NotFound if rule is HiddenClients.OFF else None
    hidden = Wanted(known=True, reached=NOTHING, hidden_clients=rule)
    for level in (None, *AccessLevel):
        assert outcome(partial(request_decision.require_askable, hidden._replace(level=level))) is expected
    assert outcome(lambda: request_decision.require_askable(hidden._replace(known=False))) is NotFound


@pytest.mark.parametrize("rule", HiddenClients)
def test_whoever_sees_a_client_asks_for_more_than_they_have_whatever_may_be_found(
    rule: HiddenClients,
) -> None:
    """docs/adr/0069"""
    for held in AccessLevel:
        seen = Wanted(known=True, reached=Reached(held, None), hidden_clients=rule)
        found = {
            level: outcome(partial(request_decision.require_askable, seen._replace(level=level)))
            for level in (None, *AccessLevel)
        }
        more = {level for level, refused in found.items() if refused is None}
        assert more == set(AccessLevel) - {AccessLevel.VIEW, *MAY[held]}
        assert {found[level] for level in found.keys() - more} == {AlreadyHasAccess}
        unknown = seen._replace(known=False, level=AccessLevel.MANAGE)
        assert outcome(partial(request_decision.require_askable, unknown)) is NotFound


def test_a_higher_level_that_would_end_what_one_has_is_not_asked_for() -> None:
    own = Reached(AccessLevel.VIEW, Own(AccessLevel.VIEW, None))
    wanted = Wanted(True, own, HiddenClients.EXACT, AccessLevel.WORK, LATER)
    assert outcome(lambda: request_decision.require_askable(wanted)) is InvalidInput
    assert outcome(lambda: request_decision.require_askable(wanted._replace(until=None))) is None


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (actor("ann", "practice_admin"), None),
        (actor("cy", "client_admin"), None),
        (actor("may"), None),
        (actor("bob"), RoleRequired),
        (actor("eve"), NotFound),
    ],
)
def test_admins_and_the_account_manager_decide(who: Actor, expected: type[Refusal] | None) -> None:
    for to in (AccessRequestState.APPROVED, AccessRequestState.DECLINED):
        assert outcome(partial(request_decision.require_decidable, who, pending(), to, NOW)) is expected


def test_nobody_is_the_manager_of_a_client_without_one() -> None:
    unmanaged = pending(account_manager_id=None)
    with pytest.raises(NotFound):
        request_decision.require_decidable(actor("eve"), unmanaged, AccessRequestState.APPROVED, NOW)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (actor("bob"), None),
        (actor("bob", "client_admin"), None),
        (actor("ann", "practice_admin"), RoleRequired),
        (actor("may"), RoleRequired),
        (actor("eve"), NotFound),
    ],
)
def test_who_asked_alone_takes_it_back(who: Actor, expected: type[Refusal] | None) -> None:
    assert outcome(lambda: request_decision.require_withdrawable(who, pending(), NOW)) is expected


@pytest.mark.parametrize("state", [state for state in AccessRequestState if state != "pending"])
def test_what_is_over_stays_so(state: AccessRequestState) -> None:
    with pytest.raises(AccessRequestDecided, match=state):
        request_decision.require_decidable(
            actor("may"), pending(state=state), AccessRequestState.APPROVED, NOW
        )
    with pytest.raises(AccessRequestDecided, match=state):
        request_decision.require_withdrawable(actor("bob"), pending(state=state), NOW)


def test_it_is_over_at_the_moment_of_its_end() -> None:
    with pytest.raises(AccessRequestDecided, match="expired"):
        request_decision.require_decidable(actor("may"), pending(), AccessRequestState.APPROVED, LATER)
    with pytest.raises(AccessRequestDecided, match="expired"):
        request_decision.require_withdrawable(actor("bob"), pending(), LATER)


def test_a_request_until_a_time_ends_with_it_and_others_after_two_weeks() -> None:
    assert request_decision.expiry(NOW, None) == NOW + datetime.timedelta(days=14)
    assert request_decision.expiry(NOW, LATER) == LATER
    assert request_decision.expiry(NOW, NOW + datetime.timedelta(days=99)) == NOW + request_decision.LIFE
    with pytest.raises(InvalidInput):
        request_decision.expiry(NOW, NOW)


def test_a_grant_leaves_all_else_as_it_is() -> None:
    before = Access(False, ["ann", "cy"], ["t"], "may", {"cy": LATER})
    after = granted_access.giving(before, ["bob"], LATER)
    assert after == Access(False, ["ann", "bob", "cy"], ["t"], "may", {"cy": LATER, "bob": LATER})
    assert granted_access.giving(after, ["bob"], LATER) == after
    assert granted_access.giving(after, ["ann"], LATER) == after, "what is for good is not cut short"
    assert granted_access.giving(after, ["bob"], None).ends == {"cy": LATER}
