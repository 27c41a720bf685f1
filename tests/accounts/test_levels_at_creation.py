"""A new client is given at levels as one that is there: by the API, the wizard, a request that is accepted,
and imports, whose exports come back as they were (docs/adr/0064, product.md 2.5).
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from chassis.rpc.client import RpcClient
from contracts import access, accounts
from contracts.access import AccessLevel
from contracts.errors import InvalidInput, LevelRequired
from tests.access.test_levels import agreed
from tests.accounts.import_calls import checks, does, rows, uploads
from tests.accounts.test_import_people import with_teams
from tests.accounts.test_practice_requests import a_business_admin, asks, requests_of
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_colleague, a_practice, caught_up, eventually

VIEW, WORK, MANAGE = AccessLevel


@pytest.fixture
def owner(rpc: RpcClient) -> Person:
    return a_practice(rpc)


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


@pytest.fixture
def payroll(owner: Person, mailbox: Mailbox) -> str:
    """A team of somebody else."""
    cy = a_colleague(owner, mailbox, name="Cy Moss")
    with owner.acting():
        made = caught_up(owner, access.create_team(owner.rpc, name="Payroll", member_ids=[cy.user_id]))
    eventually(lambda: "Payroll" in with_teams(owner))
    return str(made["id"])


def levels_of(owner: Person, client_id: str) -> dict[str, str]:
    """Once access has given them."""

    def found() -> dict[str, str] | None:
        with owner.acting():
            shown = access.get_client_access(owner.rpc, client_id=client_id)
        given = bool(shown["colleague_ids"] or shown["team_ids"])
        of = {each.get("user_id") or each.get("team_id") or "": each["level"] for each in shown["levels"]}
        return {"given": "yes", **of} if given else None

    levels = dict[str, str](eventually(found))
    del levels["given"]
    return levels


@pytest.mark.parametrize("level", AccessLevel)
def test_a_client_is_added_for_a_colleague_to_view_work_with_or_manage(
    owner: Person, bob: Person, level: AccessLevel
) -> None:
    given = {"colleague_ids": [bob.user_id], "levels": [{"user_id": bob.user_id, "level": level}]}
    client_id = str(owner.adds_client(name="Oak Ltd", access=given)["id"])
    # Before access has answered, too: accounts knows what was asked for.
    with bob.acting():
        assert accounts.get_client(bob.rpc, client_id).get("level") == level
    eventually(lambda: bob.sees() == ["Oak Ltd"])
    assert levels_of(owner, client_id) == ({} if level is MANAGE else {bob.user_id: level})
    eventually(lambda: agreed(bob, client_id) == level)


def test_a_team_has_its_level_and_who_adds_the_client_manages_it(
    owner: Person, mailbox: Mailbox, payroll: str
) -> None:
    adder = a_colleague(owner, mailbox, permissions=["add_clients"])
    given = {"team_ids": [payroll], "levels": [{"team_id": payroll, "level": WORK}]}
    client_id = str(adder.adds_client(name="Oak Ltd", access=given)["id"])
    assert levels_of(owner, client_id) == {payroll: WORK}
    eventually(lambda: agreed(adder, client_id) == MANAGE)


def test_a_level_of_nobody_who_is_given_the_client_is_refused(
    owner: Person, bob: Person, payroll: str
) -> None:
    levels = [
        {"user_id": bob.user_id, "level": VIEW},
        {"team_id": payroll, "level": VIEW},
        {"user_id": owner.user_id, "team_id": payroll, "level": VIEW},
        {"level": VIEW},
    ]
    with pytest.raises(InvalidInput) as refused:
        owner.adds_client(access={"team_ids": [], "colleague_ids": [owner.user_id], "levels": levels})
    assert [each["pointer"] for each in refused.value.errors] == [
        "/access/levels/0/user_id", "/access/levels/1/team_id",
        "/access/levels/2/user_id", "/access/levels/3/user_id",
    ]  # fmt: skip
    assert owner.sees() == []


def test_the_wizard_gives_the_client_at_the_level_that_is_chosen(
    rpc: RpcClient, owner: Person, bob: Person, payroll: str
) -> None:
    with owner.acting():
        draft = accounts.begin_draft(owner.rpc, type=accounts.ClientType.BUSINESS, name="Oak Ltd")
    browser, step = Browser(rpc, owner), f"/clients/new?draft={draft['id']}&step=access"
    page = browser.opens(step)
    assert re.search(r'name="level" value="manage" checked', page)
    form: dict[str, Any] = {"draft": draft["id"], "step": "access", "access.everyone": "no"}
    form |= {"access.colleague_ids": [bob.user_id], "access.team_ids": [payroll], "level": "view"}
    forged = browser.sends("/clients/new", page, **{**form, "level": "everything"})
    assert forged.status_code == 422
    assert browser.sends("/clients/new", page, **form).status_code == 303
    assert re.search(r'name="level" value="view" checked', browser.opens(step))
    check = browser.opens(f"/clients/new?draft={draft['id']}&step=check")
    assert "Bob Jones, Payroll: may view it" in check
    made = browser.sends("/clients/new/create", check, draft=draft["id"])
    client_id = made.headers["Location"].split("/")[2].partition("?")[0]
    assert levels_of(owner, client_id) == {bob.user_id: VIEW, payroll: VIEW}


def test_a_client_that_is_taken_on_is_given_at_a_level(
    rpc: RpcClient, owner: Person, bob: Person, mailbox: Mailbox
) -> None:
    """product.md 7.1"""
    jo = a_business_admin(a_practice(rpc), mailbox, name="Oak Ltd")
    asks(jo, owner.email)
    (request,) = requests_of(owner)
    browser = Browser(rpc, owner)
    path = f"/clients/requests/{request['id']}/accept"
    form = {"access.everyone": "no", "access.colleague_ids": bob.user_id, "level": "work"}
    assert browser.sends(path, browser.opens("/clients/requests"), **form).status_code == 303
    assert levels_of(owner, jo.account_id) == {bob.user_id: WORK}
    eventually(lambda: agreed(bob, jo.account_id) == WORK)


def imported(owner: Person, file: str, **decided: Any) -> dict[str, str]:
    """The ids of an import's clients, by name."""
    done = does(owner, checks(owner, uploads(owner, file), **decided))
    made = [str(row["client_id"]) for row in rows(owner, done, result="created")]
    return {owner.reads(each)["name"]: each for each in made}


