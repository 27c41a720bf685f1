"""The client list: search, filters, views (product.md 8.2)."""

import csv
import io
import json
from typing import Any

import pytest
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from contracts import access, accounts
from contracts.errors import InvalidInput
from contracts.shapes import given
from deploy.allinone.product import Product
from services.accounts.client_lists import client_export, client_search
from services.accounts.clients import client_words
from tests.builders import Mailbox, Person, a_colleague, a_practice, as_a_timer, caught_up, eventually, unique


def names(person: Person, **query: Any) -> list[str]:
    with person.acting():
        return [client["name"] for client in accounts.list_clients(person.rpc, **query)["items"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cafe", ["Café Zoë & Søn Ltd"]),
        ("CAFÉ zoe", ["Café Zoë & Søn Ltd"]),
        ("son", ["Café Zoë & Søn Ltd"]),
        ("obrien", ["O’Brien's Bakery"]),
        ("o'brien b", ["O’Brien's Bakery"]),
        ("ba", ["Barnes Barn", "O’Brien's Bakery"]),
        ("ltd", ["Café Zoë & Søn Ltd"]),
        ("ake", []),
        ("cafe barnes", []),
        ("bb-0", ["Barnes Barn"]),
        ("BB 01", ["Barnes Barn"]),
        ("&", []),
        ("%", []),
    ],
)
def test_search_is_by_beginnings_of_words_whatever_their_accents_and_case(
    owner: Person, query: str, found: list[str]
) -> None:
    """product.md 8.2"""
    owner.adds_client(name="Café Zoë & Søn Ltd")
    owner.adds_client(name="O’Brien's Bakery")
    owner.adds_client(name="Barnes Barn", practice_code="BB-01")
    assert names(owner, q=query) == found


def test_a_client_is_found_by_its_crn_and_by_what_it_is_called_now(owner: Person) -> None:
    client = owner.adds_client(name="Acme", practice_code="A1")
    assert names(owner, q=client["crn"].lower()) == ["Acme"]
    with owner.acting():
        accounts.change_client(owner.rpc, client_id=client["id"], name="Bramble", practice_code="B2")
    assert names(owner, q="acme") == names(owner, q="A1") == []
    assert names(owner, q="bram") == names(owner, q="b2") == ["Bramble"]
    with owner.acting():
        accounts.delete_client(owner.rpc, client["id"], "Bramble")
    assert names(owner, q="bram") == []


def test_a_search_finds_nothing_of_other_practices(owner: Person, rpc: RpcClient) -> None:
    word = unique("Zebedee").replace("-", "x")
    owner.adds_client(name=f"{word} Ltd")
    assert names(owner, q=word) == [f"{word} Ltd"]
    assert names(a_practice(rpc), q=word) == []


def test_a_search_for_a_common_word_goes_through_the_pages(
    owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_search, "_FEW", 2)
    for letter in "edcba":
        owner.adds_client(name=f"{letter} common")
    owner.adds_client(name="other")
    with owner.acting():
        first = accounts.list_clients(owner.rpc, q="comm", limit=3)
        rest = accounts.list_clients(owner.rpc, q="comm", limit=3, cursor=first["next_cursor"])
    assert [c["name"] for page in (first, rest) for c in page["items"]] == [f"{n} common" for n in "abcde"]
    assert rest["next_cursor"] is None


def test_clients_added_by_the_release_before_are_found_too(owner: Person, product: Product) -> None:
    client = owner.adds_client(name="Acme")
    database = product.hosted["accounts"].database
    with database.unit_of_work(everywhere=True) as uow:
        uow.execute(text("DELETE FROM client_words WHERE client_id = :id"), {"id": client["id"]})
        uow.execute(text("UPDATE clients SET words = NULL WHERE id = :id"), {"id": client["id"]})
    assert names(owner, q="acme") == []
    with as_a_timer():
        client_words.index_missing(database)
    assert names(owner, q="acme") == ["Acme"]


