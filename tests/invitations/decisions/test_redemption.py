"""What becomes of an attempt to redeem an invitation (product.md 5.1 to 5.6), decided without I/O."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.errors import (
    IdempotencyKeyInUse,
    InternalError,
    InvalidInput,
    NotFound,
    Refusal,
    ServiceUnavailable,
)
from contracts.invitations import InvitationStatus, InvitationUnusable
from services.invitations.redemptions.redemption_decision import (
    PATIENCE,
    ClaimEnd,
    NextStep,
    Resolution,
    TakenInvitation,
    failed,
    is_to_be_accepted,
    new_member,
    next_step,
    redeemed,
    resolution,
)
from tests.invitations.decisions.stored import AT, an_invitation

CLAIMED = an_invitation(claimed_at=AT, claimed_with="this link")


def test_a_link_that_can_no_longer_be_used_has_one_answer() -> None:
    """product.md 5.2"""
    with pytest.raises(InvitationUnusable):
        next_step(None, waited=0)


def test_the_second_of_two_clicks_waits_for_the_first_and_gets_its_answer() -> None:
    """product.md 5.4"""
    assert next_step(TakenInvitation(CLAIMED, lapsed=False), waited=0) is NextStep.WAIT
    accepted = replace(CLAIMED, state=InvitationStatus.ACCEPTED, accepted_by="user_1")
    assert next_step(TakenInvitation(accepted, lapsed=False), waited=1) is NextStep.ANSWER


def test_nobody_waits_for_ever_nor_reads_that_it_is_over_before_that_is_known() -> None:
    with pytest.raises(ServiceUnavailable):
        next_step(TakenInvitation(CLAIMED, lapsed=False), waited=PATIENCE)
    accepted = replace(CLAIMED, state=InvitationStatus.ACCEPTED, accepted_by="user_1")
    assert next_step(TakenInvitation(accepted, lapsed=False), waited=PATIENCE) is NextStep.ANSWER


def test_what_came_of_a_claim_that_lapsed_is_found_out_first() -> None:
    assert next_step(TakenInvitation(CLAIMED, lapsed=True), waited=0) is NextStep.RESOLVE


def test_a_clients_user_joins_the_client_and_a_colleague_the_practice() -> None:
    """product.md 5.6, 5.7"""
    client = new_member(CLAIMED, user_id=None, password="a long one")
    assert (client.account_id, client.account_kind) == (CLAIMED.client_id, "client")
    colleague = new_member(replace(CLAIMED, client_id=None), user_id="user_1", password=None)
    assert (colleague.account_id, colleague.account_kind) == (CLAIMED.practice_id, "practice")
    assert colleague.user_id == "user_1"


def test_a_password_is_not_shown_where_a_member_is() -> None:
    assert "a long one" not in repr(new_member(CLAIMED, user_id=None, password="a long one"))


@pytest.mark.parametrize(
    "unknown", [ServiceUnavailable(service="access"), IdempotencyKeyInUse(), InternalError()]
)
def test_where_it_is_not_known_what_came_of_it_the_claim_is_left_to_lapse(unknown: Refusal) -> None:
    attempt = failed(unknown)
    assert (attempt.claim, attempt.refusal) == (ClaimEnd.LAPSED, unknown)


def test_a_password_that_is_refused_leaves_the_invitation_free_for_another_try() -> None:
    refusal = InvalidInput.at("/password", "too_short", "Use at least twelve characters.")
    attempt = failed(refusal)
    assert (attempt.claim, attempt.refusal) == (ClaimEnd.RELEASED, refusal)


def test_a_colleague_who_was_removed_cannot_use_their_link() -> None:
    attempt = failed(NotFound(what="membership"))
    assert attempt.claim is ClaimEnd.RELEASED
    assert isinstance(attempt.refusal, InvitationUnusable)


def test_who_claimed_it_accepts_it_unless_somebody_found_out_in_between() -> None:
    assert is_to_be_accepted(CLAIMED, CLAIMED)
    assert not is_to_be_accepted(CLAIMED, replace(CLAIMED, state=InvitationStatus.ACCEPTED))


def test_who_stood_still_until_another_link_was_used_gets_nothing() -> None:
    for now in (None, replace(CLAIMED, claimed_with="another link")):
        with pytest.raises(InvitationUnusable):
            is_to_be_accepted(CLAIMED, now)


def test_a_lapsed_attempt_counts_or_does_not_and_nothing_in_between() -> None:
    assert resolution(CLAIMED, CLAIMED, "user_1") is Resolution.ACCEPTED
    assert resolution(CLAIMED, CLAIMED, None) is Resolution.FREE


def test_what_was_settled_meanwhile_stays_as_it_is() -> None:
    younger = replace(CLAIMED, claimed_at=AT + timedelta(seconds=1))
    assert resolution(CLAIMED, younger, "user_1") is Resolution.UNCHANGED
    assert resolution(CLAIMED, None, "user_1") is Resolution.UNCHANGED


def test_the_answer_says_with_which_account_to_sign_in() -> None:
    assert redeemed(CLAIMED, "user_1") == {
        "account_id": CLAIMED.client_id,
        "user_id": "user_1",
        "email": CLAIMED.email,
    }
