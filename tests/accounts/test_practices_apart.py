"""Two practices with people, clients and codes alike: what one asks for has nothing of the other in it."""

from __future__ import annotations

from typing import Any

import pytest

from contracts import access, accounts
from contracts.errors import InvalidInput, NotFound
from contracts.shapes import given
from tests.access.two_practices import works_for_both
from tests.accounts.import_calls import checks, does, rows, uploads
from tests.builders import (
    Mailbox,
    Person,
    a_colleague,
    a_practice,
    a_team,
    caught_up,
    gives,
    sign_in,
)

CODE, NUMBER = "TWIN", "07651234"


def _a_twin(practice: Person, **access_object: Any) -> str:
    """A client that the other practice has just as well; its id."""
    twin = practice.adds_client(
        name="Twin Bakeries Ltd", practice_code=CODE, company_number=NUMBER, access=access_object
    )
    return str(twin["id"])


def test_a_company_of_both_practices_is_each_ones_own(owner: Person, mailbox: Mailbox) -> None:
    other = a_practice(owner.rpc)
    _a_twin(other, everyone=True)
    with owner.acting():
        assert accounts.find_by_number(owner.rpc, [NUMBER]) == []
        assert accounts.check_duplicates(owner.rpc, company_number=NUMBER) == []
        assert accounts.check_duplicates(owner.rpc, name="Twin Bakeries Ltd", practice_code=CODE) == []
    own = _a_twin(owner)
    adder = a_colleague(owner, mailbox, permissions=["add_clients"])
    with adder.acting():
        held = accounts.find_by_number(adder.rpc, [NUMBER])
        assert [(each["company_number"], each["client"]) for each in held] == [(NUMBER, None)]
        assert accounts.check_duplicates(adder.rpc, name="Twin Bakeries Ltd", practice_code=CODE) == []
    with owner.acting():
        found = accounts.check_duplicates(owner.rpc, name="Twin Bakeries Ltd", practice_code=CODE)
    assert [each["id"] for each in found] == [own]


def test_a_code_of_another_practices_client_is_free_in_a_draft(owner: Person) -> None:
    _a_twin(a_practice(owner.rpc))
    with owner.acting():
        draft = accounts.begin_draft(owner.rpc, type=accounts.ClientType.BUSINESS, practice_code=CODE)
        assert accounts.get_draft(owner.rpc, draft["id"])["practice_code"] == CODE


def test_nobody_of_another_practice_is_given_a_client(owner: Person) -> None:
    stranger = a_practice(owner.rpc)
    for wanted, pointer in (
        ({"colleague_ids": [stranger.user_id]}, "/access/colleague_ids/0"),
        ({"account_manager_id": stranger.user_id}, "/access/account_manager_id"),
        ({"team_ids": [a_team(stranger)]}, "/access/team_ids/0"),
    ):
        with pytest.raises(InvalidInput) as refused:
            owner.adds_client(access=wanted)
        assert [error["pointer"] for error in refused.value.errors] == [pointer]


def test_an_export_calls_a_colleague_of_both_what_the_practice_calls_them(
    owner: Person, mailbox: Mailbox
) -> None:
    other = a_practice(owner.rpc)
    bob = works_for_both(owner.rpc, mailbox, owner, other)
    for practice, name, others in ((owner, "Bob", "Robert"), (other, "Robert", "Bob")):
        practice.adds_client(access={"account_manager_id": bob.user_id})
        with practice.acting():
            exported = "".join(accounts.export_clients(practice.rpc, given(accounts.ExportClients, {})))
        assert name in exported
        assert others not in exported


def test_who_is_removed_by_one_practice_keeps_what_another_gave_them(owner: Person, mailbox: Mailbox) -> None:
    other = a_practice(owner.rpc)
    bob = works_for_both(owner.rpc, mailbox, owner, other)
    with other.acting():
        caught_up(
            other,
            access.change_colleague(
                other.rpc, user_id=bob.user_id, role=access.PracticeRole.STANDARD, permissions=[]
            ),
        )
    by_team, by_name = (str(other.adds_client()["id"]) for _ in range(2))
    gives(other, by_team, team_ids=[a_team(other, bob)])
    gives(other, by_name, colleague_ids=[bob.user_id])
    with owner.acting():
        caught_up(owner, access.remove_colleague(owner.rpc, user_id=bob.user_id))
    there = sign_in(bob.rpc, bob.email)
    assert there.account_id == other.account_id
    with there.acting():
        assert {each["id"] for each in accounts.list_clients(bob.rpc)["items"]} == {by_team, by_name}
        assert [each["id"] for each in access.get_session(bob.rpc)["accounts"]] == [other.account_id]
        with pytest.raises(NotFound):
            access.switch_account(bob.rpc, account_id=owner.account_id)


