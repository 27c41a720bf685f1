"""The pages of an import with columns for who is responsible for what, without scripts (docs/adr/0073)."""

from __future__ import annotations

import pytest

from chassis.rpc.client import RpcClient
from contracts import accounts
from contracts.accounts.import_columns import of_responsibility
from tests.access.test_responsibilities import made
from tests.access.test_responsible_colleagues import held
from tests.accounts.test_import_page import says, sends, uploads
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_colleague, a_practice, eventually

FILE = b"Client name,Responsible for Tax,Who pays\nOak Ltd,Bob Jones,\nElm Ltd,Bobby,Ann Smith\n"
CHANGING = b"Ref,Postcode,Responsible for Tax,Responsible for Audit\nOAK,M1 1AE,Ann Smith,Bob\n"


@pytest.fixture
def owner(rpc: RpcClient) -> Person:
    return a_practice(rpc)


@pytest.fixture
def browser(rpc: RpcClient, owner: Person) -> Browser:
    return Browser(rpc, owner)


def test_a_column_is_chosen_looked_over_mended_and_imported(
    browser: Browser, owner: Person, mailbox: Mailbox
) -> None:
    bob = a_colleague(owner, mailbox, name="Bob Jones")
    tax, payroll = made(owner, "Tax"), made(owner, "Pay <roll>")
    of_tax, of_payroll = of_responsibility(tax), of_responsibility(payroll)
    path = uploads(browser, FILE)
    page = browser.opens(path)
    assert f'<option value="{of_tax}" selected>Responsible for Tax</option>' in page
    # Offered for each column, in words that cannot be taken for the page's own.
    offered = f'<option value="{of_payroll}">Responsible for Pay &lt;roll&gt;</option>'
    assert page.count(offered) == 3
    twice = {"columns.0": "name", "columns.1": of_tax, "columns.2": of_tax}
    refused = browser.sends(path, page, near="create", exact="skip", **twice)
    assert (refused.status_code, "Another column is this field already" in refused.text) == (422, True)
    sends(browser, path, page, near="create", exact="skip", **{**twice, "columns.2": of_payroll})
    page = says(browser, path, "waiting for you to start")
    assert "There is no colleague Bobby to be responsible for Tax, or more than one" in page
    table = browser.opens(f"{path}/rows")
    for words in ("Responsible for Tax</th>", "Responsible for Pay &lt;roll&gt;</th>", 'value="Bobby"'):
        assert words in table
    sends(browser, f"{path}/rows", table, action="add", **{f"3.{of_tax}": "Bob Jones"})
    says(browser, path, "Added: 2")
    eventually(lambda: bob.sees() == ["Elm Ltd", "Oak Ltd"])
    with owner.acting():
        (elm,) = accounts.list_clients(owner.rpc, q="Elm")["items"]
    assert held(owner, elm["id"]) == {tax: bob.user_id, payroll: owner.user_id}


def test_what_is_left_as_it_is_is_told_by_the_column_s_name(browser: Browser, owner: Person) -> None:
    owner.adds_client(name="Oak Ltd", practice_code="OAK")
    made(owner, "Tax")
    path = uploads(browser, CHANGING)
    page = browser.opens(path)
    assert "“Responsible for Audit” names no responsibility of your practice" in page
    fields = {"columns.0": "practice_code", "columns.1": "postcode", "columns.3": ""}
    of_tax = page.partition('" selected>Responsible for Tax')[0].rpartition('"')[2]
    sends(browser, path, page, mode="update", near="create", exact="skip", **fields, **{"columns.2": of_tax})
    page = says(browser, path, "waiting for you to start")
    assert "Responsible for Tax: Who is responsible at a client that is there" in page


def test_the_table_that_is_typed_has_them_among_all_its_columns(browser: Browser, owner: Person) -> None:
    tax = of_responsibility(made(owner, "Tax"))
    assert "Responsible for Tax" not in browser.opens("/clients/several")
    page = browser.opens("/clients/several?columns=all")
    assert "Responsible for Tax</th>" in page
    cells = {"1.name": "Oak Ltd", f"1.{tax}": "Ann Smith", "2.name": "Elm Ltd", f"2.{tax}": "Nobody"}
    answer = browser.sends("/clients/several", page, columns="all", **cells)
    path = str(answer.headers["Location"]).partition("?")[0]
    page = says(browser, path, "Saved.")
    # What a table has, it shows, also among the usual columns.
    assert "Responsible for Tax</th>" in page
    assert "There is no colleague Nobody to be responsible for Tax" in page
