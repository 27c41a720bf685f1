"""Whether and where an invitation goes out again (product.md 5.3, 5.7, 5.8, 7.1), decided without I/O."""

from datetime import timedelta

import pytest

from contracts.errors import InvalidInput, NotFound
from contracts.invitations import (
    INVITATION_TRANSITIONS,
    InvitationAccepted,
    InvitationBeingUsed,
    InvitationLimit,
    InvitationNotCorrectable,
    InvitationOfPracticeBefore,
    InvitationStatus,
)
from services.invitations.board.resend_decision import (
    NewDelivery,
    Recipient,
    deliveries,
    recipient,
    require_a_way,
    require_not_used,
    require_own,
)
from services.invitations.invitations.invitation_facts import (
    OPEN,
    ChannelName,
    state_of,
)
from services.invitations.invitations.sending_limits import Limits
from tests.invitations.decisions.stored import AT, an_invitation

LIMITS = Limits()
EMAIL, SMS = ChannelName.EMAIL, ChannelName.SMS
BOTH = Recipient("jo@acme.example", "+447700900123")
OVER = LIMITS.over_recipients()


@pytest.mark.parametrize("state", InvitationStatus)
def test_all_but_what_was_accepted_can_be_resent(state: InvitationStatus) -> None:
    """product.md 5.3"""
    invitation = an_invitation(state=state)
    if INVITATION_TRANSITIONS.allow(state, InvitationStatus.PENDING):
        assert require_not_used(invitation) is invitation
    else:
        with pytest.raises(InvitationAccepted, match="Jo Bloggs"):
            require_not_used(invitation)


def test_whoever_is_redeeming_it_was_first() -> None:
    with pytest.raises(InvitationBeingUsed):
        require_not_used(an_invitation(claimed_at=AT))


def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        require_not_used(None)


def test_a_practice_resends_what_it_has_sent_itself() -> None:
    """product.md 7.1"""
    require_own(an_invitation(), None)
    require_own(an_invitation(), AT - timedelta(days=1))
    with pytest.raises(InvitationOfPracticeBefore):
        require_own(an_invitation(), AT + timedelta(days=1))


def test_what_is_not_corrected_stays() -> None:
    assert recipient(an_invitation(), {}, LIMITS) == BOTH
    corrected = recipient(an_invitation(), {"email": "jo@new.example"}, LIMITS)
    assert corrected == Recipient("jo@new.example", BOTH.mobile)


def test_a_number_can_be_corrected_or_left_out() -> None:
    assert recipient(an_invitation(), {"mobile": None}, LIMITS).by_channel() == {EMAIL: BOTH.email}
    assert recipient(an_invitation(), {"mobile": "07700 900456"}, LIMITS).mobile == "+447700900456"


def test_texts_go_to_the_countries_that_are_allowed() -> None:
    """product.md 5.8"""
    with pytest.raises(InvalidInput) as refused:
        recipient(an_invitation(), {"mobile": "+15005550006"}, Limits(countries=("GB",)))
    assert refused.value.errors[0]["pointer"] == "/mobile"


def test_a_colleagues_invitation_goes_to_their_login_email() -> None:
    """product.md 5.7"""
    colleague = an_invitation(client_id=None, mobile=None)
    assert recipient(colleague, {}, LIMITS).by_channel() == {EMAIL: colleague.email}
    with pytest.raises(InvitationNotCorrectable):
        recipient(colleague, {"email": "another@smith.example"}, LIMITS)


def test_one_channel_over_a_limit_takes_no_other_away() -> None:
    """product.md 5.8"""
    require_a_way(BOTH, {SMS: OVER})
    assert deliveries(BOTH, {SMS: OVER}, 2) == [
        NewDelivery(EMAIL, 3, None),
        NewDelivery(SMS, 3, OVER.detail),
    ]


def test_all_channels_over_a_limit_is_a_refusal() -> None:
    with pytest.raises(InvitationLimit):
        require_a_way(BOTH, {EMAIL: OVER, SMS: OVER})
    with pytest.raises(InvitationLimit):
        require_a_way(Recipient(BOTH.email, None), {EMAIL: OVER})


def test_links_count_while_an_invitation_is_open() -> None:
    """product.md 5.2"""
    assert set(OPEN) == {"pending", "sent", "delivered", "needs_attention"}
    assert set(INVITATION_TRANSITIONS.before(InvitationStatus.EXPIRED)) == {
        "sent",
        "delivered",
        "needs_attention",
    }


@pytest.mark.parametrize(
    ("channels", "state"),
    [
        (["queued"], "pending"),
        (["sent"], "sent"),
        (["sent", "queued"], "sent"),
        (["delivered", "sent"], "delivered"),
        (["failed", "queued"], "pending"),
        (["failed", "delivered"], "needs_attention"),
        (["failed"], "needs_attention"),
        ([], "pending"),
    ],
)
def test_an_open_invitation_is_as_its_channels_are(channels: list[str], state: str) -> None:
    """product.md 5.5"""
    assert state_of(channels) == state
