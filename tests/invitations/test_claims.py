"""A redemption counts or does not, also where access' answer comes too late (product.md 5.3, 5.6)."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import eventlet
import pytest
from sqlalchemy import text

from chassis import context
from contracts import access, invitations
from contracts.errors import NotFound, Refusal, ServiceUnavailable
from deploy.allinone.product import Product
from services.invitations.invitations import ending_invitations
from services.invitations.redemptions import claims
from tests.builders import PASSWORD, Mailbox, Person, as_a_timer, eventually, sign_in, unique

#: Seconds that these impatient callers wait.
_SOON = 0.4


class Late:
    """An invitation whose redemption access carries out after everybody has stopped waiting for it."""

    def __init__(self, owner: Person, mailbox: Mailbox, product: Product) -> None:
        self.owner, self.product = owner, product
        self.address = f"{unique('jo')}@acme.example"
        self.client_id = owner.adds_client(invitation={"name": "Jo", "email": self.address})["id"]
        self.token = mailbox.token_for(self.address)
        eventually(lambda: self.shown()["state"] == "sent")
        self.id = self.shown()["id"]

    def shown(self) -> dict[str, Any]:
        with self.owner.acting():
            found = invitations.list_client_invitations(self.owner.rpc, client_id=self.client_id)["items"]
        return dict(found[0])

    def members(self) -> int:
        with self.product.hosted["access"].database.read(everywhere=True) as connection:
            counted = text("SELECT count(*) FROM memberships WHERE account_id = :id")
            return int(connection.execute(counted, {"id": self.client_id}).scalar_one())

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """Access can begin to make somebody a member, and cannot go on before the block ends."""
        with self.product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
            uow.execute(text("LOCK TABLE memberships IN SHARE MODE"))
            yield

    def redeems_in_vain(self) -> None:
        """The person is told to try again, as nobody knows yet what comes of it."""
        here = context.Context(context.new_correlation_id(), deadline=time.time() + _SOON)
        with context.enter(here), pytest.raises(ServiceUnavailable):
            invitations.redeem_invitation(self.owner.rpc, token=self.token, password=PASSWORD)
        eventually(self.claim_has_lapsed)

    def claim_has_lapsed(self) -> bool:
        held = text("SELECT claimed_at < now() - interval '10 seconds' FROM invitations WHERE id = :id")
        with self.product.hosted["invitations"].database.read(everywhere=True) as connection:
            return bool(connection.execute(held, {"id": self.id}).scalar())

    def manage(self, change: Any) -> str:
        try:
            with self.owner.acting():
                return str(change(self.owner.rpc, self.id)["state"])
        except Refusal as refusal:
            return refusal.code


@pytest.fixture
def late(owner: Person, mailbox: Mailbox, product: Product) -> Late:
    return Late(owner, mailbox, product)


@pytest.mark.parametrize("change", [invitations.revoke_invitation, invitations.resend_invitation])
def test_who_came_in_late_has_come_in_whatever_is_done_to_the_invitation_then(
    late: Late, change: Any
) -> None:
    with late.held_up():
        late.redeems_in_vain()
    eventually(late.members)
    assert late.manage(change) == "invitation_accepted"
    assert late.shown()["state"] == "accepted"
    assert sign_in(late.owner.rpc, late.address).account_id == late.client_id


def test_revoking_while_access_is_still_at_it_waits_for_what_comes_of_it(late: Late) -> None:
    with late.held_up():
        late.redeems_in_vain()
        revoking = eventlet.spawn(late.manage, invitations.revoke_invitation)
        eventlet.sleep(0)
    assert (revoking.wait(), late.members()) in {("revoked", 0), ("invitation_accepted", 1)}
    assert late.shown()["state"] == ("accepted" if late.members() else "revoked")


def test_the_person_tries_again_and_is_in_once(late: Late) -> None:
    with late.held_up():
        late.redeems_in_vain()
    invitations.redeem_invitation(late.owner.rpc, token=late.token, password=PASSWORD)
    assert (late.members(), late.shown()["state"]) == (1, "accepted")


def test_without_anybody_trying_again_it_is_found_out_and_does_not_expire_meanwhile(late: Late) -> None:
    with late.held_up():
        late.redeems_in_vain()
    eventually(late.members)
    invitations_service = late.product.hosted["invitations"]
    with invitations_service.database.unit_of_work(everywhere=True) as uow:
        uow.execute(text("UPDATE invitations SET expires_at = now() WHERE id = :id"), {"id": late.id})
    with invitations_service.database.unit_of_work(everywhere=True) as uow:
        while ending_invitations.expire_one(uow):
            pass
    assert late.shown()["state"] == "sent"
    with as_a_timer():
        claims.resolve_all(invitations_service.database, late.owner.rpc)
    assert late.shown()["state"] == "accepted"


def test_a_process_that_died_before_it_asked_access_holds_nobody_up(late: Late, mailbox: Mailbox) -> None:
    claimed = text(
        "UPDATE invitations SET claimed_at = now() - interval '11 seconds', claimed_with = 'x' WHERE id = :id"
    )
    with late.product.hosted["invitations"].database.unit_of_work(everywhere=True) as uow:
        uow.execute(claimed, {"id": late.id})
    assert late.manage(invitations.revoke_invitation) == "revoked"
    assert late.manage(invitations.resend_invitation) == "pending"
    token = mailbox.token_for(late.address, after=1)
    eventually(lambda: late.shown()["state"] == "sent")
    invitations.redeem_invitation(late.owner.rpc, token=token, password=PASSWORD)
    assert (late.members(), late.shown()["state"]) == (1, "accepted")


def test_a_request_that_arrives_after_it_was_settled_makes_nobody_a_member(late: Late) -> None:
    rpc = late.owner.rpc
    assert access.settle_redemption(rpc, invitation_id=late.id, attempt=0) is None
    person = {"name": "Jo", "email": late.address, "password": PASSWORD}
    account = {"account_id": late.client_id, "account_kind": "client", "account_name": "Acme"}
    here = context.Context(context.new_correlation_id(), idempotency_key=access.redemption(late.id, 0))
    with context.enter(here), pytest.raises(NotFound):
        access.add_invited_member(rpc, invitation_id=late.id, **account, **person)
    assert late.members() == 0


def test_both_ask_at_once_and_one_answer_counts(late: Late) -> None:
    request = [
        eventlet.spawn(access.settle_redemption, late.owner.rpc, invitation_id=late.id, attempt=7)
        for _ in range(4)
    ]
    assert [each.wait() for each in request] == [None] * 4