FILE = f"Client name,Ref,Company number\nTwin Bakeries Ltd,{CODE},{NUMBER}\n"


def test_an_import_is_compared_with_the_practices_own_clients_alone(owner: Person) -> None:
    other = a_practice(owner.rpc)
    _a_twin(other, everyone=True)
    found = checks(owner, uploads(owner, FILE))
    (row,) = rows(owner, found)
    assert (row["verdict"], row["matches"], row["errors"]) == ("new", [], [])
    with other.acting():
        assert accounts.list_imports(other.rpc)["items"] == []
        with pytest.raises(NotFound):
            accounts.get_import(other.rpc, found["id"])
    assert does(owner, found)["counts"]["created"] == 1


def test_codes_are_set_of_clients_that_one_sees_alone(owner: Person, mailbox: Mailbox) -> None:
    other = a_practice(owner.rpc)
    theirs = other.adds_client(name="Rye Mill Ltd", access={"everyone": True})
    owner.adds_client(name="Oat Mill Ltd")
    adder = a_colleague(owner, mailbox, permissions=["add_clients"])
    file = f"CRN,Name,Code\n{theirs['crn']},,A1\n,Rye Mill Ltd,A2\n,Oat Mill Ltd,A3\n"
    found = checks(adder, uploads(adder, file, kind="practice_codes"))
    assert [error["code"] for row in rows(adder, found) for error in row["errors"]] == ["unknown_client"] * 3


def test_a_manager_is_named_among_ones_own_colleagues(owner: Person) -> None:
    """Everybody's owner is called Ann Smith here."""
    a_practice(owner.rpc)
    found = checks(owner, uploads(owner, "Client name,Account manager\nAcme Ltd,Ann Smith\n"))
    assert rows(owner, found)[0]["errors"] == []


def test_who_works_alone_is_asked_for_no_colleagues_whoever_else_there_is(owner: Person) -> None:
    a_practice(owner.rpc)
    with owner.acting():
        draft = accounts.begin_draft(owner.rpc, type=accounts.ClientType.BUSINESS, name="Acme")
    states = {each["step"]: each["state"] for each in draft["steps"]}
    assert states[accounts.WizardStep.ACCESS] == "not_needed"


def test_an_import_of_a_colleague_of_both_is_of_one_and_there_by_their_rights_in_it(
    owner: Person, mailbox: Mailbox
) -> None:
    other = a_practice(owner.rpc)
    bob = works_for_both(owner.rpc, mailbox, owner, other)
    theirs, owners = uploads(bob, FILE), uploads(owner, FILE)
    with owner.acting():
        shown = accounts.list_imports(owner.rpc)["items"]
        caught_up(
            owner,
            access.change_colleague(
                owner.rpc,
                user_id=bob.user_id,
                role=access.PracticeRole.STANDARD,
                permissions=[access.Permission.ADD_CLIENTS],
            ),
        )
    assert [each["id"] for each in shown] == [owners["id"], theirs["id"]]
    assert [each["created_by"]["name"] for each in shown] == ["Ann Smith", "Bob"]
    with bob.acting(), pytest.raises(NotFound):
        accounts.get_import(bob.rpc, owners["id"])


def views(person: Person) -> list[str]:
    with person.acting():
        return [view["name"] for view in accounts.list_saved_views(person.rpc)]


def test_views_of_somebody_who_works_for_both_are_each_practices_own(owner: Person, mailbox: Mailbox) -> None:
    """product.md 8.2, 1.4"""
    other = a_practice(owner.rpc)
    bob = works_for_both(owner.rpc, mailbox, owner, other)
    there = sign_in(owner.rpc, bob.email, account_id=other.account_id)
    for each in (bob, there):
        with each.acting():
            accounts.save_view(each.rpc, accounts.SaveView(name="Late"))
    with there.acting():
        named = accounts.SaveView(name="Here alone")
        foreign = accounts.save_view(there.rpc, named)["id"]
        page = accounts.list_clients(there.rpc, include="names")
        assert [view["name"] for view in page["saved_views"]] == ["Here alone", "Late"]
    assert views(bob) == ["Late"]
    with bob.acting():
        with pytest.raises(NotFound):
            accounts.replace_view(bob.rpc, accounts.ReplaceView(view_id=foreign, name="Mine"))
        with pytest.raises(NotFound):
            accounts.delete_view(bob.rpc, foreign)
    gone: Any = {"user_id": bob.user_id, "reassign_managed_clients_to": None}
    with owner.acting():
        caught_up(owner, access.remove_colleague(owner.rpc, **gone))
    assert views(there) == ["Here alone", "Late"]
