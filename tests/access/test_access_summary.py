"""What about access needs somebody: requests to decide, and what ends within a week (docs/adr/0052, 0056)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis.rpc.client import RpcClient
from contracts import access
from contracts.access import ColleagueEnd, EndingGrant, GivenEnd
from contracts.errors import PracticeAccountRequired
from deploy.allinone.product import Product
from tests.access.passing_time import ends_come, in_days
from tests.access.test_access_requests import asks
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_client_user, a_colleague, a_practice, a_team, gives


def summary(person: Person, **query: Any) -> access.AccessSummary:
    with person.acting():
        return access.get_access_summary(person.rpc, **query)


def ending(person: Person) -> list[tuple[str, bool]]:
    found = summary(person, limit=50)["ending"]
    assert found["count"] == len(found["first"])
    return [(each["name"], each["own"]) for each in found["first"]]


def a_client_until(owner: Person, name: str, until: datetime, **given: Any) -> str:
    """A client that is given to whom `given` says, until then."""
    client_id, colleague_ids = owner.adds_client(name=name)["id"], given.get("colleague_ids", [])
    grants = {"everyone": EndingGrant.EVERYONE, "account_manager_id": EndingGrant.ACCOUNT_MANAGER}
    ends = [GivenEnd(grant=grants[each], until=until) for each in given if each in grants]
    teams = given.get("team_ids", [])
    ends += [GivenEnd(grant=EndingGrant.TEAM, team_id=team_id, until=until) for team_id in teams]
    own = [ColleagueEnd(user_id=each, until=until) for each in colleague_ids]
    gives(owner, client_id, **given, colleague_ends=own, ends=ends)
    return str(client_id)


@pytest.fixture
def owner(rpc: RpcClient) -> Person:
    return a_practice(rpc)


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


def test_requests_are_of_whoever_decides_and_the_longest_waiting_come_first(
    owner: Person, bob: Person, mailbox: Mailbox
) -> None:
    cy = a_colleague(owner, mailbox)
    managed, other = owner.adds_client(name="Managed"), owner.adds_client(name="Other")
    gives(owner, managed["id"], account_manager_id=cy.user_id)
    asks(bob, managed["id"])
    asks(bob, other["id"])
    of_owner, of_cy = summary(owner)["requests"], summary(cy)["requests"]
    assert [(each["name"], each["client_name"]) for each in of_owner["first"]] == [
        ("Bob Jones", "Managed"), ("Bob Jones", "Other")
    ]  # fmt: skip
    assert (of_owner["count"], of_cy["count"], summary(bob)["requests"]["count"]) == (2, 1, 0)
    assert summary(owner, limit=1)["requests"]["count"] == 2
    asks(cy, other["id"])
    assert summary(cy)["requests"]["count"] == 1, "one's own is not one's to decide"


def test_what_ends_is_of_admins_of_its_manager_and_of_who_loses_it(
    owner: Person, bob: Person, mailbox: Mailbox, product: Product
) -> None:
    cy, team_id = a_colleague(owner, mailbox), a_team(owner, bob)
    a_client_until(owner, "A colleague's", in_days(1), colleague_ids=[bob.user_id])
    a_client_until(owner, "A team's", in_days(2), team_ids=[team_id])
    a_client_until(owner, "Everyone's", in_days(3), everyone=True)
    over = a_client_until(owner, "A manager's", in_days(4), account_manager_id=bob.user_id)
    a_client_until(owner, "Later", in_days(8), colleague_ids=[bob.user_id])
    for_good = owner.adds_client(name="Managed by Cy")["id"]
    end = [ColleagueEnd(user_id=bob.user_id, until=in_days(5))]
    gives(owner, for_good, account_manager_id=cy.user_id, colleague_ids=[bob.user_id], colleague_ends=end)
    names = ["A colleague's", "A team's", "Everyone's", "A manager's", "Managed by Cy"]
    assert ending(bob) == [(name, True) for name in names]
    assert ending(cy) == [("Everyone's", True), ("Managed by Cy", False)]
    assert [name for name, _ in ending(owner)] == names
    ends_come(product, over)
    assert "A manager's" not in [name for name, _ in ending(owner)]
    stranger = a_practice(owner.rpc)
    assert (ending(stranger), summary(stranger)["requests"]["count"]) == ([], 0)


def test_home_and_the_page_of_requests_show_it(
    owner: Person, bob: Person, rpc: RpcClient, product: Product
) -> None:
    first = a_client_until(owner, "Oak & Sons", in_days(1), colleague_ids=[bob.user_id])
    browser = Browser(rpc, bob)
    home = browser.opens("/home")
    assert f'<a href="/clients/{first}/access">One client has access that ends within a week</a>' in home
    a_client_until(owner, "Elm", in_days(2) + timedelta(hours=1), everyone=True)
    assert '"/clients/access-requests#ending">Two clients have access that ends' in browser.opens("/home")
    page = browser.opens("/clients/access-requests")
    assert "Access that ends within a week" in page
    assert f'<a href="/clients/{first}/access">Oak &amp; Sons</a>: yours ends' in page


def test_a_client_has_none(rpc: RpcClient, owner: Person, mailbox: Mailbox) -> None:
    user = a_client_user(owner, mailbox, owner.adds_client()["id"])
    with pytest.raises(PracticeAccountRequired):
        summary(user)
