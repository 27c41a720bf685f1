"""What a practice leaves open when a client goes to another, each with what could be done with it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from contracts import access, accounts, invitations
from contracts.errors import NotFound
from deploy.allinone.product import Product
from tests.accounts import bulk_calls
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    Phone,
    a_mobile,
    a_team,
    by_token,
    eventually,
    gives,
    unique,
)
from tests.connections.grants import grant_of, row
from tests.connections.stage import (
    Stage,
    a_practice_known,
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
    address = invited(on)
    token = on.mailbox.token_for(address)
    return lambda: invitations.redeem_invitation(on.before.rpc, token=token, password=PASSWORD)


def an_invitation_by_text(on: Stakes) -> Left:
    mobile = a_mobile()
    invited(on, mobile=mobile)
    token = on.phone.token_for(mobile)
    return lambda: invitations.redeem_invitation(on.before.rpc, token=token, password=PASSWORD)


def an_invitation_to_send_again(on: Stakes) -> Left:
    invited(on)
    with on.before.acting():
        found = invitations.list_client_invitations(on.before.rpc, client_id=on.client_id)["items"][0]

    def resend() -> None:
        with on.before.acting():
            invitations.resend_invitation(on.before.rpc, found["id"])

    return resend


def access_of_a_colleague(on: Stakes) -> Left:
    gives_the_colleague(on, colleague_ids=[on.colleague.user_id])
    return lambda: on.colleague.reads(on.client_id)


def access_by_a_team(on: Stakes) -> Left:
    gives_the_colleague(on, team_ids=[a_team(on.before, on.colleague)])
    return lambda: on.colleague.reads(on.client_id)


def an_account_manager(on: Stakes) -> Left:
    gives_the_colleague(on, account_manager_id=on.colleague.user_id)
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


def a_place_among_many_that_are_invited(on: Stakes) -> Left:
    kim = {"client_id": on.client_id, "name": "Kim", "email": f"{unique('kim')}@acme.example"}
    with bulk_calls.held():
        begun = bulk_calls.invites(on.before, kim)
        with on.before.acting():
            accounts.stop_bulk_invitation(on.before.rpc, begun["id"])

    def go_on() -> None:
        with on.before.acting():
            accounts.resume_bulk_invitation(on.before.rpc, begun["id"])
        (row,) = bulk_calls.rows(on.before, bulk_calls.comes_to(on.before, begun, "done"))
        if row["code"] == "not_found":
            raise NotFound(what="client")

    return go_on


def a_request_to_another_practice(on: Stakes) -> Left:
    third = a_practice_known(on.before.rpc)
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
    a_place_among_many_that_are_invited,
    a_request_to_another_practice,
)


def invited(on: Stakes, **more: Any) -> str:
    address = f"{unique('kim')}@acme.example"
    with on.before.acting():
        accounts.invite_to_client(on.before.rpc, on.client_id, name="Kim", email=address, **more)
    on.mailbox.token_for(address)
    return address


def gives_the_colleague(on: Stakes, **wanted: Any) -> None:
    gives(on.before, on.client_id, **wanted)
    assert on.colleague.reads(on.client_id)


def transfer(on: Stakes, **wanted: Any) -> None:
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
    eventually(lambda: known_to_connections(on))


def known_to_connections(on: Stakes) -> bool:
    with on.after.acting():
        try:
            begin(on.after, client_id=on.client_id)
        except NotFound:
            return False
    return True
