"""Who may view a client, or work with it, asks to do more (docs/adr/0069; product.md 1.2, 2.5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from chassis.rpc.client import RpcClient
from contracts import access, accounts
from contracts.access import AccessLevel, AlreadyHasAccess, AlreadyRequested, ColleagueEnd, GivenLevel
from contracts.errors import InvalidInput, LevelRequired, NotFound
from gateway.calls import access_requests
from gateway.calls.access_requests import AskForClient
from tests.access.passing_time import in_days
from tests.access.test_access_requests import listed
from tests.access.test_hidden_clients import sets
from tests.builders import Mailbox, Person, a_colleague, a_practice, a_team, caught_up, eventually, gives

VIEW, WORK, MANAGE = AccessLevel


@pytest.fixture
def owner(rpc: RpcClient) -> Person:
    return a_practice(rpc)


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


@pytest.fixture
def client(owner: Person) -> Mapping[str, Any]:
    return owner.adds_client(name="Oak Ltd")


def at(level: AccessLevel, person: Person, until: datetime | None = None) -> dict[str, Any]:
    ends = [] if until is None else [ColleagueEnd(user_id=person.user_id, until=until)]
    levels = [GivenLevel(user_id=person.user_id, level=level)]
    return {"colleague_ids": [person.user_id], "levels": levels, "colleague_ends": ends}


def asks(
    person: Person, client_id: str, level: AccessLevel | None, until: datetime | None = None
) -> access.AccessRequest:
    with person.acting():
        return access.request_access(person.rpc, client_id=client_id, reason="VAT", level=level, until=until)


def approves(person: Person, request: Mapping[str, Any], **given: Any) -> Mapping[str, Any]:
    with person.acting():
        return caught_up(person, access.approve_access(person.rpc, request["id"], **given))


def level_of(person: Person, client_id: str) -> str:
    with person.acting():
        return accounts.get_client(person.rpc, client_id).get("level", "")


def end_of(owner: Person, client_id: str) -> list[Any]:
    with owner.acting():
        return access.get_client_access(owner.rpc, client_id=client_id).get("colleague_ends", [])


def test_who_may_view_asks_to_work_and_does_once_it_is_given(
    owner: Person, bob: Person, mailbox: Mailbox, client: Mapping[str, Any]
) -> None:
    gives(owner, client["id"], **at(VIEW, bob))
    made = asks(bob, client["id"], WORK)
    assert (made.get("level"), made.get("held"), made["state"]) == (WORK, VIEW, "pending")
    (waiting,) = listed(owner, view="to_decide")
    assert (waiting.get("level"), waiting.get("held")) == (WORK, VIEW)
    with owner.acting():
        (on_its_page,) = access.get_client_access(owner.rpc, client_id=client["id"]).get("requests", [])
    assert (on_its_page.get("level"), on_its_page.get("held")) == (WORK, VIEW)
    with bob.acting(), pytest.raises(LevelRequired):
        accounts.change_client(bob.rpc, client_id=client["id"], name="Elm Ltd")
    done = approves(owner, made)
    assert (done["state"], done["level"], done["held"]) == ("approved", WORK, None)
    with bob.acting():
        assert accounts.change_client(bob.rpc, client_id=client["id"], name="Elm Ltd")["name"] == "Elm Ltd"
    assert level_of(bob, client["id"]) == WORK
    (notice,) = eventually(lambda: [m for m in mailbox.to(owner.email) if "asks for access" in m["Subject"]])
    assert "Bob Jones asks to work with Oak Ltd: VAT" in notice.get_body(("plain",)).get_content()
    eventually(lambda: [m for m in mailbox.to(bob.email) if m["Subject"] == "You can work with Oak Ltd now"])


def test_the_account_manager_reads_what_is_asked_for_and_decides(
    owner: Person, bob: Person, mailbox: Mailbox
) -> None:
    may = a_colleague(owner, mailbox, name="May Moss")
    client_id = owner.adds_client(name="Oak Ltd", access={"account_manager_id": may.user_id})["id"]
    gives(owner, client_id, account_manager_id=may.user_id, **at(WORK, bob))
    made = asks(bob, client_id, MANAGE)
    eventually(
        lambda: [m for m in mailbox.to(may.email) if m["Subject"] == "Bob Jones asks to manage Oak Ltd"]
    )
    assert approves(may, made)["level"] == MANAGE
    assert level_of(bob, client_id) == MANAGE
    eventually(lambda: [m for m in mailbox.to(bob.email) if m["Subject"] == "You can manage Oak Ltd now"])


def test_what_one_may_already_is_not_asked_for(owner: Person, bob: Person, client: Mapping[str, Any]) -> None:
    for held, has in ((VIEW, [None, VIEW]), (WORK, [None, VIEW, WORK]), (MANAGE, [None, *AccessLevel])):
        gives(owner, client["id"], **at(held, bob))
        for level in has:
            with pytest.raises(AlreadyHasAccess, match="ask for a higher level"):
                asks(bob, client["id"], level)
    for level in (None, *AccessLevel):
        with pytest.raises(AlreadyHasAccess):
            asks(owner, client["id"], level)
    gives(owner, client["id"], team_ids=[a_team(owner, bob)])
    with pytest.raises(AlreadyHasAccess):
        asks(bob, client["id"], MANAGE)
    assert listed(bob) == []


def test_one_request_is_open_at_a_time_whatever_its_level(
    owner: Person, bob: Person, client: Mapping[str, Any]
) -> None:
    gives(owner, client["id"], **at(VIEW, bob))
    asks(bob, client["id"], WORK)
    for level in (WORK, MANAGE):
        with pytest.raises(AlreadyRequested):
            asks(bob, client["id"], level)


@pytest.mark.parametrize(("chosen", "given"), [(None, WORK), (VIEW, VIEW), (MANAGE, MANAGE)])
def test_who_cannot_see_a_client_asks_for_a_level_of_it(
    owner: Person, bob: Person, client: Mapping[str, Any], chosen: AccessLevel | None, given: AccessLevel
) -> None:
    """docs/adr/0052"""
    made = asks(bob, client["id"], WORK)
    assert (made.get("level"), made.get("held")) == (WORK, None)
    assert approves(owner, made, level=chosen)["level"] == given
    assert level_of(bob, client["id"]) == given


def test_another_level_is_given_but_none_that_they_have(
    owner: Person, bob: Person, client: Mapping[str, Any]
) -> None:
    gives(owner, client["id"], **at(VIEW, bob))
    made = asks(bob, client["id"], MANAGE)
    with owner.acting(), pytest.raises(InvalidInput, match="They have this level already"):
        access.approve_access(owner.rpc, made["id"], level=VIEW)
    assert approves(owner, made, level=WORK)["level"] == WORK
    assert level_of(bob, client["id"]) == WORK


def test_what_was_given_meanwhile_is_not_made_less(
    owner: Person, bob: Person, client: Mapping[str, Any]
) -> None:
    gives(owner, client["id"], **at(VIEW, bob))
    made = asks(bob, client["id"], WORK)
    gives(owner, client["id"], **at(MANAGE, bob))
    assert [each.get("held") for each in listed(owner)] == [MANAGE]
    assert approves(owner, made, level=WORK)["level"] == MANAGE
    assert level_of(bob, client["id"]) == MANAGE


def test_a_higher_level_neither_cuts_short_nor_prolongs_what_one_has(
    owner: Person, bob: Person, client: Mapping[str, Any]
) -> None:
    gives(owner, client["id"], **at(VIEW, bob))
    with pytest.raises(InvalidInput, match="would end with the higher level"):
        asks(bob, client["id"], WORK, until=in_days(3))
    end = in_days(5)
    gives(owner, client["id"], **at(VIEW, bob, until=end))
    before = end_of(owner, client["id"])
    made = asks(bob, client["id"], WORK)
    with owner.acting(), pytest.raises(InvalidInput, match="would end with the higher level"):
        access.approve_access(owner.rpc, made["id"], until=in_days(3))
    approves(owner, made)
    assert (end_of(owner, client["id"]), level_of(bob, client["id"])) == (before, WORK)
    assert len(before) == 1
    approves(owner, asks(bob, client["id"], MANAGE, until=in_days(9)))
    (after,) = end_of(owner, client["id"])
    assert after["until"] > before[0]["until"]


def test_what_a_team_sees_is_asked_for_until_a_time_and_stays_the_teams(
    owner: Person, bob: Person, client: Mapping[str, Any]
) -> None:
    team_id = a_team(owner, bob)
    gives(owner, client["id"], team_ids=[team_id], levels=[GivenLevel(team_id=team_id, level=VIEW)])
    approves(owner, asks(bob, client["id"], WORK, until=in_days(3)))
    assert level_of(bob, client["id"]) == WORK
    with owner.acting():
        shown = access.get_client_access(owner.rpc, client_id=client["id"])
    assert shown.get("levels") == [
        {"user_id": bob.user_id, "level": WORK}, {"team_id": team_id, "level": VIEW}
    ]  # fmt: skip
    assert [each["user_id"] for each in shown.get("colleague_ends", [])] == [bob.user_id]


def test_what_one_sees_is_named_by_its_crn_where_nothing_may_be_found(
    owner: Person, bob: Person, client: Mapping[str, Any]
) -> None:
    gives(owner, client["id"], **at(VIEW, bob))
    hidden = owner.adds_client()
    sets(owner, "off")
    with bob.acting():
        for crn in (hidden["crn"], "K7QM4T2X9B"):
            with pytest.raises(NotFound):
                access_requests.submit(bob.rpc, AskForClient(client=crn, reason="VAT", level=WORK))
        by_crn = AskForClient(client=client["crn"], reason="VAT", level=WORK)
        assert access_requests.submit(bob.rpc, by_crn)["client"]["id"] == client["id"]
