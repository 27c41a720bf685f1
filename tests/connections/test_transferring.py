"""A client goes to another practice: what the one before planted in it ends in that step (product.md 7.1).

`PLANTED` is the list of docs/adr/0020, each with what somebody of the practice before could do with it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from contracts import access, accounts, invitations
from contracts.errors import NotFound, Refusal
from deploy.allinone.product import Product
from services.access import client_access
from services.connections import connecting
from services.invitations import inviting
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    Phone,
    a_client_user,
    a_colleague,
    a_mobile,
    a_practice,
    a_team,
    by_token,
    eventually,
    gives,
    unique,
)
from tests.connections.grants import grant_of, row
from tests.connections.stage import (
    Stage,
    answer_of,
    authorization,
    begin,
    complete,
    connect,
    connection,
    signed_in,
)


@dataclasses.dataclass
class Stakes:
    """A client of `before`, with its business admin `jo`, about to go to `after`."""

    stage: Stage
    product: Product
    mailbox: Mailbox
    phone: Phone
    before: Person
    after: Person
    jo: Person
    client_id: str
    colleague: Person


Left = Callable[[], Any]


def an_invitation_by_email(on: Stakes) -> Left:
    address = _invited(on)
    token = on.mailbox.token_for(address)
    return lambda: invitations.redeem_invitation(on.before.rpc, token=token, password=PASSWORD)


def an_invitation_by_text(on: Stakes) -> Left:
    mobile = a_mobile()
    _invited(on, mobile=mobile)
    token = on.phone.token_for(mobile)
    return lambda: invitations.redeem_invitation(on.before.rpc, token=token, password=PASSWORD)


def an_invitation_to_send_again(on: Stakes) -> Left:
    _invited(on)
    with on.before.acting():
        found = invitations.list_client_invitations(on.before.rpc, client_id=on.client_id)["items"][0]

    def resend() -> None:
        with on.before.acting():
            invitations.resend_invitation(on.before.rpc, invitation_id=found["id"])

    return resend


def access_of_a_colleague(on: Stakes) -> Left:
    _gives(on, colleague_ids=[on.colleague.user_id])
    return lambda: on.colleague.reads(on.client_id)


def access_by_a_team(on: Stakes) -> Left:
    _gives(on, team_ids=[a_team(on.before, on.colleague)])
    return lambda: on.colleague.reads(on.client_id)


def an_account_manager(on: Stakes) -> Left:
    _gives(on, account_manager_id=on.colleague.user_id)
    return lambda: on.colleague.reads(on.client_id)


def an_api_token(on: Stakes) -> Left:
    with on.before.acting():
        token = access.create_api_token(on.before.rpc, name="x", scopes=["read", "write"])["token"]
    return lambda: by_token(on.before, token).reads(on.client_id)


def a_connection(on: Stakes) -> Left:
    connect(on.before, on.client_id, signed_in(on.stage, on.before)["id"])
    grant = grant_of(on.product.hosted["connections"].database, on.client_id)

    def revoked() -> None:
        eventually(lambda: row(on.product.hosted["connections"].database, grant).state == "ended")
        connection(on.after, on.client_id)

    return revoked


def a_sign_in_under_way(on: Stakes) -> Left:
    begun = begin(on.before, client_id=on.client_id)
    answer = answer_of(on.stage.consent(begun["authorization_url"]))
    return lambda: complete(on.before, "xero", answer)


def a_sign_in_ready_to_be_used(on: Stakes) -> Left:
    found = signed_in(on.stage, on.before, client_id=on.client_id)
    other = on.before.adds_client()["id"]

    def use() -> None:
        if authorization(on.before, found["id"])["state"] in ("ready", "choose_organisation"):
            return
        connect(on.before, other, found["id"])

    return use


def a_request_to_another_practice(on: Stakes) -> Left:
    third = a_practice(on.before.rpc)
    with on.jo.acting():
        request = accounts.request_practice(on.jo.rpc, practice_admin_email=third.email)

    def accept() -> None:
        with third.acting():
            accounts.accept_practice_request(third.rpc, request["id"], {})

    return accept


PLANTED = (
    an_invitation_by_email,
    an_invitation_by_text,
    an_invitation_to_send_again,
    access_of_a_colleague,
    access_by_a_team,
    an_account_manager,
    an_api_token,
    a_connection,
    a_sign_in_under_way,
    a_sign_in_ready_to_be_used,
    a_request_to_another_practice,
)


@pytest.fixture
def on(owner: Person, stage: Stage, product: Product, mailbox: Mailbox, phone: Phone) -> Stakes:
    after = a_practice(owner.rpc)
    client_id = owner.adds_client(practice_code="OLD1")["id"]
    jo = a_client_user(owner, mailbox, client_id)
    return Stakes(stage, product, mailbox, phone, owner, after, jo, client_id, a_colleague(owner, mailbox))


@pytest.mark.parametrize("planted", PLANTED, ids=lambda each: each.__name__)
def test_what_the_practice_before_left_open_is_no_use_after_a_transfer(
    on: Stakes, planted: Callable[[Stakes], Left]
) -> None:
    """product.md 7.1"""
    use = planted(on)
    _transfer(on)
    with pytest.raises(Refusal):
        use()


def test_the_new_practice_sees_what_was_open_as_revoked_and_invites_anew(on: Stakes) -> None:
    """product.md 5.3, 7.1"""
    _invited(on)
    _transfer(on)
    with on.after.acting():
        old = invitations.list_client_invitations(on.after.rpc, client_id=on.client_id)["items"][0]
        assert old["state"] == "revoked"
        with pytest.raises(invitations.InvitationOfPracticeBefore):
            invitations.resend_invitation(on.after.rpc, invitation_id=old["id"])
        address = f"{unique('kim')}@acme.example"
        accounts.invite_to_client(on.after.rpc, on.client_id, name="Kim", email=address)
    token = on.mailbox.token_for(address)
    assert invitations.redeem_invitation(on.after.rpc, token=token, password=PASSWORD)


def test_the_practice_before_is_told_the_name_that_the_client_left_with(on: Stakes) -> None:
    """What it is called since is the new practice's affair."""
    with on.before.acting():
        left_as = accounts.get_client(on.before.rpc, on.client_id)["name"]
    _transfer(on)
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
        _transfer(on)
        address = f"{unique('late')}@acme.example"
        hosted = on.product.hosted["invitations"]
        order = {
            "invitation_id": f"inv_{'0' * 26}"[:-9] + unique("1")[-9:].upper().replace("-", "0"),
            "client_id": on.client_id,
            "client_name": "Acme",
            "practice_id": on.before.account_id,
            "practice_name": "Before",
            "invited_by": on.before.user_id,
            "invited_by_name": "Ann",
            "name": "Late",
            "email": address,
            "mobile": None,
        }
        config = hosted.container.config
        with hosted.database.unit_of_work(everywhere=True) as uow:
            inviting.invite_to_client(uow, config["vault"], config["limits"], order)
        with on.after.acting():
            items = invitations.list_client_invitations(on.after.rpc, client_id=on.client_id)["items"]
        late = next(each for each in items if each["id"] == order["invitation_id"])
        assert late["state"] == "revoked"
        assert on.mailbox.to(address) == []

    def test_access_stays_as_the_new_practice_gave_it(self, on: Stakes) -> None:
        _transfer(on, everyone=True)
        with on.product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
            client_access.grant_for_new_client(
                uow,
                {
                    "client_id": on.client_id,
                    "practice_id": on.before.account_id,
                    "everyone": False,
                    "colleague_ids": [on.colleague.user_id],
                    "team_ids": [],
                    "account_manager_id": None,
                    "granted_by": on.before.user_id,
                },
            )
        with on.after.acting():
            given = access.get_client_access(on.after.rpc, client_id=on.client_id)
        assert (given["everyone"], given["colleague_ids"]) == (True, [])

    def test_no_connection_is_made(self, on: Stakes) -> None:
        found = signed_in(on.stage, on.before)
        _transfer(on)
        with on.product.hosted["connections"].database.unit_of_work(everywhere=True) as uow:
            connecting.establish(
                uow,
                {
                    "connection_id": "conn_01ARZ3NDEKTSV4RRFFQ69G5FAV",
                    "client_id": on.client_id,
                    "client_name": "Acme",
                    "practice_id": on.before.account_id,
                    "connected_by": on.before.user_id,
                    "authorization_id": found["id"],
                    "organisation_id": found["organisation_id"],
                },
            )
        with pytest.raises(NotFound):
            connection(on.after, on.client_id)


