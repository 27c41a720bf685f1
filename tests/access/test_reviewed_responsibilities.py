"""A responsibility is reviewed as whatever else lets somebody reach a client (docs/adr/0073, 0074)."""

from __future__ import annotations

import pytest

from contracts import access
from contracts.access import AccessLevel, GivenResponsibility
from tests.access.review_calls import decides, given_to, line_of, starts, undoes
from tests.access.test_responsibilities import made
from tests.builders import Mailbox, Person, a_colleague, caught_up, gives


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


@pytest.fixture
def responsibility_id(owner: Person) -> str:
    return made(owner, "Reviewed tax", AccessLevel.WORK)


@pytest.fixture
def client_id(owner: Person, bob: Person, responsibility_id: str) -> str:
    client = str(owner.adds_client(name="Acme")["id"])
    held = GivenResponsibility(responsibility_id=responsibility_id, user_id=bob.user_id)
    gives(owner, client, responsibilities=[held])
    return client


def test_a_line_names_it_and_ending_the_line_takes_it(
    owner: Person, bob: Person, client_id: str, responsibility_id: str
) -> None:
    review = starts(owner, "colleague", user_id=bob.user_id)
    line = line_of(owner, review, bob, client_id)
    (reason,) = line["reasons"]
    assert (reason["reason"], reason["level"]) == ("responsibility", "work")
    assert (line["level"], line["possible"]) == ("work", ["keep", "end"])
    ended = decides(owner, review, line, "end")
    assert (ended["now"], given_to(owner, client_id)["responsibilities"]) == ([], [])
    assert bob.sees() == []
    undoes(owner, review, ended)
    assert given_to(owner, client_id)["responsibilities"] == [
        {"responsibility_id": responsibility_id, "user_id": bob.user_id}
    ]
    assert bob.sees() == ["Acme"]


def test_one_that_the_practice_has_ended_since_does_not_come_back(
    owner: Person, bob: Person, client_id: str, responsibility_id: str
) -> None:
    review = starts(owner, "colleague", user_id=bob.user_id)
    ended = decides(owner, review, line_of(owner, review, bob, client_id), "end")
    with owner.acting():
        caught_up(owner, access.end_responsibility(owner.rpc, responsibility_id=responsibility_id))
    assert undoes(owner, review, ended)["decision"] is None
    assert given_to(owner, client_id)["responsibilities"] == []


def test_who_else_has_it_by_then_keeps_it(
    owner: Person, bob: Person, client_id: str, responsibility_id: str
) -> None:
    review = starts(owner, "colleague", user_id=bob.user_id)
    ended = decides(owner, review, line_of(owner, review, bob, client_id), "end")
    gives(
        owner,
        client_id,
        responsibilities=[GivenResponsibility(responsibility_id=responsibility_id, user_id=owner.user_id)],
    )
    undoes(owner, review, ended)
    assert given_to(owner, client_id)["responsibilities"] == [
        {"responsibility_id": responsibility_id, "user_id": owner.user_id}
    ]


def test_a_leavers_list_has_the_clients_they_are_responsible_at(
    owner: Person, bob: Person, client_id: str
) -> None:
    review = starts(owner, "colleague", user_id=bob.user_id)
    assert line_of(owner, review, bob, client_id)["client"] == {"id": client_id, "name": "Acme"}
