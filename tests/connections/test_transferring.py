"""A client goes to another practice: what the one before planted in it ends in that step (product.md 7.1).

`transfer_stakes.PLANTED` is the list of docs/adr/0020, each with what could be done with it.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contracts import access, accounts, invitations
from contracts.access.events import GrantClientAccessData
from contracts.connections import WebhookDeliveryState
from contracts.connections.events import EstablishConnectionData
from contracts.errors import NotFound, Refusal
from contracts.invitations.events import InviteClientUserData
from deploy.allinone.product import Product
from services.access.client_access import new_client_grants
from services.connections.connections import connecting_clients
from services.invitations.invitations import new_invitations
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    Phone,
    a_client_user,
    eventually,
    unique,
)
from tests.connections.feed_reader import Reader, has
from tests.connections.receivers import answers, receiver
from tests.connections.stage import (
    Stage,
    a_colleague_known,
    a_practice_known,
    connection,
    signed_in,
)
from tests.connections.transfer_stakes import (
    PLANTED,
    Left,
    Stakes,
    invited,
    transfer,
)
from tests.connections.webhook_calls import endpoint, hurry, log, resend


@pytest.fixture
def on(owner: Person, stage: Stage, product: Product, mailbox: Mailbox, phone: Phone) -> Stakes:
    after = a_practice_known(owner.rpc)
    client_id = owner.adds_client(practice_code="OLD1")["id"]
    jo = a_client_user(owner, mailbox, client_id)
    return Stakes(
        stage, product, mailbox, phone, owner, after, jo, client_id, a_colleague_known(owner, mailbox)
    )


@pytest.mark.parametrize("planted", PLANTED, ids=lambda each: each.__name__)
def test_what_the_practice_before_left_open_is_no_use_after_a_transfer(
    on: Stakes, planted: Callable[[Stakes], Left]
) -> None:
    """product.md 7.1"""
    use = planted(on)
    transfer(on)
    with pytest.raises(Refusal):
        use()


def test_the_new_practice_sees_what_was_open_as_revoked_and_invites_anew(on: Stakes) -> None:
    """product.md 5.3, 7.1"""
    invited(on)
    transfer(on)
    with on.after.acting():
        old = invitations.list_client_invitations(on.after.rpc, client_id=on.client_id)["items"][0]
        assert old["state"] == "revoked"
        with pytest.raises(invitations.InvitationOfPracticeBefore):
            invitations.resend_invitation(on.after.rpc, invitation_id=old["id"])
        address = f"{unique('kim')}@acme.example"
        accounts.invite_to_client(on.after.rpc, on.client_id, name="Kim", email=address)
    token = on.mailbox.token_for(address)
    assert invitations.redeem_invitation(on.after.rpc, token=token, password=PASSWORD)


def test_what_its_webhooks_were_still_to_send_is_not_sent_any_more(on: Stakes, product: Product) -> None:
    with receiver(answers(500)) as theirs:
        made = endpoint(on.before, theirs.url, types=["ClientUpdated"])
        with on.before.acting():
            accounts.change_client(on.before.rpc, client_id=on.client_id, name=unique("Renamed"))
        eventually(lambda: theirs.got)
        transfer(on)
        Reader(on.before).until(has("ClientTransferred", client_id=on.client_id))
        before, theirs.behaviour = len(theirs.got), answers(200)
        hurry(product.hosted["connections"].database, made["id"])
        (delivery,) = eventually(lambda: log(on.before, made["id"], WebhookDeliveryState.SKIPPED))
        assert delivery["request"]["body"] is None
        resend(on.before, made["id"], delivery_id=delivery["id"])
        eventually(lambda: log(on.before, made["id"], WebhookDeliveryState.SKIPPED))
        assert len(theirs.got) == before


def test_the_practice_before_is_told_the_name_that_the_client_left_with(on: Stakes) -> None:
    """What it is called since is the new practice's affair."""
    with on.before.acting():
        left_as = accounts.get_client(on.before.rpc, on.client_id)["name"]
    transfer(on)
    renamed = unique("Renamed")
    with on.after.acting():
        accounts.change_client(on.after.rpc, client_id=on.client_id, name=renamed)
        eventually(lambda: renamed in str(access.list_activity(on.after.rpc)["items"]))
    with on.before.acting():
        lines = access.list_activity(on.before.rpc)["items"]
    assert left_as in str(lines)
    assert renamed not in str(lines)


class TestOrdersThatComeLate:
    """An order of the practice before may still be in a queue when the transfer has been taken in."""

    def test_an_invitation_is_void_before_it_is_sent(self, on: Stakes) -> None:
        transfer(on)
        address = f"{unique('late')}@acme.example"
        hosted = on.product.hosted["invitations"]
        order = InviteClientUserData(
            invitation_id=f"inv_{'0' * 26}"[:-9] + unique("1")[-9:].upper().replace("-", "0"),
            client_id=on.client_id,
            client_name="Acme",
            practice_id=on.before.account_id,
            practice_name="Before",
            invited_by=on.before.user_id,
            invited_by_name="Ann",
            name="Late",
            email=address,
            mobile=None,
        )
        config = hosted.container.config
        with hosted.database.unit_of_work(everywhere=True) as uow:
            new_invitations.invite_to_client(uow, config["vault"], config["limits"], order)
        with on.after.acting():
            items = invitations.list_client_invitations(on.after.rpc, client_id=on.client_id)["items"]
        late = next(each for each in items if each["id"] == order.invitation_id)
        assert late["state"] == "revoked"
        assert on.mailbox.to(address) == []

    def test_access_stays_as_the_new_practice_gave_it(self, on: Stakes) -> None:
        transfer(on, everyone=True)
        with on.product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
            new_client_grants.grant_for_new_client(
                uow,
                GrantClientAccessData(
                    client_id=on.client_id,
                    practice_id=on.before.account_id,
                    everyone=False,
                    colleague_ids=[on.colleague.user_id],
                    team_ids=[],
                    account_manager_id=None,
                    granted_by=on.before.user_id,
                ),
            )
        with on.after.acting():
            given = access.get_client_access(on.after.rpc, client_id=on.client_id)
        assert (given["everyone"], given["colleague_ids"]) == (True, [])

    def test_no_connection_is_made(self, on: Stakes) -> None:
        found = signed_in(on.stage, on.before)
        transfer(on)
        with on.product.hosted["connections"].database.unit_of_work(everywhere=True) as uow:
            order = EstablishConnectionData(
                connection_id="conn_01ARZ3NDEKTSV4RRFFQ69G5FAV",
                client_id=on.client_id,
                client_name="Acme",
                practice_id=on.before.account_id,
                connected_by=on.before.user_id,
                authorization_id=found["id"],
                organisation_id=found["organisation_id"],
            )
            connecting_clients.establish(uow, order)
        with pytest.raises(NotFound):
            connection(on.after, on.client_id)
