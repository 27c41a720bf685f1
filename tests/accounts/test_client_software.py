"""What a client is said to keep their books with: kept, shown, offered first, and corrected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from werkzeug.test import Client as HttpClient

from chassis.rpc.client import RpcClient
from contracts import accounts
from contracts.accounts import BookkeepingSoftware
from contracts.messages import Call
from contracts.shapes import arguments_of
from gateway import app
from gateway.settings import Settings
from tests.accounts.new_client_calls import a_person, accepts, an_address, asks, shown_token, switched_on
from tests.accounts.test_settings_page import Browser, typed
from tests.builders import Mailbox, Person, eventually
from tests.gateway.stand_in import bearer

OFFERED = re.compile(r"<h3>([^<]+)")


def a_client_who_said(rpc: RpcClient, mailbox: Mailbox, owner: Person, software: str) -> accounts.Client:
    """Somebody new who came by the practice's link and was taken on."""
    request_id, _ = asks(rpc, mailbox, owner, software=software)
    return accepts(owner, request_id)


def test_what_somebody_new_names_is_kept_with_the_client_and_offered_first(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    client = a_client_who_said(rpc, mailbox, owner, "quickbooks")
    assert client["software"] == owner.reads(client["id"])["software"] == "quickbooks"
    browser, page = Browser(rpc, owner), f"/clients/{client['id']}"
    assert f'QuickBooks Online, <a href="{page}/connection">not connected yet</a>' in browser.opens(page)
    connect = browser.opens(f"{page}/connection")
    assert "uses <strong>QuickBooks Online</strong>" in connect
    assert OFFERED.findall(connect)[0].strip() == "QuickBooks Online"
    assert len(OFFERED.findall(connect)) == 4
    buttons = re.findall(r'<button class="([^"]+)"[^>]*>Connect to ([^<]+)', connect)
    assert [words for kind, words in buttons if kind == "button"] == ["QuickBooks Online"]


def test_somebody_self_employed_says_so_too(owner: Person, rpc: RpcClient, mailbox: Mailbox) -> None:
    token = shown_token(rpc, mailbox, switched_on(owner), an_address())
    accounts.request_as_new_client(rpc, a_person(token, software="freeagent"))
    with owner.acting():
        (request,) = accounts.list_practice_requests(rpc, state="pending")["items"]
    assert accepts(owner, request["id"])["software"] == "freeagent"


@pytest.mark.parametrize(
    ("software", "words"), [("other", "Something else"), ("none", "None, or they do not")]
)
def test_what_cannot_be_connected_is_said_and_leads_nowhere(
    owner: Person, rpc: RpcClient, mailbox: Mailbox, software: str, words: str
) -> None:
    client = a_client_who_said(rpc, mailbox, owner, software)
    browser, page = Browser(rpc, owner), f"/clients/{client['id']}"
    shown = browser.opens(page)
    assert words in shown
    assert "not connected yet" not in shown
    connect = browser.opens(f"{page}/connection")
    assert ("uses something else" in connect) == (software == "other")
    assert '<button class="button">Connect' not in connect


def test_it_is_corrected_on_the_settings_page(owner: Person, rpc: RpcClient) -> None:
    client = owner.adds_client(name="Acme")
    assert client["software"] is None
    browser, path = Browser(rpc, owner), f"/clients/{client['id']}/settings"
    browser.sends(path, browser.opens(path), **typed(software="sage"))
    assert owner.reads(client["id"])["software"] == "sage"
    shown = browser.opens(path)
    assert '<option value="sage" selected>' in shown
    browser.sends(path, shown, **typed())
    assert owner.reads(client["id"])["software"] == "sage", "a form without it leaves it"
    browser.sends(path, browser.opens(path), **typed(software=""))
    assert owner.reads(client["id"])["software"] is None
    refused = browser.sends(path, browser.opens(path), **typed(software="abacus"))
    assert (refused.status_code, 'href="#software"' in refused.text) == (422, True)


@pytest.mark.parametrize("software", BookkeepingSoftware)
def test_programs_say_it_and_change_it(owner: Person, rpc: RpcClient, software: BookkeepingSoftware) -> None:
    http = HttpClient(app.build(Settings(broker_url="memory://", rate_limits=False), rpc), use_cookies=False)
    headers = bearer(owner.token)
    made = http.post(
        "/v1/clients",
        json={"type": "business", "name": "Acme", "software": software, "invitation": None},
        headers=headers,
    )
    assert made.json is not None
    assert (made.status_code, made.json["software"]) == (201, software)
    path = f"/v1/clients/{made.json['id']}"
    changed = http.patch(path, json={"software": None}, headers=headers)
    assert changed.json is not None
    assert (changed.status_code, changed.json["software"]) == (200, None)
    refused = http.patch(path, json={"software": "abacus"}, headers=headers)
    assert refused.json is not None
    assert [each["pointer"] for each in refused.json["errors"]] == ["/software"]


class BeforeThisRelease:
    """Accounts of the release before: it says nothing of a client's software, and knows no such setting."""

    ready = True

    def __init__(self, rpc: RpcClient) -> None:
        self.rpc = rpc

    def call(self, call: Call, request: Any) -> Any:
        return self.forward(call, arguments_of(request))

    def forward(self, call: Call, arguments: Mapping[str, Any]) -> Any:
        assert call is not accounts.CHANGE_CLIENT or "software" not in arguments
        answer = self.rpc.forward(call, arguments)
        if call is accounts.GET_CLIENT:
            answer.pop("software")
        return answer

    def forward_raw(self, call: Call, arguments: Mapping[str, Any]) -> bytes:
        return self.rpc.forward_raw(call, arguments)


def test_pages_stand_beside_accounts_of_the_release_before(owner: Person, rpc: RpcClient) -> None:
    client = owner.adds_client(name="Acme")
    browser = Browser(BeforeThisRelease(rpc), owner)  # type: ignore[arg-type]
    for page in ("", "/connection", "/settings"):
        assert "Acme" in browser.opens(f"/clients/{client['id']}{page}")
    path = f"/clients/{client['id']}/settings"
    assert browser.sends(path, browser.opens(path), **typed(name="Birch", software="sage")).status_code == 303
    assert eventually(lambda: owner.reads(client["id"])["name"]) == "Birch"
