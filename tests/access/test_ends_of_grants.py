"""What a team, everyone or the account manager is given until a time ends at that moment
(docs/adr/0056, product.md 2.5, 8.4).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import eventlet
import pytest
from werkzeug.test import Client as HttpClient

from chassis.rpc.client import RpcClient
from contracts import access, accounts, connections
from contracts.access import EndingGrant, GivenEnd
from contracts.errors import InvalidInput, NotFound
from deploy.allinone.product import Product
from services.access.client_access import ended_grants
from tests.access.passing_time import ends_come, in_days
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_colleague, a_practice, a_team, eventually, gives
from tests.gateway.stand_in import bearer
from tests.gateway.test_with_services import a_replica

GRANTS = tuple(EndingGrant)


def given_to(grant: EndingGrant, bob: Person, team_id: str) -> dict[str, Any]:
    """What gives Bob a client, in this way."""
    ways: dict[EndingGrant, dict[str, Any]] = {
        EndingGrant.EVERYONE: {"everyone": True},
        EndingGrant.TEAM: {"team_ids": [team_id]},
        EndingGrant.ACCOUNT_MANAGER: {"account_manager_id": bob.user_id},
    }
    return ways[grant]


def an_end(grant: EndingGrant, until: datetime, team_id: str) -> GivenEnd:
    return GivenEnd(grant=grant, team_id=team_id if grant is EndingGrant.TEAM else None, until=until)


def shown(owner: Person, client_id: str) -> access.ShownAccess:
    with owner.acting():
        return access.get_client_access(owner.rpc, client_id=client_id)


def ends_of(owner: Person, client_id: str) -> dict[str, datetime]:
    ends = shown(owner, client_id).get("ends", [])
    return {end.get("team_id") or end["grant"]: datetime.fromisoformat(end["until"]) for end in ends}


def lines(owner: Person, client_id: str) -> list[access.ActivityLine]:
    with owner.acting():
        return access.list_activity(owner.rpc, client_id=client_id)["items"]


@pytest.fixture
def owner(rpc: RpcClient) -> Person:
    return a_practice(rpc, plan="advanced")


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


@pytest.fixture
def team_id(owner: Person, bob: Person) -> str:
    return a_team(owner, bob)


@pytest.fixture
def resting(product: Product) -> Any:
    """Without the job that removes what has ended: what counts must not wait for it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ended_grants, "end_some", lambda _uow: False)
        yield


@pytest.mark.parametrize("grant", GRANTS)
def test_every_service_knows_of_the_end_at_the_moment_of_it_without_the_job(
    owner: Person, bob: Person, team_id: str, product: Product, resting: None, grant: EndingGrant
) -> None:
    client_id, end = owner.adds_client(name="Oak Ltd")["id"], in_days(1)
    gives(owner, client_id, **given_to(grant, bob, team_id), ends=[an_end(grant, end, team_id)])
    with owner.acting():
        (why,) = access.list_people_with_access(owner.rpc, client_id=client_id, user_id=bob.user_id)["items"]
    (reason,) = why["reasons"]
    assert (reason["reason"], datetime.fromisoformat(reason["until"])) == (grant.value, end)
    assert bob.sees() == ["Oak Ltd"]
    with bob.acting():
        begun = eventually(
            lambda: connections.begin_authorization(bob.rpc, provider="xero", client_id=client_id)
        )
    assert begun
    assert ends_come(product, client_id) == {"accounts": 1, "connections": 1, "access": 1}
    assert bob.sees() == []
    with bob.acting():
        for attempt in (
            lambda: accounts.get_client(bob.rpc, client_id),
            lambda: access.get_client_access(bob.rpc, client_id=client_id),
            lambda: access.list_activity(bob.rpc, client_id=client_id),
            lambda: connections.begin_authorization(bob.rpc, provider="xero", client_id=client_id),
        ):
            with pytest.raises(NotFound):
                attempt()
        assert not access.sees_client(bob.rpc, client_id=client_id, practice_id=bob.account_id)
        assert accounts.count_clients(bob.rpc)["all"] == 0
    with owner.acting():
        people = access.list_people_with_access(owner.rpc, client_id=client_id)["items"]
        assert accounts.list_clients(owner.rpc, colleague_id=bob.user_id)["items"] == []
        managed = access.get_colleague(owner.rpc, user_id=bob.user_id)["manages_clients"]
    assert ([each["user_id"] for each in people], managed) == ([owner.user_id], 0)
    nothing = {"everyone": False, "colleague_ids": [], "team_ids": [], "account_manager_id": None}
    assert owner.reads(client_id)["access"] == nothing
    now = shown(owner, client_id)
    assert {**nothing, "colleague_ends": [], "ends": []}.items() <= now.items()


@pytest.mark.parametrize("grant", GRANTS)
def test_the_very_next_request_knows_of_it_at_each_replica_of_the_gateway(
    owner: Person,
    bob: Person,
    team_id: str,
    product: Product,
    resting: None,
    rpc: RpcClient,
    grant: EndingGrant,
) -> None:
    client_id = owner.adds_client(name="Oak Ltd")["id"]
    gives(owner, client_id, **given_to(grant, bob, team_id), ends=[an_end(grant, in_days(1), team_id)])
    replicas: list[HttpClient] = [a_replica(rpc), a_replica(rpc)]

    def statuses() -> list[int]:
        path, headers = f"/v1/clients/{client_id}", bearer(bob.token)
        return [replica.get(path, headers=headers).status_code for replica in replicas]

    assert statuses() == [200, 200]
    ends_come(product, client_id)
    assert statuses() == [404, 404]


