"""Teams: colleagues who are given access together (product.md 2.5)."""

import pytest

from contracts import access, accounts
from contracts.errors import InvalidInput, NotFound, RoleRequired, StaleVersion
from tests.builders import (
    Mailbox,
    Person,
    a_client,
    a_colleague,
    a_practice,
    a_team,
    caught_up,
    entered,
    unique,
)


def test_a_team_sees_the_clients_it_was_given(owner: Person, mailbox: Mailbox) -> None:
    bob, cy = a_colleague(owner, mailbox), a_colleague(owner, mailbox)
    team_id = a_team(owner, bob)
    client = owner.adds_client(access={"team_ids": [team_id]})
    assert bob.sees() == [client["name"]]
    assert cy.sees() == []


def test_who_joins_or_leaves_a_team_gains_or_loses_its_clients_at_once(
    owner: Person, mailbox: Mailbox
) -> None:
    """product.md 8.4"""
    bob, cy = a_colleague(owner, mailbox), a_colleague(owner, mailbox)
    team_id = a_team(owner, bob)
    client = owner.adds_client(access={"team_ids": [team_id]})
    with owner.acting():
        caught_up(owner, access.change_team(owner.rpc, team_id=team_id, member_ids=[cy.user_id]))
    assert (bob.sees(), cy.sees()) == ([], [client["name"]])


def test_a_deleted_team_gives_no_access_and_is_named_by_no_client(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    team_id = a_team(owner, bob)
    client = owner.adds_client(access={"team_ids": [team_id], "everyone": False})
    with owner.acting():
        caught_up(owner, access.delete_team(owner.rpc, team_id=team_id))
        assert access.get_client_access(owner.rpc, client_id=client["id"])["team_ids"] == []
        assert accounts.get_client(owner.rpc, client_id=client["id"])["access"]["team_ids"] == []
        with pytest.raises(InvalidInput) as refused:
            accounts.create_client(owner.rpc, entered(a_client(access={"team_ids": [team_id]})))
    assert refused.value.errors[0]["pointer"] == "/access/team_ids/0"
    assert bob.sees() == []


def test_a_colleague_may_be_in_several_teams_and_is_invited_into_them(
    owner: Person, mailbox: Mailbox
) -> None:
    teams = sorted([a_team(owner), a_team(owner)])
    bob = a_colleague(owner, mailbox, team_ids=teams)
    client = owner.adds_client(access={"team_ids": teams[1:]})
    assert bob.sees() == [client["name"]]
    with owner.acting():
        items = access.list_colleagues(owner.rpc)["items"]
    assert {c["id"]: c["team_ids"] for c in items}[bob.user_id] == teams


def test_a_team_is_renamed_and_its_name_is_its_own(owner: Person) -> None:
    with owner.acting():
        one = access.create_team(owner.rpc, name="Payroll", member_ids=[])
        two = access.create_team(owner.rpc, name="VAT", member_ids=[owner.user_id])
        with pytest.raises(access.TeamNameTaken):
            access.change_team(owner.rpc, team_id=two["id"], name="PAYROLL")
        renamed = access.change_team(owner.rpc, team_id=one["id"], name="Payroll and VAT", if_version=1)
        assert renamed["version"] == 2
        with pytest.raises(StaleVersion):
            access.change_team(owner.rpc, team_id=one["id"], name="Late", if_version=1)
        assert [t["name"] for t in access.list_teams(owner.rpc)["items"]] == ["Payroll and VAT", "VAT"]


def test_teams_are_listed_page_by_page(owner: Person) -> None:
    names = sorted(unique("team") for _ in range(3))
    with owner.acting():
        for name in names:
            access.create_team(owner.rpc, name=name, member_ids=[])
        first = access.list_teams(owner.rpc, limit=2)
        rest = access.list_teams(owner.rpc, limit=2, cursor=first["next_cursor"])
    assert [t["name"] for t in first["items"] + rest["items"]] == names
    assert rest["next_cursor"] is None


def test_nobody_of_another_practice_is_put_into_a_team(owner: Person) -> None:
    stranger = a_practice(owner.rpc)
    with owner.acting(), pytest.raises(InvalidInput) as refused:
        access.create_team(owner.rpc, name="Payroll", member_ids=[owner.user_id, stranger.user_id])
    assert refused.value.errors[0]["pointer"] == "/member_ids/1"


def test_another_practices_team_is_not_there(owner: Person) -> None:
    team_id = a_team(a_practice(owner.rpc))
    with owner.acting():
        for attempt in (access.delete_team, access.change_team):
            with pytest.raises(NotFound):
                attempt(owner.rpc, team_id=team_id)


def test_a_standard_colleague_sees_no_teams(owner: Person, mailbox: Mailbox) -> None:
    """product.md 1"""
    bob = a_colleague(owner, mailbox)
    with bob.acting():
        with pytest.raises(RoleRequired):
            access.list_teams(bob.rpc)
        with pytest.raises(RoleRequired):
            access.create_team(bob.rpc, name="x", member_ids=[])


def test_who_may_add_clients_can_choose_a_team_but_not_change_it(owner: Person, mailbox: Mailbox) -> None:
    """product.md 1, 2.5"""
    team_id = a_team(owner)
    bob = a_colleague(owner, mailbox, permissions=["add_clients"])
    with bob.acting():
        assert [t["id"] for t in access.list_teams(bob.rpc)["items"]] == [team_id]
        with pytest.raises(RoleRequired):
            access.change_team(bob.rpc, team_id=team_id, member_ids=[bob.user_id])
