"""What concerns somebody stands behind the bell, until it is read (docs/adr/0072; product.md 2.5, 8.4)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from contracts import access, accounts
from contracts.access import ColleagueEnd, Notice
from contracts.errors import NotFound, PracticeAccountRequired
from deploy.allinone.product import Product
from services.access.access_requests import ended_requests
from services.access.notices import notice_rows
from tests.access.passing_time import in_days
from tests.access.test_access_requests import approves, asks
from tests.access.test_end_notices import notices as notice_ends
from tests.access.test_end_notices import two_days_are_left
from tests.builders import (
    Mailbox,
    Person,
    a_client_user,
    a_colleague,
    a_practice,
    eventually,
    gives,
)


def page_of(person: Person, **query: Any) -> access.NoticePage:
    with person.acting():
        return access.list_notices(person.rpc, **query)


def kinds(person: Person) -> list[tuple[str, bool]]:
    return [(each["kind"], each["read"]) for each in page_of(person)["items"]]


def reads(person: Person, notice_id: str) -> int:
    with person.acting():
        return access.read_notices(person.rpc, up_to=notice_id)["unread"]


def unread_of_session(person: Person) -> int | None:
    with person.acting():
        return access.get_session(person.rpc).get("unread_notices")


def shown(notice: Notice) -> tuple[str, str | None, str | None]:
    client, by = notice["client"], notice["by"]
    return notice["kind"], client["name"] if client else None, by["name"] if by else None


@pytest.fixture
def owner(rpc: RpcClient) -> Person:
    return a_practice(rpc)


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


@pytest.fixture
def oak(owner: Person) -> Mapping[str, Any]:
    client = owner.adds_client(name="Oak Ltd")
    with owner.acting():
        eventually(lambda: access.get_client_access(owner.rpc, client_id=client["id"]))
    return client


def test_who_is_given_a_client_has_notice_and_who_gave_it_has_none(
    owner: Person, bob: Person, oak: Mapping[str, Any]
) -> None:
    gives(owner, oak["id"], colleague_ids=[bob.user_id, owner.user_id], account_manager_id=bob.user_id)
    (manages, given) = page_of(bob)["items"]
    with owner.acting():
        name = access.get_session(owner.rpc)["user"]["name"]
    assert shown(given) == ("client_given", "Oak Ltd", name)
    assert shown(manages) == ("client_to_manage", "Oak Ltd", name)
    assert page_of(owner)["items"] == []
    # What stays as it is is no news.
    gives(owner, oak["id"], colleague_ids=[bob.user_id], account_manager_id=bob.user_id)
    assert page_of(bob)["unread"] == unread_of_session(bob) == 2
    assert unread_of_session(owner) == 0


def test_many_clients_given_at_once_are_one_notice(owner: Person, bob: Person) -> None:
    ids = [owner.adds_client()["id"] for _ in range(3)]
    with owner.acting():
        access.change_access_of_many(owner.rpc, client_ids=ids, give={"colleague_ids": [bob.user_id]})
    (notice,) = page_of(bob)["items"]
    assert (notice["kind"], notice["client"], notice["clients"]) == ("client_given", None, 3)


def test_a_new_client_given_as_it_is_added_is_noticed(owner: Person, bob: Person) -> None:
    """product.md 2.5"""
    owner.adds_client(name="Elm Ltd", access={"colleague_ids": [bob.user_id]})
    (notice,) = eventually(lambda: page_of(bob)["items"])
    assert shown(notice)[:2] == ("client_given", "Elm Ltd")


def test_clients_that_are_handed_over_are_noticed(owner: Person, bob: Person, mailbox: Mailbox) -> None:
    cy = a_colleague(owner, mailbox)
    for _ in range(2):
        gives(owner, owner.adds_client()["id"], account_manager_id=bob.user_id)
    with owner.acting():
        access.deactivate_colleague(owner.rpc, user_id=bob.user_id, reassign_managed_clients_to=cy.user_id)
    (notice,) = page_of(cy)["items"]
    assert (notice["kind"], notice["clients"]) == ("client_to_manage", 2)


def test_a_request_concerns_who_decides_until_it_is_decided_and_then_who_asked(
    owner: Person, bob: Person, mailbox: Mailbox, oak: Mapping[str, Any]
) -> None:
    manager = a_colleague(owner, mailbox)
    gives(owner, oak["id"], account_manager_id=manager.user_id)
    request = asks(bob, oak["id"])
    for decider in (owner, manager):
        newest = page_of(decider)["items"][0]
        assert shown(newest) == ("access_requested", "Oak Ltd", "Bob Jones")
        assert newest["request_id"] == request["id"]
    assert page_of(bob)["items"] == []
    approves(owner, request)
    assert kinds(bob) == [("request_approved", False)]
    assert kinds(owner) == [("access_requested", True)]
    assert kinds(manager)[0] == ("access_requested", True)


def test_no_answer_and_a_no_concern_who_asked(
    owner: Person, bob: Person, oak: Mapping[str, Any], product: Product
) -> None:
    with owner.acting():
        access.decline_access(owner.rpc, asks(bob, oak["id"])["id"], "Not yours.")
    assert kinds(bob) == [("request_declined", False)]
    late = asks(bob, oak["id"])
    database = product.hosted["access"].database
    with database.unit_of_work(everywhere=True) as uow:
        over = text("UPDATE access_requests SET expires_at = now() WHERE id = :id")
        uow.execute(over, {"id": late["id"]})
        while ended_requests.expire_one(uow):
            pass
    newest = page_of(bob)["items"][0]
    assert (newest["kind"], newest["by"]) == ("request_expired", None)
    assert [read for _, read in kinds(owner)] == [True, True]


def test_an_end_that_comes_is_noticed_once_by_both_sides(
    owner: Person, bob: Person, oak: Mapping[str, Any], product: Product
) -> None:
    end = ColleagueEnd(user_id=bob.user_id, until=in_days(30))
    gives(owner, oak["id"], colleague_ids=[bob.user_id], colleague_ends=[end])
    two_days_are_left(product, oak["id"])
    notice_ends(product)
    notice_ends(product)
    for person in (bob, owner):
        ends = [each for each in page_of(person)["items"] if each["kind"] == "access_ends"]
        assert [each["until"] is not None for each in ends] == [True]


def test_what_was_not_seen_stays_unread(owner: Person, bob: Person) -> None:
    for _ in range(3):
        gives(owner, owner.adds_client()["id"], colleague_ids=[bob.user_id])
    newest, second, _ = page_of(bob)["items"]
    assert reads(bob, second["id"]) == 1
    assert [each["id"] for each in page_of(bob, unread=True)["items"]] == [newest["id"]]
    assert reads(bob, newest["id"]) == 0
    first = page_of(bob, limit=2)
    assert [each["read"] for each in first["items"]] == [True, True]
    assert first["next_cursor"] is not None
    assert len(page_of(bob, limit=2, cursor=first["next_cursor"])["items"]) == 1


def test_nobody_reads_what_concerns_another(
    owner: Person, bob: Person, mailbox: Mailbox, rpc: RpcClient, oak: Mapping[str, Any]
) -> None:
    gives(owner, oak["id"], colleague_ids=[bob.user_id])
    (notice,) = page_of(bob)["items"]
    for other in (owner, a_colleague(owner, mailbox), a_practice(rpc)):
        assert page_of(other)["items"] == []
        with pytest.raises(NotFound):
            reads(other, notice["id"])
    assert kinds(bob) == [("client_given", False)]


def test_it_is_for_people_of_a_practice(owner: Person, mailbox: Mailbox, oak: Mapping[str, Any]) -> None:
    jo = a_client_user(owner, mailbox, oak["id"])
    with pytest.raises(PracticeAccountRequired):
        page_of(jo)
    assert unread_of_session(jo) is None


def test_it_goes_with_the_client_and_after_ninety_days(
    owner: Person, bob: Person, oak: Mapping[str, Any], product: Product
) -> None:
    """product.md 2.12"""
    kept = owner.adds_client(name="Elm Ltd")
    for client in (oak, kept):
        gives(owner, client["id"], colleague_ids=[bob.user_id])
    with owner.acting():
        accounts.delete_client(owner.rpc, oak["id"], "Oak Ltd")
    eventually(lambda: len(page_of(bob)["items"]) == 1)
    (left,) = page_of(bob)["items"]
    assert shown(left)[1] == "Elm Ltd"
    database = product.hosted["access"].database
    with database.unit_of_work(everywhere=True) as uow:
        old = text("UPDATE notices SET at = :at WHERE id = :id")
        uow.execute(old, {"at": in_days(-90) - datetime.timedelta(minutes=1), "id": left["id"]})
    notice_rows.forget_old(database)
    assert page_of(bob)["items"] == []
