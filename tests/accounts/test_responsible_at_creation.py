"""Whoever is named responsible at a new client reaches it by that (docs/adr/0073, product.md 2.5)."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.rpc.client import RpcClient
from contracts import access, accounts
from contracts.access import AccessLevel
from contracts.errors import InvalidInput, RoleRequired
from tests.access.test_levels import agreed, why
from tests.access.test_responsibilities import made
from tests.access.test_responsible_colleagues import held
from tests.builders import Mailbox, Person, a_client, a_colleague, a_practice, caught_up, entered, eventually


@pytest.fixture
def owner(rpc: RpcClient) -> Person:
    return a_practice(rpc)


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


def naming(person: Person, *responsibility_ids: str) -> dict[str, Any]:
    return {
        "responsibilities": [
            {"responsibility_id": each, "user_id": person.user_id} for each in responsibility_ids
        ]
    }


@pytest.mark.parametrize("level", AccessLevel)
def test_a_client_is_added_with_who_is_responsible_for_what(
    owner: Person, bob: Person, level: AccessLevel
) -> None:
    tax = made(owner, "Tax", level)
    client = owner.adds_client(name="Oak Ltd", **naming(bob, tax))
    client_id = str(client["id"])
    # Before access has answered, too: accounts knows what was asked for.
    assert client["responsibilities"] == naming(bob, tax)["responsibilities"]
    eventually(lambda: bob.sees() == ["Oak Ltd"])
    assert held(owner, client_id) == {tax: bob.user_id}
    eventually(lambda: agreed(bob, client_id) == level)
    assert [each["reason"] for each in why(owner, bob, client_id)] == ["responsibility"]
    with bob.acting():
        # Whoever is given one has notice of it.
        assert len(access.list_notices(bob.rpc)["items"]) == 1
    with owner.acting():
        (line,) = access.list_activity(owner.rpc, kind="client_access.changed")["items"]
    assert (line["before"], (line["after"] or {}).get("responsibilities")) == (
        None,
        [{"responsibility_id": tax, "name": "Tax", "user_id": bob.user_id}],
    )


def test_one_made_a_moment_ago_is_waited_for(owner: Person, bob: Person) -> None:
    """Its event may not have reached accounts yet."""
    with owner.acting():
        tax = str(access.create_responsibility(owner.rpc, name="Tax", level=AccessLevel.VIEW)["id"])
    client = owner.adds_self_employed(name="Sam Stone", **naming(bob, tax))
    assert client["responsibilities"] == naming(bob, tax)["responsibilities"]


def test_what_is_not_of_the_practice_or_has_ended_is_refused_by_its_place(
    owner: Person, bob: Person, rpc: RpcClient
) -> None:
    stranger = a_practice(rpc)
    theirs, ended = made(stranger, "Tax"), made(owner, "Audit")
    with owner.acting():
        caught_up(owner, access.end_responsibility(owner.rpc, responsibility_id=ended))
    of_stranger = naming(stranger, made(owner, "Tax"))["responsibilities"]
    wanted = [*naming(bob, theirs, ended)["responsibilities"], *of_stranger]
    with pytest.raises(InvalidInput) as refused:
        owner.adds_client(name="Oak Ltd", responsibilities=wanted)
    assert [(each["pointer"], each["code"]) for each in refused.value.errors] == [
        ("/responsibilities/0/responsibility_id", "unknown_responsibility"),
        ("/responsibilities/1/responsibility_id", "unknown_responsibility"),
        ("/responsibilities/2/user_id", "unknown_colleague"),
    ]
    assert owner.sees() == []


def test_somebody_who_may_add_clients_names_others_and_sees_the_client(
    owner: Person, bob: Person, mailbox: Mailbox
) -> None:
    """product.md 1.3, 2.5: as they name an account manager."""
    adder = a_colleague(owner, mailbox, permissions=["add_clients"])
    tax = made(owner, "Tax", AccessLevel.VIEW)
    client_id = str(adder.adds_client(name="Oak Ltd", **naming(bob, tax))["id"])
    eventually(lambda: bob.sees() == ["Oak Ltd"])
    assert adder.sees() == ["Oak Ltd"]
    # Whoever adds it manages it, also where they have a responsibility that gives less.
    own = str(adder.adds_client(name="Elm Ltd", **naming(adder, tax))["id"])
    eventually(lambda: held(owner, own) == {tax: adder.user_id})
    assert (agreed(adder, client_id), agreed(adder, own)) == (AccessLevel.MANAGE, AccessLevel.MANAGE)
    with bob.acting(), pytest.raises(RoleRequired):
        accounts.create_client(bob.rpc, entered(a_client(name="Ash Ltd", **naming(bob, tax))))
