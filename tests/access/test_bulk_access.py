"""Access of many clients at once, with a result for each (product.md 2.5)."""

import pytest

from contracts import access
from contracts.errors import InvalidInput, RoleRequired
from tests.builders import Mailbox, Person, a_colleague, a_practice, a_team, caught_up


def test_access_is_given_for_many_clients_with_a_result_for_each(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    has = owner.adds_client(access={"colleague_ids": [bob.user_id]})
    new = [owner.adds_client() for _ in range(2)]
    foreign = a_practice(owner.rpc).adds_client()["id"]
    request = [has["id"], foreign, *[client["id"] for client in new]]
    with owner.acting():
        answer = caught_up(
            owner,
            access.change_access_of_many(
                owner.rpc, client_ids=request, give={"colleague_ids": [bob.user_id]}
            ),
        )
    assert answer["items"] == [
        {"client_id": request[0], "result": "unchanged"},
        {"client_id": request[1], "result": "not_found"},
        {"client_id": request[2], "result": "changed"},
        {"client_id": request[3], "result": "changed"},
    ]
    assert sorted(bob.sees()) == sorted(client["name"] for client in (has, *new))


def test_access_is_taken_and_what_else_there_is_stays(owner: Person, mailbox: Mailbox) -> None:
    bob, cy = a_colleague(owner, mailbox), a_colleague(owner, mailbox)
    team_id = a_team(owner, cy)
    given = {
        "everyone": True, "colleague_ids": [bob.user_id, cy.user_id], "team_ids": [team_id],
        "account_manager_id": bob.user_id,
    }  # fmt: skip
    ids = [owner.adds_client(access=given)["id"] for _ in range(2)]
    take = {"everyone": True, "colleague_ids": [bob.user_id], "account_manager_id": bob.user_id}
    with owner.acting():
        caught_up(owner, access.change_access_of_many(owner.rpc, client_ids=ids, take=take))
        for client_id in ids:
            left = access.get_client_access(owner.rpc, client_id=client_id)
            assert (left["everyone"], left["colleague_ids"], left["team_ids"]) == (
                False, [cy.user_id], [team_id],
            )  # fmt: skip
            assert left["account_manager_id"] is None
    assert (bob.sees(), len(cy.sees())) == ([], 2)


def test_an_account_manager_is_replaced_for_many(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    ids = [owner.adds_client(access={"account_manager_id": owner.user_id})["id"] for _ in range(2)]
    with owner.acting():
        access.change_access_of_many(
            owner.rpc, client_ids=ids,
            give={"account_manager_id": bob.user_id}, take={"account_manager_id": owner.user_id},
        )  # fmt: skip
        managers = {access.get_client_access(owner.rpc, client_id=i)["account_manager_id"] for i in ids}
    assert managers == {bob.user_id}


def test_unknown_people_are_named_before_anything_is_changed(owner: Person) -> None:
    client_id = owner.adds_client()["id"]
    stranger = a_practice(owner.rpc)
    give = {
        "everyone": True, "colleague_ids": [stranger.user_id], "team_ids": [a_team(stranger)],
        "account_manager_id": stranger.user_id,
    }  # fmt: skip
    with owner.acting():
        with pytest.raises(InvalidInput) as refused:
            access.change_access_of_many(owner.rpc, client_ids=[client_id], give=give)
        assert not access.get_client_access(owner.rpc, client_id=client_id)["everyone"]
    assert [error["pointer"] for error in refused.value.errors] == [
        "/give/colleague_ids/0", "/give/account_manager_id", "/give/team_ids/0",
    ]  # fmt: skip


def test_a_standard_colleague_changes_no_access(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    client_id = owner.adds_client(access={"colleague_ids": [bob.user_id]})["id"]
    with bob.acting(), pytest.raises(RoleRequired):
        access.change_access_of_many(bob.rpc, client_ids=[client_id], give={"everyone": True})
