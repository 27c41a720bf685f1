"""What is done with many clients at once is done with those alone that the author's level lets
(docs/adr/0064, product.md 8.4).
"""

from __future__ import annotations

from typing import Any

import pytest

from contracts import accounts
from contracts.access import AccessLevel, GivenLevel
from contracts.errors import InvalidInput
from tests.accounts import bulk_calls
from tests.accounts.import_calls import checked, checks, does, rows, takes_back, uploads
from tests.builders import Mailbox, Person, a_colleague, eventually, gives, unique

VIEW, WORK, MANAGE = AccessLevel


@pytest.fixture
def adder(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, permissions=["add_clients"])


def given(owner: Person, adder: Person, level: AccessLevel, **client: Any) -> str:
    client_id = str(owner.adds_client(**client)["id"])
    gives_at(owner, adder, client_id, level)
    return client_id


def gives_at(owner: Person, adder: Person, client_id: str, level: AccessLevel) -> None:
    levels = [GivenLevel(user_id=adder.user_id, level=level)]
    gives(owner, client_id, colleague_ids=[adder.user_id], levels=levels)


def somebody(client_id: str) -> dict[str, str]:
    return {"client_id": client_id, "name": "Jo Bloggs", "email": f"{unique('jo')}@acme.example"}


def test_an_import_changes_what_its_author_works_with_and_codes_of_what_they_manage(
    owner: Person, adder: Person
) -> None:
    ids = [
        given(owner, adder, level, name=f"Client {level}", practice_code=level[0].upper())
        for level in AccessLevel
    ]
    crns = [owner.reads(each)["crn"] for each in ids]
    lines = "".join(f"{crn},{code},M1 1AE\n" for crn, code in zip(crns, "VWM", strict=True))
    done = does(adder, checked(adder, f"CRN,Ref,Postcode\n{lines}", mode="update"))
    assert [row["verdict"] for row in rows(adder, done)] == ["invalid", "update", "update"]
    assert [owner.reads(each)["postcode"] for each in ids] == [None, "M1 1AE", "M1 1AE"]

    lines = "".join(f"{crn},N{code}\n" for crn, code in zip(crns, "VWM", strict=True))
    done = does(adder, checked(adder, f"CRN,Ref\n{lines}", mode="update"))
    _, worked, managed = rows(adder, done)
    assert (worked["verdict"], worked["errors"][0]["code"]) == ("invalid", "level_required")
    assert managed["result"] == "changed"
    assert [owner.reads(each)["practice_code"] for each in ids] == ["V", "W", "NM"]


def test_a_file_of_codes_names_those_alone_that_its_author_manages(owner: Person, adder: Person) -> None:
    ids = [given(owner, adder, level, name=f"Client {level}") for level in AccessLevel]
    lines = "".join(f"{owner.reads(each)['crn']},X{number}\n" for number, each in enumerate(ids))
    file = uploads(adder, f"CRN,Practice code\n{lines}", kind="practice_codes")
    done = does(adder, checks(adder, file))
    assert [row["verdict"] for row in rows(adder, done)] == ["invalid", "invalid", "new"]
    assert [owner.reads(each)["practice_code"] for each in ids] == [None, None, "X2"]


def test_what_an_import_did_is_taken_back_by_the_level_that_its_author_has_by_then(
    owner: Person, adder: Person
) -> None:
    coded = given(owner, adder, MANAGE, name="Coded", practice_code="A1")
    moved = given(owner, adder, MANAGE, name="Moved", practice_code="B1")
    file = f"CRN,Ref,Postcode\n{owner.reads(coded)['crn']},A2,\n{owner.reads(moved)['crn']},,M1 1AE\n"
    done = does(adder, checked(adder, file, mode="update"))
    for client_id in (coded, moved):
        gives_at(owner, adder, client_id, WORK)
    undone = rows(adder, takes_back(adder, done))
    assert [row["result"] for row in undone] == ["kept", "undone"]
    assert "level manage" in undone[0]["detail"]
    assert (owner.reads(coded)["practice_code"], owner.reads(moved)["postcode"]) == ("A2", None)


def test_many_are_invited_to_what_their_author_works_with(owner: Person, adder: Person) -> None:
    viewed, worked = given(owner, adder, VIEW), given(owner, adder, WORK)
    with pytest.raises(InvalidInput) as refused:
        bulk_calls.invites(adder, somebody(worked), somebody(viewed))
    assert [each["pointer"] for each in refused.value.errors] == ["/invitations/1/client_id"]
    begun = bulk_calls.invites(adder, somebody(worked))
    bulk_calls.comes_to(adder, begun, "done")
    assert [row["result"] for row in bulk_calls.rows(adder, begun)] == ["invited"]


def test_whose_level_went_before_their_turn_came_invites_nobody(owner: Person, adder: Person) -> None:
    client_id = given(owner, adder, WORK)
    with bulk_calls.held():
        begun = bulk_calls.invites(adder, somebody(client_id))
        gives_at(owner, adder, client_id, VIEW)
    bulk_calls.comes_to(adder, begun, "done")
    assert [row["result"] for row in bulk_calls.rows(adder, begun)] == ["refused"]
    assert owner.reads(client_id)["invitation"] is None


def test_a_list_can_be_of_those_that_one_reaches_at_a_level(owner: Person, adder: Person) -> None:
    ids = [given(owner, adder, level) for level in AccessLevel]

    def listed(person: Person, level: AccessLevel) -> set[str]:
        with person.acting():
            return {each["id"] for each in accounts.list_clients(person.rpc, level=level)["items"]}

    eventually(lambda: listed(adder, VIEW) == set(ids))
    assert (listed(adder, WORK), listed(adder, MANAGE)) == ({ids[1], ids[2]}, {ids[2]})
    assert listed(owner, MANAGE) == set(ids)
