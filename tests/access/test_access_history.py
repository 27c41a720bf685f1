"""Who could see which client, and who had which role, at a moment (docs/adr/0057, product.md 8.5)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import pytest

from chassis.database.unit_of_work import now
from chassis.rpc.client import RpcClient
from contracts import access
from contracts.access import EndingGrant, GivenEnd
from contracts.errors import NotFound, RoleRequired
from tests.access.passing_time import in_days
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_colleague, a_practice, eventually, gives

Shown = Mapping[str, list[access.Reason]]


def seen(people: list[access.PersonWithAccess]) -> Shown:
    return {each["user_id"]: [dict(reason) for reason in each["reasons"]] for each in people}  # type: ignore[misc]


@pytest.fixture
def owner(rpc: RpcClient) -> Person:
    return a_practice(rpc)


def then(owner: Person, client_id: str, at: datetime.datetime) -> access.ShownAccess:
    with owner.acting():
        return access.get_client_access(owner.rpc, client_id=client_id, at=at)


def reached(owner: Person, user_id: str, at: datetime.datetime, limit: int = 50) -> access.ColleagueAccess:
    with owner.acting():
        return access.get_colleague_access(owner.rpc, user_id=user_id, at=at, limit=limit)


def test_an_end_counts_at_its_moment_also_in_what_is_past(owner: Person, mailbox: Mailbox) -> None:
    bob, client_id, end = a_colleague(owner, mailbox), owner.adds_client()["id"], in_days(2)
    gives(owner, client_id, everyone=True, ends=[GivenEnd(grant=EndingGrant.EVERYONE, until=end)])
    second = datetime.timedelta(seconds=1)
    eventually(lambda: owner.user_id in seen(then(owner, client_id, end)["people"]))
    before, after = (seen(then(owner, client_id, at)["people"]) for at in (end - second, end))
    assert set(before) == {owner.user_id, bob.user_id}
    assert set(after) == {owner.user_id}
    assert (then(owner, client_id, end - second)["everyone"], then(owner, client_id, end)["everyone"]) == (
        True, False
    )  # fmt: skip


def test_before_there_was_anybody_nobody_saw_it(owner: Person, mailbox: Mailbox) -> None:
    bob, client_id = a_colleague(owner, mailbox), owner.adds_client()["id"]
    long_ago = in_days(-400)
    assert then(owner, client_id, long_ago)["people"] == []
    nobody = reached(owner, bob.user_id, long_ago)
    assert (nobody["role"], nobody["status"], nobody["items"]) == (None, None, [])


def test_the_clients_of_a_colleague_come_in_pages(owner: Person, mailbox: Mailbox) -> None:
    ann = a_colleague(owner, mailbox, role="client_admin")
    made = sorted(owner.adds_client()["id"] for _ in range(3))
    at = in_days(1)
    eventually(lambda: len(reached(owner, ann.user_id, at)["items"]) == 3)
    first = reached(owner, ann.user_id, at, limit=2)
    with owner.acting():
        rest = access.get_colleague_access(
            owner.rpc, user_id=ann.user_id, at=at, limit=2, cursor=first["next_cursor"]
        )
    assert [each["client_id"] for each in (*first["items"], *rest["items"])] == made
    assert rest["next_cursor"] is None


def test_it_is_for_admins_of_the_practice(owner: Person, mailbox: Mailbox, rpc: RpcClient) -> None:
    bob, client_id = a_colleague(owner, mailbox), owner.adds_client()["id"]
    gives(owner, client_id, everyone=True)
    for refused, person in ((RoleRequired, bob), (NotFound, a_practice(rpc))):
        with pytest.raises(refused):
            then(person, client_id, now())
        with pytest.raises(refused):
            reached(person, bob.user_id, now())


def test_the_pages_show_it_as_of_a_day(owner: Person, mailbox: Mailbox, rpc: RpcClient) -> None:
    bob = a_colleague(owner, mailbox, name="Bob <Jones>")
    client_id, browser = owner.adds_client(name="Oak & Sons")["id"], Browser(rpc, owner)
    gives(owner, client_id, colleague_ids=[bob.user_id])
    today = in_days(0).date().isoformat()
    page = browser.opens(f"/clients/{client_id}/access?on={today}")
    assert "Who could see this client" in page
    assert page.partition("Who could see this client")[2].count("Bob &lt;Jones&gt;") == 1
    assert "Nobody could see it" in browser.opens(f"/clients/{client_id}/access?on=2020-01-01")
    wrong = browser.asks(f"/clients/{client_id}/access?on=yesterday")
    assert (wrong.status_code, "Enter a date like" in wrong.text) == (422, True)
    page = browser.opens(f"/team/colleagues/{bob.user_id}?on={today}")
    assert f'href="/clients/{client_id}/access?on={today}">Oak &amp; Sons</a>' in page
