"""What was changed while a review is open: it is said, and never overwritten (docs/adr/0074)."""

from __future__ import annotations

import datetime

import pytest

from contracts import access
from contracts.access import AccessChangedSince, AccessLevel, DecisionNotPossible, GivenLevel
from contracts.errors import InvalidInput
from tests.access.review_calls import decides, given_to, line_of, reads, signs_off, starts, undoes
from tests.builders import Mailbox, Person, a_colleague, a_team, caught_up, gives

VIEW, WORK = AccessLevel.VIEW, AccessLevel.WORK


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


@pytest.fixture
def client_id(owner: Person, bob: Person) -> str:
    return str(owner.adds_client(name="Acme", access={"colleague_ids": [bob.user_id]})["id"])


def test_what_was_changed_since_is_said_and_not_overwritten(
    owner: Person, bob: Person, client_id: str
) -> None:
    review = starts(owner, "colleague", user_id=bob.user_id)
    levels = [GivenLevel(user_id=bob.user_id, level=VIEW)]
    gives(owner, client_id, colleague_ids=[bob.user_id], levels=levels)
    line = line_of(owner, review, bob, client_id)
    assert (line["changed_since"], line["level"], line["now"][0]["level"]) == (True, "manage", "view")
    for decision in ("keep", "end"):
        with pytest.raises(AccessChangedSince):
            decides(owner, review, line, decision)
    assert given_to(owner, client_id)["colleague_ids"] == [bob.user_id]
    assert decides(owner, review, line, "end", access_tag=line["access_tag"])["now"] == []


def test_a_decision_is_taken_back_with_what_it_did(owner: Person, bob: Person, client_id: str) -> None:
    until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=30)
    with owner.acting():
        give = {"colleague_ids": [bob.user_id], "level": "work"}
        caught_up(owner, access.change_access_of_many(owner.rpc, client_ids=[client_id], give=give))
    review = starts(owner, "colleague", user_id=bob.user_id)
    line = line_of(owner, review, bob, client_id)
    changed = decides(owner, review, line, "change", level=VIEW, until=until)
    assert (changed["new_until"] or "")[:10] == until.date().isoformat()
    ended = decides(owner, review, changed, "end")
    assert (ended["decision"], reads(owner, review)["changed"], reads(owner, review)["ended"]) == (
        "end",
        0,
        1,
    )
    back = undoes(owner, review, ended)
    assert (back["decision"], back["changed_since"], back["access_tag"]) == (None, False, line["access_tag"])
    found = given_to(owner, client_id)
    assert (found["levels"], found["colleague_ends"]) == ([{"user_id": bob.user_id, "level": "work"}], [])
    assert reads(owner, review)["ended"] == 0
    assert bob.sees() == ["Acme"]


def test_taking_back_leaves_what_somebody_changed_after_the_decision(
    owner: Person, bob: Person, client_id: str
) -> None:
    review = starts(owner, "colleague", user_id=bob.user_id)
    line = decides(owner, review, line_of(owner, review, bob, client_id), "end")
    gives(
        owner, client_id, colleague_ids=[bob.user_id],
        levels=[GivenLevel(user_id=bob.user_id, level=WORK)],
    )  # fmt: skip
    assert line_of(owner, review, bob, client_id)["changed_since"]
    back = undoes(owner, review, line)
    assert (back["decision"], back["changed_since"]) == (None, True)
    assert given_to(owner, client_id)["levels"] == [{"user_id": bob.user_id, "level": "work"}]


def test_a_client_that_somebody_else_manages_since_stays_theirs(
    owner: Person, bob: Person, mailbox: Mailbox
) -> None:
    client = owner.adds_client(access={"account_manager_id": bob.user_id})
    review = starts(owner, "colleague", user_id=bob.user_id)
    line = decides(owner, review, line_of(owner, review, bob, client["id"]), "end")
    assert given_to(owner, client["id"])["account_manager_id"] is None
    assert undoes(owner, review, line)["now"][0]["reason"] == "account_manager"
    line = decides(owner, review, line, "end")
    cy = a_colleague(owner, mailbox, name="Cy")
    gives(owner, client["id"], account_manager_id=cy.user_id)
    undoes(owner, review, line)
    assert given_to(owner, client["id"])["account_manager_id"] == cy.user_id


def test_what_comes_with_a_team_or_everybody_can_only_be_kept_here(owner: Person, bob: Person) -> None:
    """product.md 2.5"""
    team = a_team(owner, bob)
    client = owner.adds_client(access={"team_ids": [team]})
    owner.adds_client(access={"everyone": True})
    review = starts(owner, "colleague", user_id=bob.user_id)
    for client_id in (client["id"], None):
        line = line_of(owner, review, bob, client_id)
        assert line["possible"] == ["keep"]
        for decision in ("end", "change"):
            with pytest.raises(DecisionNotPossible):
                decides(owner, review, line, decision, level=VIEW if decision == "change" else None)
        decides(owner, review, line, "keep")
    assert bob.sees()


def test_of_what_is_theirs_beside_a_teams_only_theirs_ends(owner: Person, bob: Person) -> None:
    team = a_team(owner, bob)
    client = owner.adds_client(access={"colleague_ids": [bob.user_id], "team_ids": [team]})
    review = starts(owner, "colleague", user_id=bob.user_id)
    after = decides(owner, review, line_of(owner, review, bob, client["id"]), "end")
    assert [each["reason"] for each in after["now"]] == ["team"]
    assert bob.sees() == [client["name"]]


def test_what_is_gone_before_it_is_decided_has_ended(owner: Person, bob: Person, client_id: str) -> None:
    other = owner.adds_client(access={"colleague_ids": [bob.user_id]})
    review = starts(owner, "colleague", user_id=bob.user_id)
    gives(owner, client_id)
    with owner.acting():
        caught_up(owner, access.remove_colleague(owner.rpc, user_id=bob.user_id))
    for each in (client_id, other["id"]):
        line = line_of(owner, review, bob, each)
        assert (line["now"], line["possible"], line["changed_since"]) == ([], ["end"], True)
        decides(owner, review, line, "end", access_tag=line["access_tag"])
    assert signs_off(owner, review)["ended"] == 2


def test_a_change_names_a_level_and_nothing_else_has_one(owner: Person, bob: Person, client_id: str) -> None:
    review = starts(owner, "colleague", user_id=bob.user_id)
    line = line_of(owner, review, bob, client_id)
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    for decision, given in (
        ("change", {}),
        ("keep", {"level": VIEW}),
        ("end", {"until": datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)}),
        ("change", {"level": VIEW, "until": past}),
    ):
        with pytest.raises(InvalidInput):
            decides(owner, review, line, decision, **given)
    assert given_to(owner, client_id)["levels"] == []


def test_a_decision_that_is_sent_again_is_made_once(owner: Person, bob: Person, client_id: str) -> None:
    """A request that is sent again is answered as the first time (product.md 9.1)."""
    review = starts(owner, "colleague", user_id=bob.user_id)
    line = line_of(owner, review, bob, client_id)
    answers = []
    for _ in range(2):
        with owner.acting(key="the-same"):
            answers.append(access.decide_review_line(owner.rpc, review["id"], line["id"], "end"))
    assert answers[0] == answers[1]
    assert reads(owner, review)["ended"] == 1
