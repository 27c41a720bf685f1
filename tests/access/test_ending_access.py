"""What a colleague is given until a time ends by itself, at that moment (docs/adr/0051, product.md 8.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from chassis.database.engine import Database
from contracts import access, accounts, connections
from contracts.access import ColleagueEnd
from contracts.errors import InvalidInput, NotFound
from deploy.allinone.product import Product
from services.access.client_access import ended_grants
from tests.access.passing_time import ends_come, in_days
from tests.access.test_access_requests import asks
from tests.builders import Mailbox, Person, a_colleague, caught_up, eventually, gives, present


def ends(person: Person, until: datetime) -> list[ColleagueEnd]:
    return [ColleagueEnd(user_id=person.user_id, until=until)]


def access_of(owner: Person, client_id: str) -> access.ShownAccess:
    with owner.acting():
        return access.get_client_access(owner.rpc, client_id=client_id)


def ends_of(owner: Person, client_id: str) -> dict[str, datetime]:
    shown = access_of(owner, client_id).get("colleague_ends", [])
    return {each["user_id"]: datetime.fromisoformat(each["until"]) for each in shown}


def the_end_comes(product: Product, client_id: str) -> None:
    assert ends_come(product, client_id) == {"access": 1, "accounts": 1, "connections": 1}


def removes(database: Database) -> bool:
    with database.unit_of_work(everywhere=True) as uow:
        return ended_grants.end_some(uow)


def kinds(owner: Person, client_id: str) -> list[str]:
    with owner.acting():
        return [line["kind"] for line in access.list_activity(owner.rpc, client_id=client_id)["items"]]


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


@pytest.fixture
def resting(product: Product) -> Any:
    """Without the job that removes what has ended: what counts must not wait for it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ended_grants, "end_some", lambda _uow: False)
        yield


def test_every_service_knows_of_the_end_at_the_moment_of_it_without_the_job(
    owner: Person, bob: Person, product: Product, resting: None
) -> None:
    client, end = owner.adds_client(name="Oak Ltd"), in_days(1)
    gives(owner, client["id"], colleague_ids=[bob.user_id], colleague_ends=ends(bob, end))
    with owner.acting():
        (why,) = access.list_people_with_access(owner.rpc, client_id=client["id"], user_id=bob.user_id)[
            "items"
        ]
    until = end.isoformat().replace("+00:00", "Z")
    assert why["reasons"] == [{"reason": "colleague", "level": "manage", "until": until}]
    eventually(lambda: _begins(bob, client["id"]))
    assert bob.sees() == ["Oak Ltd"]
    assert owner.reads(client["id"])["access"]["colleague_ids"] == [bob.user_id]
    the_end_comes(product, client["id"])
    assert bob.sees() == []
    with bob.acting():
        for attempt in (
            lambda: accounts.get_client(bob.rpc, client["id"]),
            lambda: access.get_client_access(bob.rpc, client_id=client["id"]),
            lambda: access.list_activity(bob.rpc, client_id=client["id"]),
            lambda: connections.begin_authorization(bob.rpc, provider="xero", client_id=client["id"]),
        ):
            with pytest.raises(NotFound):
                attempt()
        assert not access.sees_client(bob.rpc, client_id=client["id"], practice_id=bob.account_id)
        assert accounts.count_clients(bob.rpc)["all"] == 0
    with owner.acting():
        people = access.list_people_with_access(owner.rpc, client_id=client["id"])["items"]
        given_to_bob = accounts.list_clients(owner.rpc, colleague_id=bob.user_id)["items"]
    assert [each["user_id"] for each in people] == [owner.user_id]
    assert given_to_bob == []
    assert owner.reads(client["id"])["access"]["colleague_ids"] == []
    shown = access_of(owner, client["id"])
    assert (shown["colleague_ids"], shown.get("colleague_ends")) == ([], [])


def _begins(person: Person, client_id: str) -> bool:
    with person.acting():
        return bool(connections.begin_authorization(person.rpc, provider="xero", client_id=client_id))


def test_it_is_removed_once_and_the_trail_says_why(
    owner: Person, bob: Person, mailbox: Mailbox, product: Product
) -> None:
    cy = a_colleague(owner, mailbox)
    client_id = owner.adds_client()["id"]
    gives(owner, client_id, colleague_ids=[bob.user_id, cy.user_id], colleague_ends=ends(bob, in_days(1)))
    version = access_of(owner, client_id)["version"]
    the_end_comes(product, client_id)
    # Beside the job of the running product, and a change by an admin: whoever is first.
    removes(product.hosted["access"].database)
    gives(owner, client_id, colleague_ids=[cy.user_id], everyone=True)
    assert not removes(product.hosted["access"].database)
    assert kinds(owner, client_id).count("client_access.ended") == 1
    with owner.acting():
        lines = access.list_activity(owner.rpc, client_id=client_id)["items"]
    (line,) = [each for each in lines if each["kind"] == "client_access.ended"]
    assert (line["actor"], present(line["user"])["id"]) == (None, bob.user_id)
    assert access_of(owner, client_id)["version"] == version + 2
    eventually(lambda: owner.reads(client_id)["access"]["everyone"])


def test_a_change_of_the_access_after_the_end_is_not_what_took_it_away(
    owner: Person, bob: Person, product: Product, resting: None
) -> None:
    client_id = owner.adds_client()["id"]
    gives(owner, client_id, colleague_ids=[bob.user_id], colleague_ends=ends(bob, in_days(1)))
    the_end_comes(product, client_id)
    gives(owner, client_id, everyone=True)
    with owner.acting():
        changed, ended = access.list_activity(owner.rpc, client_id=client_id)["items"][:2]
    assert (changed["kind"], ended["kind"]) == ("client_access.changed", "client_access.ended")
    assert changed["before"] == {
        "everyone": False, "colleague_ids": [], "team_ids": [], "account_manager_id": None
    }  # fmt: skip


