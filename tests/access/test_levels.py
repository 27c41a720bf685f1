"""A colleague who was given a client to view, or to work with, does that and no more, in each service
(docs/adr/0064, product.md 1.2, 2.5, 8.4).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chassis.database.unit_of_work import new_id
from contracts import access, accounts, connections
from contracts.access import AccessLevel, EndingGrant, GivenEnd, GivenLevel, PracticeRole, Reason
from contracts.access.events import ClientAccessChangedData
from contracts.errors import LevelRequired, NotFound, Refusal
from deploy.allinone.product import Product
from services.access.client_access import ended_grants
from services.accounts.projections import client_access
from tests.access.passing_time import ends_come, in_days
from tests.builders import Mailbox, Person, a_colleague, a_practice, a_team, eventually, gives, known_to_all

VIEW, WORK, MANAGE = AccessLevel


@pytest.fixture
def owner(rpc: Any) -> Person:
    return a_practice(rpc)


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


@pytest.fixture
def team_id(owner: Person, bob: Person) -> str:
    return a_team(owner, bob)


@pytest.fixture
def client_id(owner: Person) -> str:
    return str(owner.adds_client(name="Oak Ltd", practice_code="OAK")["id"])


def of_bob(bob: Person, level: AccessLevel) -> dict[str, Any]:
    return {"colleague_ids": [bob.user_id], "levels": [GivenLevel(user_id=bob.user_id, level=level)]}


def of_team(team_id: str, level: AccessLevel) -> dict[str, Any]:
    return {"team_ids": [team_id], "levels": [GivenLevel(team_id=team_id, level=level)]}


def refusal(attempt: Callable[[], Any]) -> Refusal | None:
    try:
        attempt()
    except (LevelRequired, NotFound) as refused:
        return refused
    return None


def allowed(working: Callable[[], Any], managing: Callable[[], Any]) -> AccessLevel:
    """The level that what is refused tells of; that something is not there is found out after it."""
    for below, attempt in ((VIEW, working), (WORK, managing)):
        refused = refusal(attempt)
        if isinstance(refused, LevelRequired):
            assert (refused.context["held"], refused.status) == (below, 403)
            return below
        assert refused is None or refused.context["what"] != "client"
    return MANAGE


def levels_of(bob: Person, client_id: str) -> dict[str, AccessLevel]:
    """What each service that decides about clients makes of it, and what it says itself."""
    nobody = new_id("user")
    with bob.acting():
        rpc = bob.rpc
        code = f"C{nobody[-8:]}"
        return {
            "access": allowed(
                lambda: access.add_client_user(
                    rpc, client_id=client_id, name="Lee", email=f"{nobody}@oak.example", invite=False
                ),
                lambda: access.remove_client_user(rpc, client_id=client_id, user_id=nobody),
            ),
            "accounts": allowed(
                lambda: accounts.change_client(rpc, client_id=client_id, name="Oak Ltd"),
                lambda: accounts.change_client(rpc, client_id=client_id, practice_code=code),
            ),
            "connections": allowed(
                lambda: connections.connect_client(rpc, client_id=client_id, authorization_id=new_id("auth")),
                lambda: connections.disconnect_client(rpc, client_id=client_id),
            ),
            "read": AccessLevel(accounts.get_client(rpc, client_id).get("level", "")),
        }


def agreed(bob: Person, client_id: str) -> AccessLevel:
    found = levels_of(bob, client_id)
    assert len(set(found.values())) == 1, found
    return found["read"]


def why(owner: Person, bob: Person, client_id: str) -> list[Reason]:
    with owner.acting():
        items = access.list_people_with_access(owner.rpc, client_id=client_id, user_id=bob.user_id)["items"]
    return items[0]["reasons"]


@pytest.mark.parametrize("level", AccessLevel)
def test_each_service_lets_do_what_the_level_says(
    owner: Person, bob: Person, client_id: str, level: AccessLevel
) -> None:
    gives(owner, client_id, **of_bob(bob, level))
    assert bob.sees() == ["Oak Ltd"]
    assert agreed(bob, client_id) == level
    assert why(owner, bob, client_id) == [{"reason": "colleague", "level": level}]


def test_another_organisation_which_ends_a_connection_is_for_who_manages_the_client(
    owner: Person, bob: Person, client_id: str
) -> None:
    gives(owner, client_id, **of_bob(bob, WORK))
    with bob.acting(), pytest.raises(LevelRequired) as refused:
        connections.connect_client(
            bob.rpc, client_id=client_id, authorization_id=new_id("auth"), replace=True
        )
    assert refused.value.context == {"level": MANAGE, "held": WORK}


@pytest.mark.parametrize("level", AccessLevel)
def test_so_it_is_with_what_a_team_is_given(
    owner: Person, bob: Person, team_id: str, client_id: str, level: AccessLevel
) -> None:
    gives(owner, client_id, **of_team(team_id, level))
    assert agreed(bob, client_id) == level
    (reason,) = why(owner, bob, client_id)
    assert (reason["team_id"], reason["level"]) == (team_id, level)


def test_of_several_the_highest_that_has_not_ended_holds_and_why_names_each(
    owner: Person, bob: Person, team_id: str, client_id: str, product: Product
) -> None:
    levels = [
        GivenLevel(user_id=bob.user_id, level=VIEW),
        GivenLevel(team_id=team_id, level=WORK),
    ]
    end = in_days(1)
    with pytest.MonkeyPatch.context() as resting:
        # Without the job that removes what has ended.
        resting.setattr(ended_grants, "end_some", lambda _uow: False)
        gives(
            owner,
            client_id,
            colleague_ids=[bob.user_id],
            team_ids=[team_id],
            levels=levels,
            ends=[GivenEnd(grant=EndingGrant.TEAM, team_id=team_id, until=end)],
        )
        assert agreed(bob, client_id) == WORK
        own, by_team = why(owner, bob, client_id)
        assert (own["level"], by_team["level"], "until" in own, "until" in by_team) == (
            VIEW,
            WORK,
            False,
            True,
        )
        ends_come(product, client_id)
        assert agreed(bob, client_id) == VIEW


def test_everyone_the_account_manager_and_admins_manage_whatever_else_they_were_given(
    owner: Person, bob: Person, client_id: str
) -> None:
    for more in ({"everyone": True}, {"account_manager_id": bob.user_id}):
        gives(owner, client_id, **of_bob(bob, VIEW), **more)
        assert agreed(bob, client_id) == MANAGE
    gives(owner, client_id, **of_bob(bob, VIEW))
    assert agreed(bob, client_id) == VIEW
    with owner.acting():
        known_to_all(
            owner, access.change_colleague(owner.rpc, user_id=bob.user_id, role=PracticeRole.CLIENT_ADMIN)
        )
    eventually(lambda: agreed(bob, client_id) == MANAGE)


def test_who_knows_of_no_levels_makes_nobodys_access_more(owner: Person, bob: Person, client_id: str) -> None:
    gives(owner, client_id, **of_bob(bob, VIEW))
    gives(owner, client_id, colleague_ids=[bob.user_id], account_manager_id=owner.user_id)
    give = {"colleague_ids": [bob.user_id]}
    with owner.acting():
        access.change_access_of_many(owner.rpc, client_ids=[client_id], give=give)
        shown = access.get_client_access(owner.rpc, client_id=client_id)
    assert shown.get("levels") == [{"user_id": bob.user_id, "level": "view"}]
    assert agreed(bob, client_id) == VIEW


def test_many_clients_are_given_at_a_level(owner: Person, bob: Person, client_id: str) -> None:
    another = owner.adds_client()["id"]
    gives(owner, client_id, **of_bob(bob, VIEW))
    give = {"colleague_ids": [bob.user_id], "level": WORK}
    with owner.acting():
        known_to_all(
            owner, access.change_access_of_many(owner.rpc, client_ids=[client_id, another], give=give)
        )
    assert [agreed(bob, each) for each in (client_id, another)] == [WORK, WORK]


@pytest.mark.parametrize("level", [None, *AccessLevel])
def test_what_is_asked_for_is_given_at_a_level(
    owner: Person, bob: Person, client_id: str, level: AccessLevel | None
) -> None:
    """docs/adr/0052"""
    with bob.acting():
        request = access.request_access(bob.rpc, client_id=client_id, reason="VAT")
    with owner.acting():
        known_to_all(owner, access.approve_access(owner.rpc, request["id"], level=level))
    assert agreed(bob, client_id) == (level or MANAGE)


def test_what_the_release_before_tells_of_is_given_to_manage(
    owner: Person, bob: Person, client_id: str, product: Product
) -> None:
    gives(owner, client_id, **of_bob(bob, VIEW))
    with owner.acting():
        version = access.get_client_access(owner.rpc, client_id=client_id)["version"]
    message = ClientAccessChangedData(
        client_id=client_id,
        practice_id=owner.account_id,
        everyone=False,
        colleague_ids=[bob.user_id],
        team_ids=[],
        account_manager_id=None,
        version=version + 1,
    )
    with product.hosted["accounts"].database.unit_of_work(everywhere=True) as uow:
        client_access.note_access(uow, message)
    with bob.acting():
        assert accounts.get_client(bob.rpc, client_id).get("level") == MANAGE


def test_what_it_was_is_known_as_of_a_moment_too(owner: Person, bob: Person, client_id: str) -> None:
    gives(owner, client_id, **of_bob(bob, VIEW))
    at = in_days(0.5)
    with owner.acting():
        then = access.get_client_access(owner.rpc, client_id=client_id, at=at)
        reached = access.get_colleague_access(owner.rpc, user_id=bob.user_id, at=at)["items"]
    of_people = {each["user_id"]: each["reasons"] for each in then.get("people", [])}
    assert of_people[bob.user_id] == reached[0]["reasons"] == [{"reason": "colleague", "level": "view"}]
    assert then.get("levels") == [{"user_id": bob.user_id, "level": "view"}]
