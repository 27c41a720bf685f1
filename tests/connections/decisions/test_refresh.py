"""What becomes of a grant's tokens (product.md 6.3), decided without I/O."""

import datetime
from dataclasses import replace
from datetime import timedelta

import pytest

from services.connections.grants.grant_facts import ALIVE, GRANT_TRANSITIONS, GrantState, StoredGrant
from services.connections.grants.refresh_decision import (
    MARGIN,
    NextStep,
    after_refusal,
    due_at,
    is_fresh,
    lives,
    next_step,
    postponed,
    refresh_ahead,
    require_alive,
)
from services.connections.vendors.port import NotNow, Refused, Tokens

AT = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
DAY = 24 * 3600
GRANT = StoredGrant(
    id="grant_1",
    practice_id="prac_1",
    provider="xero",
    state=GrantState.ACTIVE,
    version=3,
    sealed_access="sealed access",
    sealed_refresh="sealed refresh",
    access_expires_at=AT + timedelta(minutes=30),
    refresh_expires_at=AT + timedelta(days=60),
    used_at=AT,
    lease_by=None,
    lease_until=None,
    attempts=0,
    failing_since=None,
    problem=None,
)
LEASED = replace(GRANT, lease_by="lease_1", lease_until=AT + timedelta(seconds=30))


@pytest.mark.parametrize("state", [GrantState.REFUSED, GrantState.ENDED])
def test_what_the_vendor_ended_needs_a_new_sign_in(state: GrantState) -> None:
    for grant in (None, replace(GRANT, state=state)):
        with pytest.raises(Refused, match="new sign-in"):
            require_alive(grant)


@pytest.mark.parametrize("state", ALIVE)
def test_a_refusal_leads_where_the_table_says(state: GrantState) -> None:
    leased = replace(LEASED, state=state)
    after = after_refusal(leased, leased)
    assert after is not None
    assert GRANT_TRANSITIONS.allow(state, after)


@pytest.mark.parametrize("state", [GrantState.ACTIVE, GrantState.ENDING])
def test_what_is_to_be_revoked_still_needs_its_tokens(state: GrantState) -> None:
    grant = replace(GRANT, state=state)
    assert require_alive(grant) is grant


def test_an_access_token_is_used_until_shortly_before_its_end() -> None:
    margin = timedelta(seconds=MARGIN)
    assert is_fresh(GRANT, GRANT.access_expires_at - margin - timedelta(seconds=1))
    assert not is_fresh(GRANT, GRANT.access_expires_at - margin)
    assert not is_fresh(replace(GRANT, sealed_access=None), AT)


def test_a_version_that_the_vendor_takes_no_more_is_not_used_again() -> None:
    assert not is_fresh(GRANT, AT, than=3)
    assert is_fresh(GRANT, AT, than=2)


def test_what_is_in_use_is_refreshed_ahead_of_its_end_and_what_is_not_kept_alive() -> None:
    in_use = due_at(AT, 1800, 60 * DAY, used_at=AT)
    assert AT < in_use < AT + timedelta(seconds=1800 - MARGIN)
    idle = due_at(AT, 1800, 60 * DAY, used_at=AT - timedelta(days=1))
    assert idle == AT + timedelta(days=15)


def test_tokens_live_as_long_as_the_vendor_says() -> None:
    found = lives(Tokens("access", "refresh", 300, 31 * DAY), AT, used_at=AT)
    assert found.access_expires_at == AT + timedelta(minutes=5)
    assert found.refresh_expires_at == AT + timedelta(days=31)
    assert found.refresh_due_at < found.access_expires_at


def test_that_a_grant_is_in_use_is_noted_once_a_minute() -> None:
    assert refresh_ahead(GRANT, AT + timedelta(seconds=59)) is None
    ahead = refresh_ahead(GRANT, AT + timedelta(seconds=60))
    assert ahead is not None
    assert ahead < GRANT.access_expires_at


def test_who_finds_another_at_it_waits_for_its_tokens() -> None:
    assert next_step(GRANT, LEASED, AT) is NextStep.WAIT
    assert next_step(GRANT, replace(GRANT, version=4), AT) is NextStep.WAIT
    assert next_step(GRANT, None, AT) is NextStep.WAIT


def test_a_lease_that_has_ended_is_for_the_next_one() -> None:
    assert next_step(GRANT, replace(GRANT, lease_until=AT), AT) is NextStep.AGAIN
    assert next_step(GRANT, GRANT, AT) is NextStep.AGAIN


def test_nobody_asks_again_before_the_vendor_wants_it() -> None:
    paused = replace(GRANT, lease_until=AT + timedelta(seconds=40), problem="Xero asks us to wait.")
    with pytest.raises(NotNow, match="asks us to wait") as raised:
        next_step(GRANT, paused, AT)
    assert raised.value.retry_after == 40


def test_a_refused_refresh_needs_a_person() -> None:
    assert after_refusal(LEASED, LEASED) is GrantState.REFUSED


def test_a_grant_that_is_to_be_revoked_and_is_refused_has_ended() -> None:
    ending = replace(LEASED, state=GrantState.ENDING)
    assert after_refusal(ending, ending) is GrantState.ENDED


def test_a_refusal_counts_only_where_nobody_else_was_luckier() -> None:
    assert after_refusal(LEASED, replace(LEASED, version=4, lease_by=None)) is None
    assert after_refusal(LEASED, replace(LEASED, lease_by="lease_2")) is None


def test_a_refresh_that_failed_is_tried_again_ever_later() -> None:
    away = NotNow("Xero could not be reached.", down=True)
    delays = [postponed(replace(LEASED, attempts=each), away, AT).refresh_due_at - AT for each in range(8)]
    assert [each.total_seconds() for each in delays] == [5, 15, 60, 300, 900, 3600, 3600, 3600]
    assert postponed(LEASED, away, AT).lease_until == AT


def test_a_pause_that_the_vendor_asks_for_is_kept_by_everybody() -> None:
    later = postponed(LEASED, NotNow("Xero asks us to wait.", 90), AT)
    assert later.lease_until == later.refresh_due_at == AT + timedelta(seconds=90)
    assert later.problem == "Xero asks us to wait."


def test_since_when_it_fails_is_remembered_for_the_warning() -> None:
    before = AT - timedelta(hours=2)
    assert postponed(LEASED, NotNow("Away."), AT).failing_since == AT
    failing = replace(LEASED, failing_since=before, attempts=3)
    assert postponed(failing, NotNow("Away."), AT).failing_since == before
    assert postponed(failing, NotNow("Away."), AT).attempts == 4


def test_no_token_is_shown_where_a_grant_is() -> None:
    assert "sealed access" not in repr(GRANT)
    assert "sealed refresh" not in repr(GRANT)
