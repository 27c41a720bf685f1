"""The table of several clients, without scripts: typed, pasted, mended, added (product.md 2)."""

from __future__ import annotations

import re

import pytest

from chassis.rpc.client import RpcClient
from tests.accounts.test_import_page import says, uploads
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_colleague

NEW = "/clients/several"


@pytest.fixture
def browser(rpc: RpcClient, owner: Person) -> Browser:
    return Browser(rpc, owner)


def sends(browser: Browser, path: str, **fields: str) -> str:
    """Send the page's form; gives the path of the page that follows."""
    answer = browser.sends(path, browser.opens(path), **fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def checked(browser: Browser, path: str) -> str:
    return says(browser, path, "Saved.")


def test_clients_are_typed_mended_and_added(browser: Browser, owner: Person) -> None:
    assert browser.opens(NEW).count("<tr data-row=") == 10
    cells = {"1.name": "Acme Ltd", "1.practice_code": "A1", "2.name": "Bramble", "2.practice_code": "A1"}
    path = sends(browser, NEW, **cells, **{"3.name": "", "4.type": " "})
    page = checked(browser, path)
    assert 'value="Acme Ltd"' in page
    assert "2 rows" in page
    assert "1 not valid" in page
    assert re.search(r'name="2\.practice_code" value="A1"[^>]*aria-invalid="true"', page)
    assert "Another client has the practice code A1" in page
    assert f'href="{path}">go on with it' in browser.opens(NEW), "coming back finds it"
    sends(browser, path, **{"2.practice_code": "B1"})
    assert "Add 2 clients" in checked(browser, path)
    result = sends(browser, path, action="add", everyone="yes", **{"3.name": "Cobalt"})
    says(browser, result, "Added: 3")
    assert owner.sees() == ["Acme Ltd", "Bramble", "Cobalt"]
    assert "go on with it" not in browser.opens(NEW)
    assert browser.asks(path).headers["Location"] == result, "it is no table any more"


def test_more_rows_are_there_for_the_asking(browser: Browser) -> None:
    more = sends(browser, NEW, action="more")
    assert browser.opens(more).count("<tr data-row=") == 20
    path = sends(browser, more, action="more", more="10", **{"20.name": "Twentieth"})
    assert browser.opens(path).count("<tr data-row=") == 50


def test_nothing_typed_is_nothing_to_keep(browser: Browser) -> None:
    refused = browser.sends(NEW, browser.opens(NEW), **{"1.name": "  "})
    assert refused.status_code == 422
    assert 'href="#1.name"' in refused.text
    assert "Type or paste at least one client." in refused.text


def test_rows_are_pasted_into_a_field_for_them(browser: Browser, owner: Person) -> None:
    text = "Ref\tClient name\tShoe size\nA1\tAcme\t9\nB1\tBramble\t8\n"
    path = sends(browser, NEW, action="paste", text=text, rows="1")
    assert path.endswith("?done=pasted&put=2&no_field=1")
    page = browser.opens(path)
    assert "2 rows put in. 1 column is no field of a client, and left out." in page
    assert 'value="Bramble"' in page
    assert 'name="rows" value="3"' in page, "what is pasted next goes below"


def test_what_was_typed_is_not_lost_where_it_is_refused(browser: Browser) -> None:
    path = sends(browser, NEW, **{"1.name": "Acme"})
    refused = browser.sends(path, browser.opens(path), **{"1.name": "Acme Two", "2.name": "x" * 1001})
    assert refused.status_code == 422
    assert 'href="#2.name"' in refused.text
    assert 'value="Acme Two"' in refused.text


def test_what_is_there_already_is_said_beside_it(browser: Browser, owner: Person) -> None:
    client = owner.adds_client(name="Acme Widgets Ltd", practice_code="A1")
    cells = {"1.name": "Acme Widgetts", "2.name": "Acme Widgets Ltd", "2.practice_code": "A1"}
    page = checked(browser, sends(browser, NEW, **cells))
    assert "Looks like a client" in page
    assert "Here already" in page
    assert f'href="/clients/{client["id"]}"' in page
    nothing = browser.sends(
        NEW, browser.opens(NEW), action="add", **{"1.name": "Acme Widgets Ltd", "1.practice_code": "A1"}
    )
    assert nothing.status_code == 422
    assert "There is no row that could be added" in nothing.text


def test_rows_of_a_file_are_mended_in_place_and_those_that_are_alike_at_once(
    browser: Browser, owner: Person
) -> None:
    file = b"Client name,Ref,Type\nOne,A,Martian\nTwo,A,Ltd\nThree,T,Martian\nFour,F,Ltd\n"
    path = uploads(browser, file)
    page = browser.opens(path)
    named = {"columns.0": "name", "columns.1": "practice_code", "columns.2": "type"}
    assert browser.sends(path, page, **named).status_code == 303
    assert f'href="{path}/rows?verdict=invalid"' in says(browser, path, "waiting for you to start")
    wrong = f"{path}/rows?verdict=invalid"
    page = browser.opens(wrong)
    assert page.count("<tr data-row=") == 3
    assert "Type “Martian” in 2 rows" in page
    same = {"action": "replace", "field": "type", "was": "Martian", "now": "Ltd", "verdict": "invalid"}
    assert browser.sends(f"{path}/rows", page, **same).headers["Location"] == wrong
    page = checked(browser, wrong)
    assert page.count("<tr data-row=") == 1
    sends(browser, f"{path}/rows", verdict="invalid", **{"3.practice_code": "B"})
    assert "Nothing is left to mend" in says(browser, wrong, "Nothing is left")
    result = sends(browser, f"{path}/rows", action="add")
    assert result == path
    says(browser, path, "Added: 4")
    assert owner.sees() == ["Four", "One", "Three", "Two"]


def test_all_columns_are_there_where_they_are_wanted(browser: Browser) -> None:
    assert "Income sources" not in browser.opens(NEW)
    assert "Income sources" in browser.opens(f"{NEW}?columns=all")
    path = sends(browser, NEW, columns="all", **{"1.name": "Sam", "1.income_sources": "Pots"})
    page = browser.opens(path.partition("?")[0])
    assert 'value="Pots"' in page, "what is written stays in sight"


def test_the_table_is_for_who_may_add_clients(rpc: RpcClient, owner: Person, mailbox: Mailbox) -> None:
    """product.md 1.3"""
    standard, adder = a_colleague(owner, mailbox), a_colleague(owner, mailbox, permissions=["add_clients"])
    assert Browser(rpc, standard).asks(NEW).status_code == 403
    mine = Browser(rpc, adder)
    path = sends(mine, NEW, **{"1.name": "Acme"})
    for other in (standard, a_colleague(owner, mailbox, permissions=["add_clients"])):
        assert Browser(rpc, other).asks(path).status_code in (403, 404)
