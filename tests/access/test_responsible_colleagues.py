"""Whoever has a responsibility at a client reaches it by that, in each service, for as long as they have it
(docs/adr/0073, product.md 2.5, 8.4).
"""

from __future__ import annotations

from typing import Any

import pytest

from contracts import access, accounts
from contracts.access import AccessLevel, ColleagueEnd, GivenLevel, GivenResponsibility
from contracts.errors import InvalidInput
from deploy.allinone.product import Product
from tests.access.passing_time import ends_come, in_days
from tests.access.test_access_history import then
from tests.access.test_levels import agreed, why
from tests.access.test_responsibilities import made
from tests.builders import (
    Mailbox,
    Person,
    a_client_user,
    a_colleague,
    a_practice,
    eventually,
    gives,
    known_to_all,
)

VIEW, WORK, MANAGE = AccessLevel


@pytest.fixture
def owner(rpc: Any) -> Person:
    return a_practice(rpc)


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


@pytest.fixture
def client_id(owner: Person) -> str:
    return str(owner.adds_client(name="Oak Ltd", practice_code="OAK")["id"])


def to(person: Person, *responsibility_ids: str) -> list[GivenResponsibility]:
    return [
        GivenResponsibility(responsibility_id=each, user_id=person.user_id) for each in responsibility_ids
    ]


def held(owner: Person, client_id: str) -> dict[str, str]:
    with owner.acting():
        shown = access.get_client_access(owner.rpc, client_id=client_id)
    return {each["responsibility_id"]: each["user_id"] for each in shown.get("responsibilities", [])}


@pytest.mark.parametrize("level", AccessLevel)
def test_each_service_lets_do_what_the_responsibility_s_level_says(
    owner: Person, bob: Person, client_id: str, level: AccessLevel
) -> None:
    tax = made(owner, "Tax", level)
    gives(owner, client_id, responsibilities=to(bob, tax))
    assert bob.sees() == ["Oak Ltd"]
    assert agreed(bob, client_id) == level
    assert why(owner, bob, client_id) == [
        {"reason": "responsibility", "responsibility_id": tax, "name": "Tax", "level": level}
    ]
    gives(owner, client_id, responsibilities=[])
    assert bob.sees() == []


def test_of_several_the_highest_counts_and_each_is_named(owner: Person, bob: Person, client_id: str) -> None:
    tax, payroll = made(owner, "Tax", VIEW), made(owner, "Payroll", WORK)
    gives(
        owner, client_id, colleague_ids=[bob.user_id], levels=[GivenLevel(user_id=bob.user_id, level=VIEW)],
        responsibilities=to(bob, payroll, tax),
    )  # fmt: skip
    assert agreed(bob, client_id) == WORK
    assert [(each["reason"], each.get("name"), each["level"]) for each in why(owner, bob, client_id)] == [
        ("colleague", None, VIEW),
        ("responsibility", "Tax", VIEW),
        ("responsibility", "Payroll", WORK),
    ]


def test_who_is_given_more_until_a_time_keeps_what_the_responsibility_gives(
    owner: Person, bob: Person, client_id: str, product: Product
) -> None:
    """docs/adr/0051: before the job that ends it has run."""
    gives(
        owner, client_id, colleague_ids=[bob.user_id], responsibilities=to(bob, made(owner, "Tax", VIEW)),
        colleague_ends=[ColleagueEnd(user_id=bob.user_id, until=in_days(3))],
    )  # fmt: skip
    assert agreed(bob, client_id) == MANAGE
    ends_come(product, client_id)
    assert bob.sees() == ["Oak Ltd"]
    assert agreed(bob, client_id) == VIEW


def test_who_says_nothing_of_them_changes_nothing(owner: Person, bob: Person, client_id: str) -> None:
    """A program of before knows of none; nor is anything said of them where many clients change."""
    tax = made(owner, "Tax", WORK)
    gives(owner, client_id, responsibilities=to(bob, tax))
    gives(owner, client_id, account_manager_id=owner.user_id)
    with owner.acting():
        change = {"everyone": True}
        known_to_all(owner, access.change_access_of_many(owner.rpc, client_ids=[client_id], take=change))
        give = {"colleague_ids": [owner.user_id]}
        known_to_all(owner, access.change_access_of_many(owner.rpc, client_ids=[client_id], give=give))
    assert held(owner, client_id) == {tax: bob.user_id}
    assert agreed(bob, client_id) == WORK


