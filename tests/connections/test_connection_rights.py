"""Whose sign-ins at vendors and connections are: of one person, for one practice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chassis.database.unit_of_work import new_id
from contracts import access, connections
from contracts.access import AccessLevel, GivenLevel
from contracts.connections.events import EstablishConnectionData
from contracts.errors import NotFound, Unauthenticated
from deploy.allinone.product import Product
from services.connections import connection_changes
from services.connections.connections import connecting_clients
from tests.access.two_practices import works_for_both
from tests.builders import Mailbox, Person, eventually, gives, sign_in
from tests.connections.grants import connected, grant_of
from tests.connections.stage import (
    Stage,
    a_client_known,
    a_colleague_known,
    a_practice_known,
    answer_of,
    authorization,
    begin,
    complete,
    connect,
    connection,
    heard_of,
    signed_in,
)


def _uses(person: Person, client_id: str, authorization_id: str) -> list[Callable[[], Any]]:
    """What can be done with a sign-in that is finished."""
    return [
        lambda: authorization(person, authorization_id),
        lambda: connect(person, client_id, authorization_id),
        lambda: connections.reconnect_many(person.rpc, authorization_id),
        lambda: connections.check_authorization(person.rpc, authorization_id=authorization_id),
    ]


def test_a_sign_in_is_for_who_began_it_and_for_the_practice_it_was_begun_for(
    owner: Person, mailbox: Mailbox, stage: Stage
) -> None:
    other = a_practice_known(owner.rpc)
    bob = works_for_both(owner.rpc, mailbox, owner, other)
    elsewhere = sign_in(owner.rpc, bob.email, account_id=other.account_id)
    begun = signed_in(stage, bob)
    for person in (owner, elsewhere):
        for ask in _uses(person, a_client_known(person)["id"], begun["id"]):
            with person.acting(), pytest.raises(NotFound):
                ask()
    client = a_client_known(owner)
    assert connect(bob, client["id"], begun["id"])["state"] == "connected"


def test_who_has_signed_out_neither_sees_nor_makes_connections(
    owner: Person, mailbox: Mailbox, stage: Stage
) -> None:
    bob = a_colleague_known(owner, mailbox, role="client_admin")
    client = a_client_known(owner)
    begun, used = signed_in(stage, bob), signed_in(stage, bob)
    answer = answer_of(stage.consent(begin(bob)["authorization_url"]))
    connect(bob, client["id"], used["id"])
    with bob.acting():
        ended = access.end_session(bob.rpc)["message_ids"]
    eventually(lambda: connections.catch_up(owner.rpc, ended)["caught_up"])
    for ask in (
        lambda: complete(bob, "xero", answer),
        lambda: authorization(bob, begun["id"]),
        lambda: connection(bob, client["id"]),
        lambda: connect(bob, client["id"], begun["id"]),
        lambda: connections.reconnect_many(bob.rpc, begun["id"]),
        lambda: connections.list_connections(bob.rpc),
        lambda: connections.find_companies(bob.rpc, "bakery"),
        lambda: connections.list_events(bob.rpc),
    ):
        with bob.acting(), pytest.raises(Unauthenticated):
            ask()


def test_the_list_of_connections_is_of_the_practice_and_of_what_one_sees(
    owner: Person, mailbox: Mailbox, stage: Stage
) -> None:
    other = a_practice_known(owner.rpc)
    bob = a_colleague_known(owner, mailbox)
    clients = [a_client_known(owner), a_client_known(owner, access={"colleague_ids": [bob.user_id]})]
    for person, client in ((owner, clients[0]), (owner, clients[1]), (other, a_client_known(other))):
        connect(person, client["id"], signed_in(stage, person)["id"])

    def listed(person: Person) -> set[str]:
        with person.acting():
            return {each["client_id"] for each in connections.list_connections(person.rpc)["items"]}

    assert listed(owner) == {client["id"] for client in clients}
    assert listed(bob) == {clients[1]["id"]}
    both = works_for_both(owner.rpc, mailbox, owner, other)
    there = sign_in(owner.rpc, both.email, account_id=other.account_id)
    eventually(lambda: listed(there) == listed(other))
    assert listed(both) == listed(owner)


def test_an_order_of_the_practice_before_connects_nothing(
    owner: Person, stage: Stage, product: Product
) -> None:
    """It may be waiting still when its client is another practice's."""
    former, client = a_practice_known(owner.rpc), a_client_known(owner)
    order = EstablishConnectionData(
        connection_id=new_id("conn"),
        client_id=client["id"],
        client_name=client["name"],
        practice_id=former.account_id,
        authorization_id=signed_in(stage, former)["id"],
        organisation_id=None,
        connected_by=former.user_id,
    )
    with product.hosted["connections"].database.unit_of_work(everywhere=True) as uow:
        connecting_clients.establish(uow, order)
    with owner.acting(), pytest.raises(NotFound):
        connections.get_connection(owner.rpc, client["id"])


def test_one_sign_in_mends_those_connections_alone_whose_clients_one_works_with(
    owner: Person, mailbox: Mailbox, stage: Stage, product: Product
) -> None:
    """docs/adr/0064"""
    bob, database = (
        a_colleague_known(owner, mailbox, permissions=["add_clients"]),
        product.hosted["connections"].database,
    )
    heard_of(bob)
    made = {
        level: connected(stage, owner, "sage", login="ann@levels.example", organisations=(number,))[0]
        for number, level in enumerate((AccessLevel.VIEW, AccessLevel.WORK))
    }
    for level, client_id in made.items():
        gives(
            owner,
            client_id,
            colleague_ids=[bob.user_id],
            levels=[GivenLevel(user_id=bob.user_id, level=level)],
        )
    with database.unit_of_work(everywhere=True) as uow:
        for client_id in made.values():
            connection_changes.need_reconnect(uow, grant_of(database, client_id), "sage")
    found = signed_in(stage, bob, "sage", login="ann@levels.example", organisations=(0, 1, 2))
    with bob.acting():
        mended = connections.reconnect_many(bob.rpc, found["id"])["items"]
    assert [each["client_id"] for each in mended] == [made[AccessLevel.WORK]]
    assert connection(owner, made[AccessLevel.VIEW])["state"] == "needs_reconnect"
