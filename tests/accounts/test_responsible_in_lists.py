"""Who is responsible at a client, in lists, filters, saved views and what is exported (docs/adr/0073)."""

from __future__ import annotations

import csv
import io

import pytest

from chassis.rpc.client import RpcClient
from contracts import access, accounts
from contracts.access import AccessLevel
from contracts.shapes import given
from tests.access.test_responsibilities import made
from tests.access.test_responsible_colleagues import to
from tests.accounts.test_listing import names
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_client_user, a_colleague, caught_up, gives


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


def exported(owner: Person) -> list[dict[str, str]]:
    with owner.acting():
        text = "".join(accounts.export_clients(owner.rpc, given(accounts.ExportClients, {})))
    return list(csv.DictReader(io.StringIO(text)))


def test_a_client_says_who_is_responsible_for_what(owner: Person, bob: Person, mailbox: Mailbox) -> None:
    tax, payroll = made(owner, "Tax"), made(owner, "Payroll")
    client_id = str(owner.adds_client(name="Oak")["id"])
    assert owner.reads(client_id)["responsibilities"] == []
    gives(owner, client_id, responsibilities=[*to(owner, payroll), *to(bob, tax)])
    shown = owner.reads(client_id)["responsibilities"]
    said = {each["responsibility_id"]: each["user_id"] for each in shown}
    assert said == {tax: bob.user_id, payroll: owner.user_id}
    assert bob.reads(client_id)["responsibilities"] == owner.reads(client_id)["responsibilities"]
    with owner.acting():
        page = accounts.list_clients(owner.rpc, include="names")
        assert page["responsibilities"] == [{"id": tax, "name": "Tax"}, {"id": payroll, "name": "Payroll"}]
        assert {each["name"] for each in page["people"]} >= {"Bob Jones"}
        changed = accounts.change_client(owner.rpc, client_id=client_id, name="Oak Ltd")
        assert changed["responsibilities"] == owner.reads(client_id)["responsibilities"]
    assert a_client_user(owner, mailbox, client_id).reads(client_id)["responsibilities"] == []


def test_a_filter_finds_those_at_which_somebody_has_one(owner: Person, bob: Person) -> None:
    """product.md 8.2"""
    tax, payroll = made(owner, "Tax", AccessLevel.VIEW), made(owner, "Payroll")
    for name, responsibilities, colleague_ids in (
        ("both", to(bob, tax, payroll), []),
        ("given", [], [bob.user_id]),
        ("nobody", [], []),
        ("owner's", to(owner, tax), []),
        ("tax", to(bob, tax), []),
    ):
        client_id = owner.adds_client(name=name)["id"]
        gives(owner, client_id, responsibilities=responsibilities, colleague_ids=colleague_ids)
    assert names(owner, responsible=bob.user_id) == ["both", "tax"]
    assert names(owner, responsible=owner.user_id) == ["owner's"]
    assert names(owner, colleague_id=bob.user_id) == names(bob) == ["both", "given", "tax"]
    assert names(bob, responsible=bob.user_id, level="manage") == ["both"]
    with owner.acting():
        caught_up(owner, access.end_responsibility(owner.rpc, responsibility_id=tax))
    assert names(owner, responsible=bob.user_id) == ["both"]
    assert names(bob) == ["both", "given"]


def test_a_view_keeps_the_filter_and_the_column(rpc: RpcClient, owner: Person, bob: Person) -> None:
    tax, browser = made(owner, "Tax <1>"), Browser(rpc, owner)
    client_id = owner.adds_client(name="Oak")["id"]
    gives(owner, client_id, responsibilities=to(bob, tax))
    with owner.acting():
        wanted = {"name": "Bob's", "responsible": bob.user_id, "columns": ["responsibilities"]}
        view = accounts.save_view(owner.rpc, given(accounts.SaveView, wanted))
    assert (view["responsible"], view["columns"]) == (bob.user_id, ["responsibilities"])
    page = browser.opens(f"/clients?responsible={bob.user_id}&columns=name,responsibilities")
    assert "Tax &lt;1&gt;: Bob Jones" in page
    assert f'<option value="{bob.user_id}" selected>' in page
    assert "Responsible: Bob Jones" in browser.opens("/clients/views")


def test_what_is_exported_has_a_column_for_each_in_their_order(owner: Person, bob: Person) -> None:
    tax, payroll = made(owner, "Tax"), made(owner, "Payroll")
    first, second = (str(owner.adds_client(name=name)["id"]) for name in ("A", "B"))
    gives(owner, first, responsibilities=to(bob, tax))
    gives(owner, second, responsibilities=to(bob, payroll))
    rows = exported(owner)
    headings = list(rows[0])
    at = headings.index("Access")
    assert headings[at + 1 : at + 4] == ["Responsible for Tax", "Responsible for Payroll", "Connected to"]
    said = [(row["Responsible for Tax"], row["Responsible for Payroll"]) for row in rows]
    assert said == [("Bob Jones", ""), ("", "Bob Jones")]
    with owner.acting():
        caught_up(owner, access.end_responsibility(owner.rpc, responsibility_id=tax))
    assert "Responsible for Tax" not in exported(owner)[0]