def test_filters_by_type_status_and_invitation(owner: Person, mailbox: Mailbox) -> None:
    """product.md 8.2"""
    owner.adds_client(name="plain")
    owner.adds_self_employed(name="sole")
    old = owner.adds_client(name="old")
    with owner.acting():
        accounts.archive_client(owner.rpc, old["id"])
    address = f"{unique('jo')}@acme.example"
    owner.adds_client(name="invited", invitation={"name": "Jo", "email": address})
    assert names(owner, type="self_employed") == ["sole"]
    assert names(owner, status="archived") == ["old"]
    assert names(owner, status="active") == ["invited", "plain", "sole"]
    eventually(lambda: names(owner, invitation="sent") == ["invited"])
    assert names(owner, invitation="none") == ["old", "plain", "sole"]
    assert names(owner, invitation="none", status="active", type="business", q="pl") == ["plain"]


def test_filter_by_connection(owner: Person, product: Product) -> None:
    """product.md 8.2"""
    client = owner.adds_client(name="connected")
    owner.adds_client(name="not")
    connection = {"provider": "xero", "state": "needs_reconnect", "organisation_name": "Acme"}
    with product.hosted["accounts"].database.unit_of_work(everywhere=True) as uow:
        uow.execute(
            text("UPDATE clients SET connection = :c WHERE id = :id"),
            {"c": json.dumps(connection), "id": client["id"]},
        )
    assert names(owner, connection="needs_reconnect") == ["connected"]
    assert names(owner, connection="none") == ["not"]
    assert names(owner, connection="connected") == []


def test_filter_by_colleague_finds_what_they_were_given(owner: Person, mailbox: Mailbox) -> None:
    """product.md 8.2"""
    colleague = a_colleague(owner, mailbox)
    with owner.acting():
        team = access.create_team(owner.rpc, name="Payroll", member_ids=[colleague.user_id])
    eventually(lambda: _knows_team(owner, team["id"]))
    owner.adds_client(name="admins only")
    owner.adds_client(name="everyone", access={"everyone": True})
    owner.adds_client(name="managed", access={"account_manager_id": colleague.user_id})
    owner.adds_client(name="named", access={"colleague_ids": [colleague.user_id]})
    owner.adds_client(name="team", access={"team_ids": [team["id"]]})
    expected = ["everyone", "managed", "named", "team"]
    assert names(owner, colleague_id=colleague.user_id) == expected
    assert names(colleague) == expected
    assert names(owner, colleague_id=owner.user_id) == ["everyone"]


def _knows_team(owner: Person, team_id: str) -> bool:
    try:
        owner.adds_client(name="zz", access={"team_ids": [team_id]}, practice_code="zz")
    except InvalidInput:
        return False
    with owner.acting():
        (client,) = accounts.list_clients(owner.rpc, q="zz")["items"]
        accounts.delete_client(owner.rpc, client["id"], "zz")
    return True


def test_my_clients_are_those_i_manage_on_the_plan_that_has_them(rpc: RpcClient, mailbox: Mailbox) -> None:
    """product.md 8.2"""
    owner = a_practice(rpc, plan="advanced")
    colleague = a_colleague(owner, mailbox)
    owner.adds_client(name="theirs", access={"account_manager_id": colleague.user_id})
    owner.adds_client(name="mine", access={"account_manager_id": owner.user_id})
    assert names(owner, view="mine") == ["mine"]
    assert names(colleague, view="mine") == ["theirs"]
    assert names(owner, view="mine", q="their") == []
    essentials = a_practice(rpc)
    with pytest.raises(accounts.PlanRequired):
        names(essentials, view="mine")