def test_strangers_and_what_is_named_twice_are_refused_by_their_place(
    owner: Person, bob: Person, client_id: str
) -> None:
    other = a_practice(owner.rpc)
    tax, theirs = made(owner, "Tax"), made(other, "Tax")
    with owner.acting(), pytest.raises(InvalidInput) as refused:
        access.put_client_access(
            owner.rpc,
            client_id=client_id,
            responsibilities=[*to(bob, tax, theirs), *to(owner, tax), *to(other, tax)],
        )
    assert [(each["pointer"], each["code"]) for each in refused.value.errors] == [
        ("/responsibilities/1/responsibility_id", "unknown_responsibility"),
        ("/responsibilities/2/responsibility_id", "named_twice"),
        ("/responsibilities/3/responsibility_id", "named_twice"),
    ]
    with owner.acting(), pytest.raises(InvalidInput) as refused:
        access.put_client_access(owner.rpc, client_id=client_id, responsibilities=to(other, tax))
    assert [each["pointer"] for each in refused.value.errors] == ["/responsibilities/0/user_id"]
    assert held(owner, client_id) == {}


@pytest.mark.parametrize("how", [access.deactivate_colleague, access.remove_colleague])
def test_who_leaves_has_none_any_more_and_comes_back_without(
    owner: Person, bob: Person, client_id: str, how: Any
) -> None:
    """product.md 1.4"""
    tax, payroll = made(owner, "Tax"), made(owner, "Payroll")
    gives(owner, client_id, responsibilities=[*to(bob, tax), *to(owner, payroll)])
    with owner.acting():
        # They manage nothing, so nobody has to take over.
        known_to_all(owner, how(owner.rpc, user_id=bob.user_id))
    assert held(owner, client_id) == {payroll: owner.user_id}
    with owner.acting():
        found = access.list_people_with_access(owner.rpc, client_id=client_id)["items"]
    assert bob.user_id not in {each["user_id"] for each in found}


def test_a_successor_takes_over_who_is_managed_and_no_responsibility(
    owner: Person, bob: Person, client_id: str
) -> None:
    tax = made(owner, "Tax")
    gives(owner, client_id, account_manager_id=bob.user_id, responsibilities=to(bob, tax))
    with owner.acting():
        access.deactivate_colleague(owner.rpc, user_id=bob.user_id, reassign_managed_clients_to=owner.user_id)
        shown = access.get_client_access(owner.rpc, client_id=client_id)
    assert (shown["account_manager_id"], shown.get("responsibilities")) == (owner.user_id, [])


def test_before_one_is_ended_it_says_who_loses_what_and_then_they_do(
    owner: Person, bob: Person, mailbox: Mailbox
) -> None:
    cy, tax = a_colleague(owner, mailbox, name="Cy Elm"), made(owner, "Tax", WORK)
    unseen, lowered, same, others = (str(owner.adds_client()["id"]) for _ in range(4))
    gives(owner, unseen, responsibilities=to(bob, tax))
    viewing = [GivenLevel(user_id=bob.user_id, level=VIEW)]
    gives(owner, lowered, colleague_ids=[bob.user_id], levels=viewing, responsibilities=to(bob, tax))
    gives(owner, same, everyone=True, responsibilities=to(bob, tax))
    gives(owner, others, responsibilities=to(cy, tax))
    with owner.acting():
        found = access.get_responsibility(owner.rpc, responsibility_id=tax)["people"]
        assert [(each["name"], each["clients"], each["unseen"], each["lowered"]) for each in found] == [
            ("Bob Jones", 3, 1, 1),
            ("Cy Elm", 1, 1, 0),
        ]
        known_to_all(owner, access.end_responsibility(owner.rpc, responsibility_id=tax))
    assert [held(owner, each) for each in (unseen, lowered, same, others)] == [{}, {}, {}, {}]
    with bob.acting():
        assert {each["id"] for each in accounts.list_clients(bob.rpc)["items"]} == {lowered, same}
    assert agreed(bob, lowered) == VIEW
    assert [each["reason"] for each in why(owner, bob, same)] == ["everyone"]


