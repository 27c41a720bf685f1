"""Everybody at once: exactly one winner (product.md 5.1, 5.4). CLIENTELE_RACES sets how many rounds."""

import os
import random
from collections.abc import Callable

import eventlet
import pytest
from sqlalchemy import text

from contracts import invitations
from contracts.errors import Refusal, ServiceUnavailable
from deploy.allinone.product import Product
from tests.builders import PASSWORD, Mailbox, Person, Phone, a_mobile, sign_in, unique

ROUNDS = int(os.environ.get("CLIENTELE_RACES", "6"))


class Outcomes(list[str]):
    """Who succeeded, in order; `refused` are the others, with what they were answered."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[tuple[str, str]] = []

    def attempt(self, name: str, act: Callable[[], object]) -> None:
        try:
            act()
        except ServiceUnavailable as busy:
            # Nobody knows what came of it, and it says to try again: as a person would.
            self.refused.append((name, busy.code))
            self.attempt(name, act)
        except Refusal as refusal:
            self.refused.append((name, refusal.code))
        else:
            self.append(name)


def members_of(product: Product, account_id: str) -> int:
    with product.hosted["access"].database.read(everywhere=True) as connection:
        counted = text("SELECT count(*) FROM memberships WHERE account_id = :id")
        return int(connection.execute(counted, {"id": account_id}).scalar_one())


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_one_link_wins_and_there_is_one_user_and_one_membership(
    owner: Person, mailbox: Mailbox, phone: Phone, product: Product, round_: int
) -> None:
    chance = random.Random(round_)  # noqa: S311  a repeatable order
    mobile, address = a_mobile(), f"{unique('jo')}@acme.example"
    client = owner.adds_client(invitation={"name": "Jo", "email": address, "mobile": mobile})
    invitation_id = client["invitation"]["id"]
    tokens = {"email": mailbox.token_for(address), "sms": phone.token_for(mobile)}
    outcomes = Outcomes()

    def redeem(channel: str) -> None:
        invitations.redeem_invitation(owner.rpc, token=tokens[channel], password=PASSWORD)

    def manage(change: Callable[..., object]) -> None:
        with owner.acting():
            change(owner.rpc, invitation_id)

    acts: list[tuple[str, Callable[[], object]]] = [
        (channel, lambda channel=channel: redeem(channel))  # type: ignore[misc]
        for channel in ("email", "sms")
        for _ in range(chance.randint(1, 7))
    ]
    if round_ % 2:
        acts.append(("resend", lambda: manage(invitations.resend_invitation)))
        acts.append(("revoke", lambda: manage(invitations.revoke_invitation)))
    chance.shuffle(acts)
    racing = [eventlet.spawn(outcomes.attempt, name, act) for name, act in acts]
    for racer in racing:
        racer.wait()

    winners = {"email", "sms"}.intersection(outcomes)
    accepted = bool(winners)
    assert len(winners) <= 1
    assert accepted or {"resend", "revoke"}.intersection(outcomes), outcomes.refused
    assert members_of(product, client["id"]) == (1 if accepted else 0)
    for channel in {"email", "sms"} - winners:
        with pytest.raises(invitations.InvitationUnusable):
            invitations.redeem_invitation(owner.rpc, token=tokens[channel], password=PASSWORD)
    if accepted:
        assert not {"resend", "revoke"}.intersection(outcomes[outcomes.index(next(iter(winners))) :])
        assert sign_in(owner.rpc, address).account_id == client["id"]


def test_both_clicks_of_a_double_click_succeed(owner: Person, mailbox: Mailbox) -> None:
    """product.md 5.4"""
    address = f"{unique('jo')}@acme.example"
    owner.adds_client(invitation={"name": "Jo", "email": address})
    token = mailbox.token_for(address)
    clicks = [
        eventlet.spawn(invitations.redeem_invitation, owner.rpc, token=token, password=PASSWORD)
        for _ in range(2)
    ]
    first, second = (click.wait() for click in clicks)
    assert first == second
