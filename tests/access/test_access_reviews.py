"""Reviews of who reaches what: started, decided, signed off (docs/adr/0074; product.md 2.5, 8.5)."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import Any

import eventlet
import pytest

from chassis import context
from chassis.rpc.client import RpcClient
from contracts import access
from contracts.access import (
    AccessLevel,
    AccessReviewOver,
    AccessReviewUndecided,
    GivenLevel,
)
from contracts.errors import InvalidInput, NotFound, RoleRequired
from deploy.allinone.product import Product
from services.access import chain
from services.access.access_reviews import review_snapshot
from tests.access.review_calls import (
    decides,
    finishes,
    given_to,
    line_of,
    lines,
    reads,
    signs_off,
    starts,
)
from tests.builders import Mailbox, Person, a_colleague, a_practice, a_team, caught_up, eventually, gives


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


def noted(owner: Person, kind: str) -> list[Any]:
    with owner.acting():
        return access.list_activity(owner.rpc, kind=kind)["items"]


def test_a_review_has_a_line_for_each_client_that_a_colleague_was_given_with_why_and_at_which_level(
    owner: Person, bob: Person
) -> None:
    """product.md 2.5"""
    team = a_team(owner, bob)
    own = owner.adds_client(name="Own Ltd", access={"colleague_ids": [bob.user_id]})
    gives(
        owner, own["id"], colleague_ids=[bob.user_id], team_ids=[team],
        levels=[GivenLevel(user_id=bob.user_id, level=AccessLevel.VIEW)],
    )  # fmt: skip
    owner.adds_client(name="Managed Ltd", access={"account_manager_id": bob.user_id})
    owner.adds_client(name="Shared Ltd", access={"everyone": True})
    given_to(owner, owner.adds_client(name="Hidden Ltd", access={})["id"])
    review = starts(owner)
    assert (review["state"], review["colleagues"], review["may_decide"]) == ("open", 2, True)
    found = {
        (line["client"] or {"name": None})["name"]: line for line in lines(owner, review, user_id=bob.user_id)
    }
    assert found.keys() == {None, "Managed Ltd", "Own Ltd"}
    assert [(each["reason"], each["level"]) for each in found["Own Ltd"]["reasons"]] == [
        ("colleague", "view"), ("team", "manage"),
    ]  # fmt: skip
    assert (found["Own Ltd"]["level"], found["Own Ltd"]["possible"]) == ("manage", ["keep", "change", "end"])
    assert found["Managed Ltd"]["possible"] == ["keep", "end"]
    assert (found[None]["clients"], found[None]["reasons"][0]["reason"]) == (1, "everyone")
    assert found[None]["possible"] == ["keep"]
    of_owner = [
        (line["clients"], line["reasons"][0]["reason"])
        for line in lines(owner, review, user_id=owner.user_id)
    ]
    assert of_owner == [(4, "role"), (1, "everyone")]


def test_what_is_decided_is_done_at_once_as_by_whoever_says_who_sees_a_client(
    owner: Person, bob: Person
) -> None:
    """product.md 8.4, 8.5"""
    kept, changed, ended = (
        owner.adds_client(name=name, access={"colleague_ids": [bob.user_id]}) for name in ("A", "B", "C")
    )
    review = starts(owner, "colleague", user_id=bob.user_id)
    assert review["colleague"] == {"id": bob.user_id, "name": "Bob Jones"}
    decides(owner, review, line_of(owner, review, bob, kept["id"]), "keep")
    after = decides(
        owner, review, line_of(owner, review, bob, changed["id"]), "change", level=AccessLevel.VIEW
    )
    assert (after["decision"], after["new_level"]) == ("change", "view")
    assert after["decided_by"] is not None
    assert after["decided_by"]["id"] == owner.user_id
    assert [each["level"] for each in after["now"]] == ["view"]
    assert not after["changed_since"]
    gone = decides(owner, review, line_of(owner, review, bob, ended["id"]), "end")
    assert (gone["now"], gone["changed_since"]) == ([], False)
    assert sorted(bob.sees()) == ["A", "B"]
    assert given_to(owner, changed["id"])["levels"] == [{"user_id": bob.user_id, "level": "view"}]
    assert given_to(owner, ended["id"])["colleague_ids"] == []
    changes = [each for each in noted(owner, "client_access.changed") if each["before"] is not None]
    assert {each["client"]["id"] for each in changes} == {changed["id"], ended["id"]}
    so_far = reads(owner, review)
    assert (so_far["kept"], so_far["changed"], so_far["ended"], so_far["lines"]) == (1, 1, 1, 3)
    with owner.acting():
        (whose,) = access.list_reviewed_colleagues(owner.rpc, review["id"])["items"]
        assert access.list_reviewed_colleagues(owner.rpc, review["id"], user_id=owner.user_id)["items"] == []
    assert (whose["name"], whose["kept"], whose["changed"], whose["ended"]) == ("Bob Jones", 1, 1, 1)
    assert whose["last_signed_in_at"] is not None


def test_a_finished_review_is_signed_off_in_the_chain_by_the_digest_of_its_file(
    owner: Person, bob: Person, product: Product
) -> None:
    """product.md 8.5: whoever has the file can tell that it is the one that was signed."""
    client = owner.adds_client(name="=cmd|' /C calc'!A0", access={"colleague_ids": [bob.user_id]})
    review = starts(owner)
    line = line_of(owner, review, bob, client["id"])
    with pytest.raises(AccessReviewUndecided):
        signs_off(owner, review)
    decides(owner, review, line, "end")
    done = finishes(owner, review)
    assert (done["state"], done["may_decide"], done["lines"]) == (
        "signed_off", False, done["kept"] + done["ended"],
    )  # fmt: skip
    with owner.acting():
        file = "".join(access.review_file(owner.rpc, review["id"]))
    assert hashlib.sha256(file.encode("utf-8-sig")).hexdigest() == done["digest"]
    (signed,) = noted(owner, "access_review.signed_off")
    assert signed["after"]["digest"] == done["digest"]
    assert (signed["after"]["lines_ended"], signed["actor"]["id"]) == (1, owner.user_id)
    with product.hosted["access"].database.read(everywhere=True) as connection:
        assert chain.verify(connection, owner.account_id).wrong is None
    rows = list(csv.DictReader(io.StringIO(file)))
    (of_bob,) = [row for row in rows if row["Client id"] == client["id"]]
    assert of_bob["Client"] == "'=cmd|' /C calc'!A0"
    assert (of_bob["Why"], of_bob["Decision"], of_bob["Access then"]) == ("given to them (manage)", "end", "")
    for again in (lambda: decides(owner, review, line, "keep"), lambda: signs_off(owner, review)):
        with pytest.raises(AccessReviewOver):
            again()


def test_the_file_of_a_signed_review_stays_what_it_was_whatever_people_are_called_since(
    owner: Person, bob: Person
) -> None:
    client = owner.adds_client(name="Acme", access={"colleague_ids": [bob.user_id]})
    done = finishes(owner, starts(owner, "colleague", user_id=bob.user_id))
    gives(owner, client["id"])
    with owner.acting():
        caught_up(owner, access.remove_colleague(owner.rpc, user_id=bob.user_id))
        file = "".join(access.review_file(owner.rpc, done["id"]))
    assert hashlib.sha256(file.encode("utf-8-sig")).hexdigest() == done["digest"]


def test_a_review_that_is_given_up_leaves_what_was_decided(owner: Person, bob: Person) -> None:
    client = owner.adds_client(access={"colleague_ids": [bob.user_id]})
    review = starts(owner, "colleague", user_id=bob.user_id)
    line = decides(owner, review, line_of(owner, review, bob, client["id"]), "end")
    with owner.acting():
        assert access.cancel_access_review(owner.rpc, review["id"])["state"] == "cancelled"
    assert bob.sees() == []
    with pytest.raises(AccessReviewOver):
        decides(owner, review, line, "end", access_tag=line["access_tag"])
    assert noted(owner, "access_review.cancelled")[0]["after"]["review_id"] == review["id"]


def test_a_teams_review_is_of_its_members_and_of_nobody_else(
    owner: Person, bob: Person, mailbox: Mailbox
) -> None:
    a_colleague(owner, mailbox, name="Cy Elm")
    review = starts(owner, "team", team_id=a_team(owner, bob))
    with owner.acting():
        whom = access.list_reviewed_colleagues(owner.rpc, review["id"])["items"]
    assert [each["name"] for each in whom] == ["Bob Jones"]
    assert review["team"] is not None


def test_the_admin_who_was_chosen_decides_alone_for_as_long_as_they_are_one(
    owner: Person, bob: Person, mailbox: Mailbox
) -> None:
    """product.md 1.2"""
    ann = a_colleague(owner, mailbox, name="Ann", role="client_admin")
    client = owner.adds_client(access={"colleague_ids": [bob.user_id]})
    review = starts(owner, "colleague", user_id=bob.user_id, reviewer_id=ann.user_id)
    assert (review["may_decide"], reads(ann, review)["may_decide"]) == (False, True)
    line = line_of(owner, review, bob, client["id"])
    for not_theirs in (lambda: decides(owner, review, line, "keep"), lambda: signs_off(owner, review)):
        with pytest.raises(RoleRequired):
            not_theirs()
    decides(ann, review, line, "keep")
    with owner.acting():
        caught_up(owner, access.deactivate_colleague(owner.rpc, user_id=ann.user_id))
    assert signs_off(owner, review)["state"] == "signed_off"


def test_what_a_review_is_of_is_the_practices_own(owner: Person, bob: Person, rpc: RpcClient) -> None:
    """product.md 2.5: nothing of another practice is told, nor that it is there."""
    foreign = a_practice(rpc)
    theirs = starts(foreign)
    their_line = lines(foreign, theirs)[0]
    mine = starts(owner)
    for asks in (
        lambda: reads(owner, theirs),
        lambda: lines(owner, theirs),
        lambda: decides(owner, theirs, their_line, "keep"),
        lambda: decides(owner, mine, their_line, "keep"),
    ):
        with pytest.raises(NotFound):
            asks()
    with owner.acting(), pytest.raises(NotFound):
        list(access.review_file(owner.rpc, theirs["id"]))
    for given in (
        {"scope": "colleague", "user_id": foreign.user_id},
        {"scope": "team", "team_id": a_team(foreign)},
        {"scope": "team"},
        {"scope": "everyone", "user_id": bob.user_id},
        {"scope": "everyone", "reviewer_id": bob.user_id},
        {"scope": "everyone", "reviewer_id": foreign.user_id},
    ):
        with pytest.raises(InvalidInput):
            starts(owner, **given)
    with owner.acting():
        assert [each["id"] for each in access.list_access_reviews(owner.rpc)["items"]] == [mine["id"]]


def test_a_review_with_very_many_lines_is_taken_down_once_by_whoever_comes_first(
    owner: Person, bob: Person, monkeypatch: pytest.MonkeyPatch, product: Product
) -> None:
    """docs/adr/0074: several replicas of access work off the same."""
    client = owner.adds_client(access={"colleague_ids": [bob.user_id]})
    monkeypatch.setattr(review_snapshot, "_WAITED_FOR", 0)
    review = starts(owner, "colleague", user_id=bob.user_id)
    database = product.hosted["access"].database

    def takes_down() -> bool:
        with context.everywhere(), database.unit_of_work() as uow:
            return review_snapshot.take_down_some(uow)

    monkeypatch.undo()
    pool = eventlet.GreenPool()
    list(pool.starmap(takes_down, [()] * 3))
    found = eventually(lambda: reads(owner, review)["ready"] and reads(owner, review))
    assert found["lines"] == 1
    assert [line["client"] and line["client"]["id"] for line in lines(owner, review)] == [client["id"]]
    assert not takes_down()


def test_lines_come_in_pages_in_which_each_stands_once(owner: Person, bob: Person) -> None:
    for name in "ABCDE":
        owner.adds_client(name=name, access={"colleague_ids": [bob.user_id]})
    review, found, cursor = starts(owner, "colleague", user_id=bob.user_id), [], None
    while True:
        with owner.acting():
            page = access.list_review_lines(owner.rpc, review["id"], limit=2, cursor=cursor)
        found += [line["client"]["name"] for line in page["items"] if line["client"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == list("ABCDE")