@pytest.mark.parametrize("sort", ["name", "-name", "created_at", "-created_at"])
def test_filtered_pages_go_on_where_the_last_ended(owner: Person, sort: str) -> None:
    for name in "bdace":
        owner.adds_self_employed(name=f"{name} sole")
        owner.adds_client(name=f"{name} business")
    expected = names(owner, sort=sort, type="self_employed")
    assert len(expected) == 5
    found, cursor = [], None
    while True:
        with owner.acting():
            page = accounts.list_clients(owner.rpc, type="self_employed", sort=sort, limit=2, cursor=cursor)
        found += [client["name"] for client in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == expected


def test_the_names_of_colleagues_and_teams_can_be_included(owner: Person, mailbox: Mailbox) -> None:
    colleague = a_colleague(owner, mailbox)
    owner.adds_client(access={"account_manager_id": colleague.user_id})
    with owner.acting():
        page = accounts.list_clients(owner.rpc, include="names")
        plain = accounts.list_clients(owner.rpc)
    assert page["people"] == [{"id": colleague.user_id, "name": "Bob Jones"}]
    assert page["teams"] == []
    assert "people" not in plain


def test_an_admin_is_told_whom_to_filter_by(owner: Person, mailbox: Mailbox) -> None:
    """product.md 8.2; nobody of another practice, and nobody who was removed."""
    a_colleague(a_practice(owner.rpc), mailbox, name="Zoe Elsewhere")
    bob, cem = a_colleague(owner, mailbox), a_colleague(owner, mailbox, name="Cem Ay")
    with owner.acting():
        caught_up(owner, access.remove_colleague(owner.rpc, user_id=cem.user_id))
        offered = accounts.list_clients(owner.rpc, include="names")["colleagues"]
    assert {each["id"] for each in offered} == {owner.user_id, bob.user_id}
    with bob.acting():
        assert accounts.list_clients(bob.rpc, include="names")["colleagues"] == []


def test_counts_by_view_and_state_are_of_the_clients_one_can_see(owner: Person, mailbox: Mailbox) -> None:
    """product.md 8.2"""
    colleague = a_colleague(owner, mailbox)
    owner.adds_client(access={"account_manager_id": colleague.user_id})
    owner.adds_self_employed()
    archived = owner.adds_client()
    with owner.acting():
        accounts.archive_client(owner.rpc, archived["id"])
        counts = accounts.count_clients(owner.rpc)
        active = accounts.count_clients(owner.rpc, "active")
    assert (counts["all"], counts["mine"]) == (3, 0)
    assert counts["status"] == {"active": 2, "archived": 1}
    assert counts["type"] == {"business": 2, "self_employed": 1}
    assert counts["connection"] == counts["invitation"] == {"none": 3}
    assert (active["all"], active["type"]) == (2, {"business": 1, "self_employed": 1})
    with colleague.acting():
        assert accounts.count_clients(owner.rpc)["mine"] == 1


def exported(person: Person, **query: Any) -> list[dict[str, str]]:
    with person.acting():
        text = "".join(accounts.export_clients(person.rpc, given(accounts.ExportClients, query)))
    return list(csv.DictReader(io.StringIO(text)))


def test_the_list_is_exported_with_names_and_without_formulas(owner: Person, mailbox: Mailbox) -> None:
    """product.md 8.2"""
    colleague = a_colleague(owner, mailbox)
    owner.adds_client(
        name='=HYPERLINK("evil.example","Acme")',
        practice_code="@SUM(1)",
        industry="62012",
        access={"account_manager_id": colleague.user_id, "colleague_ids": [owner.user_id]},
    )
    (row,) = exported(owner)
    assert row["Name"] == '\'=HYPERLINK("evil.example","Acme")'
    assert row["Practice code"] == "'@SUM(1)"
    assert row["Industry name"] == "Business and domestic software development"
    assert (row["Account manager"], row["Access"]) == ("Bob Jones", "Ann Smith")
    assert exported(owner, type="self_employed") == []


def test_an_export_of_many_parts_has_each_client_once(owner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_export, "ROWS", 2)
    for name in "abcde":
        owner.adds_client(name=name)
    assert [row["Name"] for row in exported(owner)] == list("abcde")
