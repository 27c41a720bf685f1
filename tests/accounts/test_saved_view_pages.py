"""Saved views and chosen columns of the list of clients, without scripts (product.md 8.2; ui.md, "Lists")."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

import pytest

from chassis.rpc.client import RpcClient
from contracts import accounts
from tests.accounts.test_saved_views import names, saves
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_colleague, unique


@pytest.fixture
def browser(rpc: RpcClient, owner: Person) -> Browser:
    return Browser(rpc, owner)


def titles(page: str) -> list[str]:
    """The headings of the list's columns."""
    head = page.partition("<thead>")[2].partition("</thead>")[0]
    return [words for words in re.findall(r">([^<>]+)</(?:a></th|th)>", head) if words.strip()]


def link(page: str, words: str) -> str:
    found = re.search(rf'<a [^>]*href="([^"]*)"[^>]*>{re.escape(html.escape(words))}</a>', page)
    assert found, f"no link {words}"
    return html.unescape(found[1])


def hidden(page: str, action: str) -> Mapping[str, Any]:
    """The fields that a form of the page sends without anybody's doing."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    pairs = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in pairs}


def test_columns_are_chosen_and_the_name_is_always_there(browser: Browser, owner: Person) -> None:
    owner.adds_client(name="Acme", company_number="01234567")
    assert titles(browser.opens("/clients")) == [
        "Name",
        "Manager",
        "Access",
        "Invitation",
        "Software",
        "Added",
    ]
    page = browser.opens("/clients?columns=name&columns=company_number&columns=type&columns=nonsense")
    assert titles(page) == ["Name", "Type", "Company number"]
    assert "01234567" in page
    assert titles(browser.opens("/clients?columns=name")) == ["Name"]
    # They go along with what is filtered and ordered.
    assert "columns=name,type" in link(browser.opens("/clients?columns=name,type"), "Name")


def test_who_has_access_is_no_column_for_others_than_admins(
    rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    owner.adds_client(access={"everyone": True})
    standard = Browser(rpc, a_colleague(owner, mailbox))
    page = standard.opens("/clients?columns=name,access,type")
    assert titles(page) == ["Name", "Type"]
    assert 'value="access"' not in page


def test_a_list_is_saved_under_a_name_and_shown_again(browser: Browser, owner: Person) -> None:
    owner.adds_client(name="Invited", invitation={"name": "Jo", "email": f"{unique('jo')}@acme.example"})
    owner.adds_client(name="Not at all")
    page = browser.opens("/clients?invitation=none&sort=-created_at&columns=name,type")
    path = link(page, "Save as a view")
    form = browser.opens(path)
    assert "Invitation: Not invited" in form
    fields = {**hidden(form, "/clients/views"), "columns": ["name", "type"], "sort": "-created_at"}
    saved = browser.sends("/clients/views", form, **fields, name="To invite & more")
    assert saved.status_code == 303
    shown = browser.opens(saved.headers["Location"])
    assert "The view To invite &amp; more is saved." in shown
    assert titles(shown) == ["Name", "Type"]
    assert "Not at all" in shown
    assert ">Invited</a>" not in shown
    with owner.acting():
        [view] = accounts.list_saved_views(owner.rpc)
    assert (view["invitation"], view["status"], view["sort"]) == ("none", "active", "-created_at")
    assert "Save changes" not in shown
    there = link(browser.opens("/clients"), "To invite & more")
    assert there == f"/clients?saved={view['id']}&invitation=none&sort=-created_at&columns=name,type"


def test_what_was_changed_of_a_view_is_saved_and_undone(browser: Browser, owner: Person) -> None:
    view = saves(owner, "Late", status="active", q="acme")
    here = f"/clients?saved={view['id']}&q=acme"
    assert "Save changes" not in browser.opens(here)
    page = browser.opens(f"{here}&type=business")
    path = f"/clients/views/{view['id']}"
    changed = browser.sends(path, page, **hidden(page, path))
    shown = browser.opens(changed.headers["Location"])
    with owner.acting():
        [after] = accounts.list_saved_views(owner.rpc)
    assert (after["name"], after["q"], after["type"], after["version"]) == ("Late", "acme", "business", 2)
    stale = browser.sends(path, page, **hidden(page, path), columns="name")
    assert stale.status_code == 412
    browser.sends(path, shown, **hidden(shown, path))
    with owner.acting():
        [back] = accounts.list_saved_views(owner.rpc)
    assert (back["q"], back["type"], back["columns"]) == ("acme", None, view["columns"])


def test_a_name_that_is_taken_keeps_what_was_typed(browser: Browser, owner: Person) -> None:
    """ui.md, Forms"""
    saves(owner, "Late")
    form = browser.opens("/clients/views/new?type=business")
    fields = {**hidden(form, "/clients/views"), "columns": ["name", "type"]}
    refused = browser.sends("/clients/views", form, **fields, name="LATE")
    assert refused.status_code == 409
    assert "You have a view named LATE already" in refused.text
    assert 'value="LATE"' in refused.text
    assert hidden(refused.text, "/clients/views")["type"] == "business"
    assert re.findall(r'value="(\w+)" checked', refused.text) == ["type"]
    missing = browser.sends("/clients/views", form, **fields, name="")
    assert missing.status_code == 422
    assert 'href="#name"' in missing.text


def test_a_deleted_view_comes_back_by_undo(browser: Browser, owner: Person) -> None:
    """ui.md, Danger"""
    view = saves(owner, "All of them", columns=[])
    page = browser.opens("/clients/views")
    assert "Clients, also archived ones" in page
    gone = browser.sends(f"/clients/views/{view['id']}/delete", page)
    assert names(owner) == []
    toast = browser.opens(gone.headers["Location"])
    browser.sends("/clients/views", toast, **hidden(toast, "/clients/views"))
    with owner.acting():
        [back] = accounts.list_saved_views(owner.rpc)
    assert {**back, "id": "", "created_at": ""} == {**view, "id": "", "created_at": ""}


def test_archived_clients_are_in_a_view_of_all(browser: Browser, owner: Person) -> None:
    client = owner.adds_client(name="Shelved")
    with owner.acting():
        accounts.archive_client(owner.rpc, client["id"])
    saves(owner, "Whatever state")
    shown = browser.opens(link(browser.opens("/clients"), "Whatever state"))
    assert ">Shelved</a>" in shown
    assert "Save changes" not in shown


def test_a_view_is_nobody_elses_page(rpc: RpcClient, owner: Person, mailbox: Mailbox) -> None:
    view = saves(owner, "Late")
    ben = Browser(rpc, a_colleague(owner, mailbox, role="practice_admin"))
    path = f"/clients/views/{view['id']}"
    assert ben.asks(path).status_code == 404
    assert ben.sends(f"{path}/delete", ben.opens("/clients/views")).status_code == 404
    # Its address shows the list to whom it was sent.
    assert "Late" not in ben.opens(f"/clients?saved={view['id']}")
    assert names(owner) == ["Late"]


def test_views_are_gone_to_by_a_few_letters(browser: Browser, owner: Person) -> None:
    """docs/adr/0058"""
    view = saves(owner, "Late payers", type="business", status="active")
    for query in ("late", "go+to+view", "view+pay"):
        assert link(browser.opens(f"/go?q={query}"), "Late payers") == (
            f"/clients?saved={view['id']}&type=business"
        )