def _invited(on: Stakes, **more: Any) -> str:
    address = f"{unique('kim')}@acme.example"
    with on.before.acting():
        accounts.invite_to_client(on.before.rpc, on.client_id, name="Kim", email=address, **more)
    on.mailbox.token_for(address)
    return address


def _gives(on: Stakes, **wanted: Any) -> None:
    gives(on.before, on.client_id, **wanted)
    assert on.colleague.reads(on.client_id)


def _transfer(on: Stakes, **wanted: Any) -> None:
    """Until every service has taken it in."""
    with on.jo.acting():
        request = accounts.request_practice(on.jo.rpc, practice_admin_email=on.after.email)
    with on.after.acting():
        accounts.accept_practice_request(on.after.rpc, request["id"], wanted)
        eventually(lambda: access.get_client_access(on.after.rpc, client_id=on.client_id))
        eventually(
            lambda: (
                (items := invitations.list_client_invitations(on.after.rpc, client_id=on.client_id)["items"])
                and all(each["state"] in ("accepted", "revoked") for each in items)
            )
        )
    eventually(lambda: _known_to_connections(on))


def _known_to_connections(on: Stakes) -> bool:
    with on.after.acting():
        try:
            begin(on.after, client_id=on.client_id)
        except NotFound:
            return False
    return True
