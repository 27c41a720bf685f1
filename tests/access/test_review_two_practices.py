"""Of somebody who works for two practices, a review of one tells nothing of the other (docs/adr/0074)."""

from __future__ import annotations

from chassis.rpc.client import RpcClient
from contracts import access
from tests.access.review_calls import lines, starts
from tests.access.two_practices import works_for_both
from tests.builders import Mailbox, Person, a_practice, sign_in


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
