"""What becomes of a client that a practice takes on (product.md 7.1), decided without any service."""

from __future__ import annotations

import pytest

from contracts.accounts.client_access import Access
from contracts.accounts.practice_requests import RequestDecided
from contracts.accounts.states import REQUEST_TRANSITIONS, RequestState
from contracts.errors import InvalidInput, RoleRequired
from services.accounts.new_clients.client_access import Unknown
from services.accounts.practice_requests import accepted_request
from tests.accounts.decisions.facts import ADDER, ANN, AT, BOB, OWNER, TEAM, a_row

THEIRS = a_row(practice_id="prac_2", practice_code="X1", status="archived", version=7)


def test_the_client_leaves_one_list_for_the_other() -> None:
    """product.md 7.1"""
    wanted = Access(colleague_ids=[BOB, BOB])
    columns, transferred = accepted_request.decide(OWNER, THEIRS, wanted, Unknown(), AT)
    assert (columns["practice_id"], columns["status"], columns["version"]) == ("prac_1", "active", 8)
    assert columns["access_colleague_ids"] == [BOB]
    assert (transferred["from_practice_id"], transferred["practice_id"]) == ("prac_2", "prac_1")
    assert (transferred["by"], transferred["at"], transferred["version"]) == (ANN, AT, 8)


def test_what_was_the_other_practices_own_does_not_come_along() -> None:
    """product.md 2.10, 7.1"""
    columns = accepted_request.decide(OWNER, THEIRS, Access(), Unknown(), AT).columns
    assert columns["practice_code"] is None
    assert columns["words"] is None
    assert columns["onboarding"] == {"state": "complete", "steps": []}
    assert (columns["access_everyone"], columns["account_manager_id"]) == (False, None)


def test_only_people_of_the_practice_get_to_see_it() -> None:
    """product.md 2.5"""
    with pytest.raises(InvalidInput):
        accepted_request.decide(OWNER, THEIRS, Access(team_ids=[TEAM]), Unknown((), [TEAM]), AT)


def test_an_admin_decides_and_once() -> None:
    """product.md 7.1"""
    accepted_request.require_decidable(OWNER, RequestState.PENDING, RequestState.ACCEPTED)
    with pytest.raises(RoleRequired):
        accepted_request.require_decidable(ADDER, RequestState.PENDING, RequestState.ACCEPTED)


@pytest.mark.parametrize("state", REQUEST_TRANSITIONS.ends)
@pytest.mark.parametrize("to", REQUEST_TRANSITIONS.following(RequestState.PENDING))
def test_what_was_decided_stays_decided(state: RequestState, to: RequestState) -> None:
    """product.md 7.1"""
    with pytest.raises(RequestDecided):
        accepted_request.require_decidable(OWNER, state, to)


def test_all_but_a_pending_one_is_decided() -> None:
    """product.md 7.1"""
    assert set(REQUEST_TRANSITIONS.ends) == {"accepted", "declined", "withdrawn", "expired"}
