"""Of somebody who works for two practices, a review of one tells nothing of the other (docs/adr/0074)."""

from __future__ import annotations

from chassis.rpc.client import RpcClient
from contracts import access, accounts
from tests.access.review_calls import decides, given_to, line_of, lines, starts
from tests.access.two_practices import goes_over, works_for_both
from tests.builders import Mailbox, Person, a_practice, caught_up, eventually, gives, sign_in


def last_signed_in(practice: Person, user_id: str) -> str | None:
    review = starts(practice)
    with practice.acting():
        found = access.list_reviewed_colleagues(practice.rpc, review["id"], user_id=user_id)["items"]
    return found[0]["last_signed_in_at"]


def test_signing_in_for_one_is_not_told_to_the_other(rpc: RpcClient, mailbox: Mailbox) -> None:
    one, two = a_practice(rpc), a_practice(rpc)
    bob = works_for_both(rpc, mailbox, one, two)
    before_one, before_two = last_signed_in(one, bob.user_id), last_signed_in(two, bob.user_id)
    sign_in(rpc, bob.email, account_id=one.account_id)
    assert last_signed_in(one, bob.user_id) != before_one
    assert last_signed_in(two, bob.user_id) == before_two


def test_what_they_reach_for_one_stands_in_no_review_of_the_other(rpc: RpcClient, mailbox: Mailbox) -> None:
    one, two = a_practice(rpc), a_practice(rpc)
    bob = works_for_both(rpc, mailbox, one, two)
    own = one.adds_client(name="Ones", access={"colleague_ids": [bob.user_id]})
    two.adds_client(name="Twos", access={"colleague_ids": [bob.user_id]})
    found = lines(one, starts(one), user_id=bob.user_id)
    assert [line["client"]["id"] for line in found if line["client"]] == [own["id"]]
    assert [line["clients"] for line in found] == [1, 1]


def test_a_client_that_went_over_is_none_of_a_reviews_before(rpc: RpcClient, mailbox: Mailbox) -> None:
    one, two = a_practice(rpc), a_practice(rpc)
    bob = works_for_both(rpc, mailbox, one, two)
    client_id = one.adds_client(access={"colleague_ids": [bob.user_id]})["id"]
    review = starts(one, "colleague", user_id=bob.user_id)
    goes_over(one, two, mailbox, client_id)
    gives(two, client_id, colleague_ids=[bob.user_id])
    line = line_of(one, review, bob, client_id)
    assert (line["now"], line["possible"]) == ([], ["end"])
    decides(one, review, line, "end", access_tag=line["access_tag"])
    assert given_to(two, client_id)["colleague_ids"] == [bob.user_id]


def test_what_they_did_before_a_client_came_over_is_in_no_review(rpc: RpcClient, mailbox: Mailbox) -> None:
    one, two = a_practice(rpc), a_practice(rpc)
    bob = works_for_both(rpc, mailbox, one, two)
    client_id = one.adds_client(access={"colleague_ids": [bob.user_id]})["id"]
    with bob.acting():
        accounts.change_client(bob.rpc, client_id=client_id, name="Renamed Ltd")
    eventually(lambda: last_changed(one, bob, client_id))
    goes_over(one, two, mailbox, client_id)
    gives(two, client_id, colleague_ids=[bob.user_id])
    assert last_changed(two, bob, client_id) is None


def last_changed(practice: Person, bob: Person, client_id: str) -> str | None:
    review = starts(practice, "colleague", user_id=bob.user_id)
    return line_of(practice, review, bob, client_id)["last_change_at"]


def test_the_role_in_one_is_none_in_the_other(rpc: RpcClient, mailbox: Mailbox) -> None:
    one, two = a_practice(rpc), a_practice(rpc)
    bob = works_for_both(rpc, mailbox, one, two)
    for each in (one, two):
        each.adds_client()
    reviews = {each.account_id: starts(each, "colleague", user_id=bob.user_id) for each in (one, two)}

    def by_role(practice: Person) -> list[str | None]:
        line = line_of(practice, reviews[practice.account_id], bob)
        return [each.get("role") for each in line["now"]]

    def becomes(practice: Person, role: access.PracticeRole) -> None:
        with practice.acting():
            caught_up(practice, access.change_colleague(practice.rpc, user_id=bob.user_id, role=role))

    for practice, other in ((one, two), (two, one)):
        becomes(other, access.PracticeRole.STANDARD)
        assert by_role(practice) == ["client_admin"]
        assert by_role(other) == []
        becomes(other, access.PracticeRole.CLIENT_ADMIN)
