"""Who may ask to see a client, and who decides, without a database (docs/adr/0052)."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from contracts.access import AccessRequestDecided, AccessRequestState, AlreadyHasAccess
from contracts.accounts.states import HiddenClients
from contracts.errors import NotFound, Refusal, RoleRequired
from services.access.access_requests import request_decision
from services.access.access_requests.request_decision import Pending, Wanted
from services.access.client_access.granted_access import Access
from services.access.members.member_facts import Actor

NOW = datetime.datetime(2026, 11, 2, 8, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=1)


def actor(user_id: str, role: str = "standard") -> Actor:
    return Actor("prac_1", user_id, role, [], False, "practice", "Smith & Co", user_id)


def pending(**changes: Any) -> Pending:
    return Pending("bob", "pending", LATER, "may")._replace(**changes)


def outcome(decide: Callable[[], None]) -> type[Refusal] | None:
    try:
        decide()
    except Refusal as refusal:
        return type(refusal)
    return None


@pytest.mark.parametrize("rule", HiddenClients)
def test_what_is_hidden_is_found_unless_the_practice_lets_nothing_be_found(rule: HiddenClients) -> None:
    expected = NotFound if rule is HiddenClients.OFF else None
    hidden = Wanted(known=True, reached=False, hidden_clients=rule)
    assert outcome(lambda: request_decision.require_findable(hidden)) is expected
    assert outcome(lambda: request_decision.require_findable(hidden._replace(known=False))) is NotFound
    seen = hidden._replace(reached=True)
    assert outcome(lambda: request_decision.require_findable(seen)) is AlreadyHasAccess


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


def test_a_grant_leaves_all_else_as_it_is() -> None:
    before = Access(everyone=False, colleague_ids=["ann"], team_ids=["t"], account_manager_id="may")
    after = request_decision.granting(before, "bob")
    assert after == before._replace(colleague_ids=["ann", "bob"])
    assert request_decision.granting(after, "bob") == after