def test_many_replicas_of_the_job_remove_each_once_and_the_trail_says_why(
    owner: Person, bob: Person, team_id: str, product: Product
) -> None:
    client_id = owner.adds_client()["id"]
    everything = {key: part for each in GRANTS for key, part in given_to(each, bob, team_id).items()}
    gives(owner, client_id, **everything, ends=[an_end(each, in_days(1), team_id) for each in GRANTS])
    version = shown(owner, client_id)["version"]
    ends_come(product, client_id)

    def runs(_: int) -> None:
        more = True
        while more:
            with product.hosted["access"].database.unit_of_work(everywhere=True) as uow:
                more = ended_grants.end_some(uow)

    list(eventlet.GreenPool(8).imap(runs, range(8)))
    found = [line for line in lines(owner, client_id) if line["kind"].endswith("ended")]
    said = {line["kind"]: line["user"] or line["team"] or {"id": None} for line in found}
    assert len(found) == 3, "each once"
    assert [line["actor"] for line in found] == [None] * 3
    assert said["client_access.everyone_ended"]["id"] is None
    assert said["client_access.team_ended"]["id"] == team_id
    assert said["client_access.manager_ended"]["id"] == bob.user_id
    assert shown(owner, client_id)["version"] == version + 1
    eventually(lambda: not owner.reads(client_id)["access"]["everyone"])


def test_ends_stay_with_whatever_stays_given(
    owner: Person, bob: Person, team_id: str, mailbox: Mailbox
) -> None:
    cy, end = a_colleague(owner, mailbox), in_days(3)
    client_id = owner.adds_client()["id"]
    everything = {key: part for each in GRANTS for key, part in given_to(each, bob, team_id).items()}
    gives(owner, client_id, **everything, ends=[an_end(each, end, team_id) for each in GRANTS])
    assert ends_of(owner, client_id) == {"everyone": end, "account_manager": end, team_id: end}
    gives(owner, client_id, **everything, colleague_ids=[cy.user_id], colleague_ends=[])
    assert ends_of(owner, client_id) == {"everyone": end, "account_manager": end, team_id: end}
    gives(owner, client_id, **{**everything, "account_manager_id": cy.user_id})
    assert ends_of(owner, client_id) == {"everyone": end, team_id: end}, "another manager, and for good"
    gives(owner, client_id, **everything, ends=[an_end(EndingGrant.EVERYONE, end, "")])
    assert ends_of(owner, client_id) == {"everyone": end}


def test_who_leaves_hands_over_what_they_manage_still_and_for_good(
    owner: Person, bob: Person, mailbox: Mailbox, product: Product, resting: None
) -> None:
    cy, over, managed = a_colleague(owner, mailbox), owner.adds_client()["id"], owner.adds_client()["id"]
    for client_id in (over, managed):
        end = an_end(EndingGrant.ACCOUNT_MANAGER, in_days(3), "")
        gives(owner, client_id, account_manager_id=bob.user_id, ends=[end])
    ends_come(product, over)
    with owner.acting():
        access.deactivate_colleague(owner.rpc, user_id=bob.user_id, reassign_managed_clients_to=cy.user_id)
    assert [shown(owner, each)["account_manager_id"] for each in (over, managed)] == [None, cy.user_id]
    assert ends_of(owner, managed) == {}


@pytest.mark.parametrize(
    ("end", "pointer"),
    [
        ({"grant": "everyone"}, "/ends/0/grant"),
        ({"grant": "account_manager"}, "/ends/0/grant"),
        ({"grant": "team"}, "/ends/0/team_id"),
        ({"grant": "everyone", "team_id": "team_01JC2Z5T8V9QWERTY0ABCDEFGH"}, "/ends/0/team_id"),
        ({"grant": "colleague"}, "/ends/0/grant"),
    ],
)
def test_an_end_is_of_something_that_is_given(owner: Person, end: dict[str, str], pointer: str) -> None:
    put = {"client_id": owner.adds_client()["id"], "ends": [{**end, "until": in_days(1).isoformat()}]}
    with owner.acting(), pytest.raises(InvalidInput) as refused:
        owner.rpc.forward(access.PUT_CLIENT_ACCESS, put)
    assert [each["pointer"] for each in refused.value.errors] == [pointer]


def test_the_page_gives_until_a_day_whatever_is_chosen_now_and_says_so(
    owner: Person, bob: Person, team_id: str, rpc: RpcClient
) -> None:
    client_id, browser, day = owner.adds_client()["id"], Browser(rpc, owner), in_days(9).date()
    path = f"/clients/{client_id}/access"
    form: dict[str, Any] = {"access.everyone": "no", "access.account_manager_id": bob.user_id}
    browser.sends(path, browser.opens(path), **form, until=day.isoformat())
    (until,) = ends_of(owner, client_id).values()
    form |= {"access.team_ids": [team_id]}
    later = (in_days(20).date()).isoformat()
    browser.sends(path, browser.opens(path), **form, until=later)
    found = ends_of(owner, client_id)
    assert (found["account_manager"], found[team_id].date().isoformat()) == (until, later)
    page = browser.opens(path)
    assert "is the account manager until <time" in page
    assert ", which sees it until <time" in page
    nobody_new = browser.sends(path, page, **form, until=later)
    assert (nobody_new.status_code, 'href="#until"' in nobody_new.text) == (422, True)
