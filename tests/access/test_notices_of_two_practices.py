"""Whoever works for two practices has the notices of each by themselves (docs/adr/0072; product.md 7)."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from chassis.rpc.client import RpcClient
from contracts import access
from contracts.access import NoticeDigest
from contracts.errors import NotFound
from tests.access.two_practices import works_for_both
from tests.builders import Mailbox, Person, a_colleague, a_practice, gives, sign_in


class Both(NamedTuple):
    """Two practices, and Bob as a colleague of each: the second calls him Robert."""

    one: Person
    two: Person
    bob: Person
    robert: Person


@pytest.fixture
def both(rpc: RpcClient, mailbox: Mailbox) -> Both:
    one, two = a_practice(rpc), a_practice(rpc)
    bob = works_for_both(rpc, mailbox, one, two)
    return Both(one, two, bob, sign_in(rpc, bob.email, account_id=two.account_id))


def page_of(person: Person) -> access.NoticePage:
    with person.acting():
        return access.list_notices(person.rpc)


def clients(person: Person) -> list[str | None]:
    return [each["client"]["name"] if each["client"] else None for each in page_of(person)["items"]]


def unread(person: Person) -> tuple[int, int | None]:
    """By the page, and by the session."""
    with person.acting():
        return page_of(person)["unread"], access.get_session(person.rpc).get("unread_notices")


def reads(person: Person, notice_id: str) -> int:
    with person.acting():
        return access.read_notices(person.rpc, up_to=notice_id)["unread"]


def test_each_is_listed_counted_and_read_where_it_is_of(both: Both) -> None:
    for practice, name in ((both.one, "Ones"), (both.two, "Twos")):
        gives(practice, practice.adds_client(name=name)["id"], colleague_ids=[both.bob.user_id])
    assert (clients(both.bob), clients(both.robert)) == (["Ones"], ["Twos"])
    assert unread(both.bob) == unread(both.robert) == (1, 1)
    (of_two,) = page_of(both.robert)["items"]
    with pytest.raises(NotFound):
        reads(both.bob, of_two["id"])
    assert unread(both.robert) == (1, 1)
    assert reads(both.robert, of_two["id"]) == 0
    assert unread(both.bob) == (1, 1)
    # The newest of one is later than that of two, which is no reason to have it read.
    gives(both.two, both.two.adds_client(name="More")["id"], colleague_ids=[both.bob.user_id])
    gives(both.one, both.one.adds_client(name="Newest")["id"], colleague_ids=[both.bob.user_id])
    assert reads(both.bob, page_of(both.bob)["items"][0]["id"]) == 0
    assert unread(both.robert) == (1, 1)


def test_who_is_behind_one_goes_by_the_name_that_the_practice_has_for_them(
    both: Both, mailbox: Mailbox
) -> None:
    cy = a_colleague(both.one, mailbox, name="Cy")
    gives(both.bob, both.one.adds_client()["id"], colleague_ids=[cy.user_id])
    (notice,) = page_of(cy)["items"]
    assert notice["by"] == {"id": both.bob.user_id, "name": "Bob"}


def test_a_daily_mail_is_wanted_of_each_by_itself(both: Both) -> None:
    with both.bob.acting():
        access.choose_notice_digest(both.bob.rpc, digest=NoticeDigest.DAILY)
    assert page_of(both.bob)["digest"] == NoticeDigest.DAILY
    assert page_of(both.robert)["digest"] == NoticeDigest.NEVER
    with both.robert.acting():
        access.choose_notice_digest(both.robert.rpc, digest=NoticeDigest.DAILY)
        access.choose_notice_digest(both.robert.rpc, digest=NoticeDigest.NEVER)
    assert page_of(both.bob)["digest"] == NoticeDigest.DAILY