def test_rows_say_what_their_colleagues_and_teams_may_do(owner: Person, bob: Person, payroll: str) -> None:
    file = (
        "Client name,Colleagues,Teams,Access level\n"
        "One Ltd,Bob Jones,,View\n"
        f"Two Ltd,{bob.email} (work),Payroll,view\n"
        "Three Ltd,Bob Jones (View); Payroll (Manage),,\n"
        "Four Ltd,,,\n"
        "Five Ltd,,,work\n"
    )
    wanted = {"colleague_ids": [bob.user_id], "levels": [{"user_id": bob.user_id, "level": VIEW}]}
    made = imported(owner, file, access=wanted)
    assert {name: levels_of(owner, each) for name, each in made.items()} == {
        "One Ltd": {bob.user_id: VIEW},
        "Two Ltd": {bob.user_id: WORK, payroll: VIEW},
        "Three Ltd": {bob.user_id: VIEW},
        "Four Ltd": {bob.user_id: VIEW},
        "Five Ltd": {bob.user_id: WORK},
    }


def test_a_level_that_is_none_or_is_everybodys_is_an_error_of_its_row(owner: Person, bob: Person) -> None:
    file = (
        "Client name,Colleagues,Access level\n"
        "One Ltd,Bob Jones,Everything\n"
        "Two Ltd,Everyone,View\n"
        "Three Ltd,Everyone,Manage\n"
    )
    checked = checks(owner, uploads(owner, file))
    one, two, three = rows(owner, checked)
    errors = [[(each["field"], each["code"]) for each in row["errors"]] for row in (one, two, three)]
    assert errors == [[("access_level", "invalid_choice")], [("access_level", "everyone_manages")], []]


def test_who_may_change_a_client_that_is_there_is_left_as_it_is(owner: Person, bob: Person) -> None:
    owner.adds_client(name="Oak Ltd", practice_code="OAK")
    file = "Ref,Postcode,Colleagues,Access level\nOAK,M1 1AE,Bob Jones,View\n"
    (row,) = rows(owner, checks(owner, uploads(owner, file), mode="update"))
    assert [each["field"] for each in row["notices"]] == ["colleagues", "access_level"]


def test_what_is_exported_comes_back_with_the_levels_it_had(owner: Person, bob: Person, payroll: str) -> None:
    levels = [{"user_id": bob.user_id, "level": VIEW}, {"team_id": payroll, "level": WORK}]
    given = {"colleague_ids": [bob.user_id, owner.user_id], "team_ids": [payroll], "levels": levels}
    first = str(owner.adds_client(name="Oak Ltd", access=given)["id"])
    owner.adds_client(name="Elm Ltd", access={"everyone": True})
    before = levels_of(owner, first)
    with owner.acting():
        exported = "".join(accounts.export_clients(owner.rpc, accounts.ExportClients()))
    shown = {row["Name"]: row["Access"] for row in csv.DictReader(io.StringIO(exported))}
    assert sorted(shown["Oak Ltd"].split("; ")) == ["Ann Smith", "Bob Jones (view)", "Payroll (work)"]
    assert shown["Elm Ltd"] == "All colleagues"
    copies = exported.replace('"Oak Ltd"', '"Oak B Ltd"').replace('"Elm Ltd"', '"Elm B Ltd"')
    made = imported(owner, copies, near="create", exact="create")
    assert levels_of(owner, made["Oak B Ltd"]) == before == {bob.user_id: VIEW, payroll: WORK}
    assert owner.reads(made["Elm B Ltd"])["access"]["everyone"]
    with owner.acting():
        again = "".join(accounts.export_clients(owner.rpc, accounts.ExportClients(q="Oak B")))
    (copy,) = csv.DictReader(io.StringIO(again))
    assert sorted(copy["Access"].split("; ")) == sorted(shown["Oak Ltd"].split("; "))


def test_whoever_was_to_view_it_does_no_more_from_its_first_moment(owner: Person, bob: Person) -> None:
    given = {"colleague_ids": [bob.user_id], "levels": [{"user_id": bob.user_id, "level": VIEW}]}
    client_id = str(owner.adds_client(access=given)["id"])
    with bob.acting(), pytest.raises(LevelRequired):
        accounts.change_client(bob.rpc, client_id=client_id, name="Elm Ltd")