def test_what_was_so_then_is_replayed_also_when_it_has_another_name_or_is_ended(
    owner: Person, bob: Person, client_id: str
) -> None:
    """docs/adr/0057"""
    with owner.acting():
        eventually(lambda: access.list_activity(owner.rpc, kind="client.created")["items"])
    tax = made(owner, "Tax", WORK)
    gives(owner, client_id, responsibilities=to(bob, tax))
    at = in_days(0)
    eventually(lambda: in_days(0) > at)
    before = why(owner, bob, client_id)
    moment = in_days(0)
    eventually(lambda: in_days(0) > moment)
    with owner.acting():
        access.change_responsibility(owner.rpc, responsibility_id=tax, name="Taxes")
        access.end_responsibility(owner.rpc, responsibility_id=tax)
    shown = then(owner, client_id, moment)
    assert shown.get("responsibilities") == [{"responsibility_id": tax, "user_id": bob.user_id}]
    assert {each["user_id"]: each["reasons"] for each in shown["people"]}[bob.user_id] == before
    assert bob.user_id not in {each["user_id"] for each in then(owner, client_id, in_days(1))["people"]}


def test_the_audit_trail_says_by_name_who_has_which(owner: Person, bob: Person, client_id: str) -> None:
    """product.md 8.5"""
    tax = made(owner, "Tax")
    gives(owner, client_id, responsibilities=to(bob, tax))
    with owner.acting():
        line = access.list_activity(owner.rpc, kind="client_access.changed")["items"][0]
    said = [{"responsibility_id": tax, "name": "Tax", "user_id": bob.user_id}]
    assert (line["after"] or {})["responsibilities"] == said
    assert "responsibilities" not in (line["before"] or {})
    assert line["names"][bob.user_id] == "Bob Jones"


def test_whoever_is_made_responsible_has_notice_and_whoever_stays_has_none(
    owner: Person, bob: Person, client_id: str
) -> None:
    """docs/adr/0072"""
    tax = made(owner, "Tax")
    for everyone in (False, True):
        gives(owner, client_id, everyone=everyone, responsibilities=to(bob, tax))
    with bob.acting():
        found = access.list_notices(bob.rpc)["items"]
    (notice,) = found
    assert notice["client"] is not None
    assert (notice["kind"], notice["client"]["id"]) == ("client_given", client_id)


def test_many_clients_are_given_and_taken_at_once(owner: Person, bob: Person, mailbox: Mailbox) -> None:
    cy, tax = a_colleague(owner, mailbox), made(owner, "Tax", VIEW)
    ids = [str(owner.adds_client()["id"]) for _ in range(3)]
    gives(owner, ids[0], responsibilities=to(cy, tax))
    gives(owner, ids[1], responsibilities=to(bob, tax))

    def change(**wanted: Any) -> list[str]:
        with owner.acting():
            done = access.change_access_of_many(owner.rpc, client_ids=ids, **wanted)
            known_to_all(owner, done)
        return [each["result"] for each in done["items"]]

    to_bob = {"responsibilities": [{"responsibility_id": tax, "user_id": bob.user_id}]}
    assert change(give=to_bob) == ["changed", "unchanged", "changed"]
    assert [held(owner, each) for each in ids] == [{tax: bob.user_id}] * 3
    assert (len(bob.sees()), cy.sees()) == (3, [])
    gives(owner, ids[0], responsibilities=to(cy, tax))
    assert change(take=to_bob) == ["unchanged", "changed", "changed"]
    assert [held(owner, each) for each in ids] == [{tax: cy.user_id}, {}, {}]
    foreign = [{"responsibility_id": made(a_practice(owner.rpc), "Tax"), "user_id": bob.user_id}]
    with owner.acting(), pytest.raises(InvalidInput) as refused:
        access.change_access_of_many(owner.rpc, client_ids=ids, give={"responsibilities": foreign})
    assert [each["pointer"] for each in refused.value.errors] == [
        "/give/responsibilities/0/responsibility_id"
    ]


def test_another_practice_takes_over_nobody_with_a_client(
    owner: Person, bob: Person, client_id: str, mailbox: Mailbox
) -> None:
    """product.md 7.1"""
    gives(owner, client_id, responsibilities=to(bob, made(owner, "Tax")))
    jo, after = a_client_user(owner, mailbox, client_id), a_practice(owner.rpc)
    with jo.acting():
        request = accounts.request_practice(jo.rpc, practice_admin_email=after.email)
    with after.acting():
        accounts.accept_practice_request(after.rpc, request["id"], {})
        eventually(lambda: access.get_client_access(after.rpc, client_id=client_id))
    assert held(after, client_id) == {}
    assert after.reads(client_id).get("responsibilities") == []
    assert bob.sees() == []