def test_who_puts_the_whole_and_knows_of_no_ends_makes_nothing_last_for_good(
    owner: Person, bob: Person, mailbox: Mailbox
) -> None:
    cy, end = a_colleague(owner, mailbox), in_days(3)
    client_id = owner.adds_client()["id"]
    gives(owner, client_id, colleague_ids=[bob.user_id], colleague_ends=ends(bob, end))
    gives(owner, client_id, colleague_ids=[bob.user_id, cy.user_id])
    assert ends_of(owner, client_id) == {bob.user_id: end}
    gives(owner, client_id, colleague_ids=[cy.user_id])
    gives(owner, client_id, colleague_ids=[bob.user_id, cy.user_id])
    assert ends_of(owner, client_id) == {}, "whoever lost it and gets it anew has it for good"
    gives(owner, client_id, colleague_ids=[bob.user_id], colleague_ends=ends(bob, end))
    gives(owner, client_id, colleague_ids=[bob.user_id], colleague_ends=[])
    assert ends_of(owner, client_id) == {}


def test_an_end_is_ahead_and_of_somebody_who_is_given_access(owner: Person, bob: Person) -> None:
    client_id = owner.adds_client()["id"]
    for colleague_ids, until, pointer in (
        ([bob.user_id], in_days(-1), "/colleague_ends/0/until"),
        ([], in_days(1), "/colleague_ends/0/user_id"),
    ):
        with owner.acting(), pytest.raises(InvalidInput) as refused:
            access.put_client_access(
                owner.rpc, client_id=client_id, colleague_ids=colleague_ids, colleague_ends=ends(bob, until)
            )
        assert [each["pointer"] for each in refused.value.errors] == [pointer]
    for no_end in ("tomorrow", "2999-01-01T00:00:00Z", "2026-12-24T10:00:00", "0001-01-01T00:00:00+14:00", 7):
        wrong = {"user_id": bob.user_id, "until": no_end}
        put = {"client_id": client_id, "colleague_ids": [bob.user_id], "colleague_ends": [wrong]}
        with owner.acting(), pytest.raises(InvalidInput):
            owner.rpc.forward(access.PUT_CLIENT_ACCESS, put)


def test_many_clients_are_given_until_a_time_and_nothing_for_good_is_cut_short(
    owner: Person, bob: Person
) -> None:
    fresh, for_good, ending = (owner.adds_client()["id"] for _ in range(3))
    gives(owner, for_good, colleague_ids=[bob.user_id])
    gives(owner, ending, colleague_ids=[bob.user_id], colleague_ends=ends(bob, in_days(9)))
    clients, end = [fresh, for_good, ending], in_days(2)

    def give(**given: Any) -> list[str]:
        with owner.acting():
            done = access.change_access_of_many(owner.rpc, client_ids=clients, give=given)
            return [str(each["result"]) for each in done["items"]]

    until = {"colleague_ids": [bob.user_id], "until": end.isoformat()}
    assert give(**until) == ["changed", "unchanged", "changed"]
    assert [ends_of(owner, each) for each in clients] == [{bob.user_id: end}, {}, {bob.user_id: end}]
    assert give(colleague_ids=[bob.user_id]) == ["changed", "unchanged", "changed"]
    assert [ends_of(owner, each) for each in clients] == [{}, {}, {}]
    with pytest.raises(InvalidInput) as refused:
        give(**{**until, "until": in_days(-1).isoformat()})
    assert refused.value.errors[0]["pointer"] == "/give/until"


def test_access_is_asked_for_and_given_until_a_time(owner: Person, bob: Person) -> None:
    first, second = owner.adds_client()["id"], owner.adds_client()["id"]
    end, later = in_days(2), in_days(20)
    with bob.acting():
        made = access.request_access(bob.rpc, client_id=first, reason="VAT", until=end)
    assert datetime.fromisoformat(made["until"] or "") == end
    assert datetime.fromisoformat(made["expires_at"]) == end, "of no use after it"
    with owner.acting():
        caught_up(owner, access.approve_access(owner.rpc, made["id"]))
    assert ends_of(owner, first) == {bob.user_id: end}
    without = asks(bob, second)
    with owner.acting():
        with pytest.raises(InvalidInput):
            access.approve_access(owner.rpc, without["id"], until=in_days(-1))
        given = caught_up(owner, access.approve_access(owner.rpc, without["id"], until=later))
    assert datetime.fromisoformat(given["until"]) == later
    assert ends_of(owner, second) == {bob.user_id: later}
    third = owner.adds_client()["id"]
    with bob.acting(), pytest.raises(InvalidInput):
        access.request_access(bob.rpc, client_id=third, reason="VAT", until=in_days(-1))


def test_who_had_access_until_yesterday_asks_anew(
    owner: Person, bob: Person, product: Product, resting: None
) -> None:
    client_id = owner.adds_client()["id"]
    gives(owner, client_id, colleague_ids=[bob.user_id], colleague_ends=ends(bob, in_days(1)))
    the_end_comes(product, client_id)
    made: Mapping[str, Any] = asks(bob, client_id)
    with owner.acting():
        caught_up(owner, access.approve_access(owner.rpc, made["id"]))
    assert ends_of(owner, client_id) == {}
    assert len(bob.sees()) == 1
    assert kinds(owner, client_id)[:4] == [
        "access_request.approved", "client_access.changed", "client_access.ended", "access_request.made"
    ]  # fmt: skip
