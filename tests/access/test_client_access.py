"""Who may see which client, and why (product.md 2.5)."""

from collections.abc import Mapping
from typing import Any

import pytest

from contracts import access, accounts
from contracts.errors import InvalidInput, NotFound, RoleRequired, StaleVersion
from tests.builders import Mailbox, Person, a_colleague, a_practice, a_team, caught_up, gives


def reasons(owner: Person, client_id: str) -> dict[str, list[str]]:
    with owner.acting():
        people = access.list_people_with_access(owner.rpc, client_id=client_id)["items"]
    return {person["user_id"]: [reason["reason"] for reason in person["reasons"]] for person in people}


def test_access_is_given_and_taken_from_the_next_request_on(owner: Person, mailbox: Mailbox) -> None:
    """product.md 8.4"""
    bob = a_colleague(owner, mailbox)
    client = owner.adds_client()
    assert bob.sees() == []
    gives(owner, client["id"], colleague_ids=[bob.user_id])
    assert bob.sees() == [client["name"]]
    gives(owner, client["id"])
    assert bob.sees() == []
    with bob.acting(), pytest.raises(NotFound):
        accounts.get_client(bob.rpc, client_id=client["id"])


def test_everyone_includes_colleagues_who_join_later(owner: Person, mailbox: Mailbox) -> None:
    client = owner.adds_client()
    gives(owner, client["id"], everyone=True)
    assert a_colleague(owner, mailbox).sees() == [client["name"]]


def test_the_account_manager_has_access(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    client = owner.adds_client()
    gives(owner, client["id"], account_manager_id=bob.user_id)
    assert bob.sees() == [client["name"]]
    with owner.acting():
        assert accounts.get_client(owner.rpc, client_id=client["id"])["account_manager_id"] == bob.user_id


def test_each_reason_why_somebody_sees_a_client_is_told(owner: Person, mailbox: Mailbox) -> None:
    bob, cy = a_colleague(owner, mailbox), a_colleague(owner, mailbox)
    team_id = a_team(owner, bob)
    client = owner.adds_client()
    assert reasons(owner, client["id"]) == {owner.user_id: ["role"]}
    gives(
        owner, client["id"], everyone=True, colleague_ids=[bob.user_id], team_ids=[team_id],
        account_manager_id=bob.user_id,
    )  # fmt: skip
    assert reasons(owner, client["id"]) == {
        owner.user_id: ["role", "everyone"],
        bob.user_id: ["everyone", "account_manager", "colleague", "team"],
        cy.user_id: ["everyone"],
    }


def test_the_role_and_the_team_are_named(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    team_id = a_team(owner, bob)
    client = owner.adds_client(access={"team_ids": [team_id]})

    def why(person: Person) -> list[Mapping[str, Any]]:
        with owner.acting():
            found = access.list_people_with_access(owner.rpc, client_id=client["id"], user_id=person.user_id)
        return list(found["items"][0]["reasons"])

    assert why(owner) == [{"reason": "role", "role": "practice_admin", "level": "manage"}]
    [team] = why(bob)
    assert (team["reason"], team["team_id"]) == ("team", team_id)
    assert team["name"].startswith("Payroll")


def test_people_with_access_are_listed_page_by_page(owner: Person, mailbox: Mailbox) -> None:
    people = {owner.user_id, a_colleague(owner, mailbox).user_id, a_colleague(owner, mailbox).user_id}
    client = owner.adds_client(access={"everyone": True})
    found: list[str] = []
    cursor = None
    with owner.acting():
        while not found or cursor:
            page = access.list_people_with_access(
                owner.rpc, client_id=client["id"], limit=1, **({"cursor": cursor} if cursor else {})
            )
            found += [person["user_id"] for person in page["items"]]
            cursor = page["next_cursor"]
    assert (len(found), set(found)) == (3, people)


def test_a_standard_colleague_learns_why_they_see_a_client_themselves_and_no_more(
    owner: Person, mailbox: Mailbox
) -> None:
    bob = a_colleague(owner, mailbox)
    client = owner.adds_client(access={"colleague_ids": [bob.user_id]})
    with bob.acting():
        own = access.list_people_with_access(bob.rpc, client_id=client["id"], user_id=bob.user_id)
        assert [r["reason"] for r in own["items"][0]["reasons"]] == ["colleague"]
        with pytest.raises(RoleRequired):
            access.list_people_with_access(bob.rpc, client_id=client["id"])
        with pytest.raises(RoleRequired):
            access.put_client_access(bob.rpc, client_id=client["id"], everyone=True)


def test_what_a_colleague_cannot_see_is_not_there(owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    client_id = owner.adds_client()["id"]
    with bob.acting():
        for attempt in (
            access.get_client_access, access.put_client_access, access.list_people_with_access
        ):  # fmt: skip
            with pytest.raises(NotFound):
                attempt(bob.rpc, client_id=client_id)


def test_another_practices_client_is_not_there_for_an_admin_either(owner: Person) -> None:
    client_id = a_practice(owner.rpc).adds_client()["id"]
    with owner.acting():
        with pytest.raises(NotFound):
            access.put_client_access(owner.rpc, client_id=client_id, everyone=True)
        assert not access.sees_client(owner.rpc, client_id=client_id, practice_id=owner.account_id)


def test_a_made_up_client_is_not_there_whatever_year_its_id_tells(owner: Person) -> None:
    made_up = "client_7ZZZZZZZZZZZZZZZZZZZZZZZZZ"
    with owner.acting():
        with pytest.raises(NotFound):
            access.get_client_access(owner.rpc, client_id=made_up)
        given = access.change_access_of_many(owner.rpc, client_ids=[made_up], give={"everyone": True})
    assert given["items"] == [{"client_id": made_up, "result": "not_found"}]


def test_a_month_of_tokens_may_be_said_as_json_schema_allows(owner: Person) -> None:
    with owner.acting():
        assert owner.rpc.forward(
            access.CREATE_API_TOKEN, {"name": "Export", "scopes": ["read"], "expires_in_days": 30.0}
        )
        with pytest.raises(InvalidInput):
            owner.rpc.forward(
                access.CREATE_API_TOKEN, {"name": "Export", "scopes": ["read"], "expires_in_days": 30.5}
            )


def test_unknown_people_and_teams_are_named_one_by_one(owner: Person) -> None:
    stranger = a_practice(owner.rpc)
    team_id = a_team(stranger)
    client_id = owner.adds_client()["id"]
    with owner.acting(), pytest.raises(InvalidInput) as refused:
        access.put_client_access(
            owner.rpc, client_id=client_id, colleague_ids=[owner.user_id, stranger.user_id],
            team_ids=[team_id], account_manager_id=stranger.user_id,
        )  # fmt: skip
    assert [error["pointer"] for error in refused.value.errors] == [
        "/colleague_ids/1", "/account_manager_id", "/team_ids/0"
    ]  # fmt: skip


def test_a_stale_edit_of_access_is_refused(owner: Person) -> None:
    client_id = owner.adds_client(access={"everyone": True})["id"]
    with owner.acting():
        version = access.get_client_access(owner.rpc, client_id=client_id)["version"]
        caught_up(owner, access.put_client_access(owner.rpc, client_id=client_id, if_version=version))
        with pytest.raises(StaleVersion):
            access.put_client_access(owner.rpc, client_id=client_id, if_version=version)
