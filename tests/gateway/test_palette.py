"""Going anywhere by a few letters: what is found by whom, and that all of it can be opened (product.md 1)."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from werkzeug.test import Client as HttpClient

from chassis.rpc.client import RpcClient
from contracts.errors import ServiceUnavailable
from gateway.web.palette import commands
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_client_user, a_colleague, unique
from tests.gateway.stand_in import StandIn, gateway
from tests.gateway.test_visits import SESSION, SIGNED_IN

ADMIN = {"kind": "practice", "role": "practice_admin"}
STANDARD = {"kind": "practice", "role": "standard"}
USER = {"kind": "client", "role": "standard_user"}


def links(page: str) -> dict[str, str]:
    """What can be gone to, by its words."""
    found = re.findall(r'<a href="([^"]*)" data-entry>([^<]*)</a>', page)
    return {html.unescape(words): html.unescape(path) for path, words in found}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("add", True),
        ("ADD cl", True),
        ("client add", True),
        ("create", True),
        ("lient", False),
        ("add x", False),
    ],
)
def test_words_are_found_by_their_beginnings_in_any_order(query: str, found: bool) -> None:
    assert commands.found_by("Add client new create", query) is found


@pytest.mark.parametrize(
    ("account", "adds", "there", "absent"),
    [
        (ADMIN, True, {"/clients/new", "/team/invite", "/team", "/settings", "/integrations"}, {"/account"}),
        (STANDARD, False, {"/clients", "/profile"}, {"/clients/new", "/team", "/team/invite", "/settings"}),
        (STANDARD, True, {"/clients/new", "/clients/import", "/clients/drafts"}, {"/team/invite"}),
        (USER, False, {"/account", "/account/documents"}, {"/account/users", "/clients", "/clients/new"}),
    ],
)
def test_what_a_role_cannot_use_is_absent(
    account: dict[str, Any], adds: bool, there: set[str], absent: set[str]
) -> None:
    """ui.md, Frame"""
    both = [f(account, may_add_clients=adds) for f in (commands.to_do, commands.to_see)]
    paths = {each.path for found in both for each in found}
    assert there <= paths
    assert not absent & paths


def test_everything_that_is_offered_opens(rpc: RpcClient, owner: Person, mailbox: Mailbox) -> None:
    people = [owner, a_colleague(owner, mailbox), a_colleague(owner, mailbox, "client_admin")]
    people += [
        a_client_user(owner, mailbox, owner.adds_client()["id"], role)
        for role in ("business_admin", "user_admin", "standard_user")
    ]
    for person in people:
        browser = Browser(rpc, person)
        for words, path in links(browser.opens("/go")).items():
            assert browser.asks(path).status_code == 200, (words, path)


def test_a_client_is_found_by_name_code_and_crn_and_archived_ones_come_last(
    rpc: RpcClient, owner: Person
) -> None:
    """product.md 8.2"""
    name, code = unique("Kestrel"), unique("K")[:12]
    client = owner.adds_client(name=f"{name} Wine", practice_code=code)
    gone = owner.adds_client(name=f"{name} Ale")
    browser = Browser(rpc, owner)
    browser.sends(f"/clients/{gone['id']}/archive", browser.opens("/clients"))
    for query in (name, f"{name} win".lower(), code, client["crn"]):
        assert f"/clients/{client['id']}" in links(browser.opens(f"/go?q={query}")).values()
    page = browser.opens(f"/go?q={name}")
    assert list(links(page)) == [f"{name} Wine", f"{name} Ale"]
    assert f"{gone['crn']} · Archived" in page


def test_nobody_finds_a_client_that_they_cannot_see(rpc: RpcClient, owner: Person, mailbox: Mailbox) -> None:
    """product.md 8.2, docs/adr/0052"""
    name = unique("Secret")
    client = owner.adds_client(name=name, access={"everyone": False})
    browser = Browser(rpc, a_colleague(owner, mailbox))
    assert links(browser.opens(f"/go?q={name[:8]}")) == {}
    found = links(browser.opens(f"/go?q={name}"))
    assert found == {name: f"/clients/access-requests/new?client={client['id']}&q={name}"}


@pytest.fixture
def http(services: StandIn) -> HttpClient:
    services.answers |= {"get_session": SESSION, "get_practice": {"plan": "essentials", "defaults": {}}}
    return gateway(services)


def test_pages_are_found_where_clients_cannot_be_looked_for(http: HttpClient, services: StandIn) -> None:
    """api.md: a part that is down."""
    services.answers["list_clients"] = ServiceUnavailable(service="accounts")
    page = http.get("/go?q=team", headers=SIGNED_IN)
    assert page.status_code == 200
    assert links(page.text)["Team"] == "/team"
    assert "Clients cannot be looked for" in page.text


def test_without_letters_no_service_is_asked_for_clients(http: HttpClient, services: StandIn) -> None:
    page = http.get("/go?q=%20", headers=SIGNED_IN).text
    assert links(page)["Add client"] == "/clients/new"
    assert services.made("list_clients") == []


def test_other_accounts_are_switched_to_by_a_form(http: HttpClient, services: StandIn) -> None:
    other = {"id": "client_2", "kind": "client", "name": "Kiln & <Co>", "role": "standard_user"}
    services.answers["list_clients"] = {"items": [], "next_cursor": None}
    services.answers["get_session"] = {**SESSION, "accounts": [SESSION["account"], other]}
    page = http.get("/go?q=kiln", headers=SIGNED_IN).text
    assert re.search(
        r'action="/account/switch".*value="client_2"><button class="link">Kiln &amp; &lt;', page, re.S
    )
    page = http.get("/go?q=birch", headers=SIGNED_IN).text
    assert "Nothing is found for" in page
