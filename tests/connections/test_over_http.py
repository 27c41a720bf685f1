"""Signing in at a vendor over HTTP: the callback, its pages, and whose answer counts (product.md 6.1)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from chassis.rpc.client import RpcClient
from contracts import accounts
from deploy.allinone.product import BROKER_URL, Product
from gateway.app import build
from gateway.http import csrf
from gateway.settings import Settings
from tests.builders import Mailbox, Person, eventually, present, sign_in
from tests.connections.stage import (
    PROVIDERS,
    Stage,
    a_client_known,
    a_colleague_known,
    a_practice_known,
    authorization,
    connection,
    known,
)

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def http(rpc: RpcClient) -> HttpClient:
    settings = Settings(broker_url=BROKER_URL, public_url="http://127.0.0.1:8000", rate_limits=False)
    return HttpClient(build(settings, rpc), use_cookies=False)


class Browser:
    """Somebody's browser, signed in by the cookie."""

    def __init__(self, http: HttpClient, person: Person) -> None:
        self._http, self.person = http, person
        self._headers = {**HTML, "Cookie": f"session={person.token}"}

    def get(self, path: str) -> TestResponse:
        """A page, after its redirects."""
        response = self._http.get(path, headers=self._headers)
        return self.get(response.headers["Location"]) if response.status_code == 303 else response

    def post(self, path: str, **form: str) -> TestResponse:
        sent = {"csrf": csrf.token_for(self.person.token), **form}
        response = self._http.post(path, data=sent, headers=self._headers)
        return self.get(response.headers["Location"]) if response.status_code == 303 else response

    def leaves_for(self, provider: str, **purpose: str) -> str:
        """The vendor's address that a form leads to."""
        page = self.post("/authorizations", provider=provider, **purpose)
        assert page.status_code == 200, page.text
        address = re.search(r'<a class="button" href="([^"]+)"', page.text)
        assert address is not None
        return unescape(address[1])


def path_of(address: str) -> str:
    return address.removeprefix("http://127.0.0.1:8000")


def bearer(person: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {person.token}"}


def begun(http: HttpClient, person: Person, provider: str = "xero", **purpose: str) -> dict[str, Any]:
    response = http.post("/v1/authorizations", json={"provider": provider, **purpose}, headers=bearer(person))
    assert response.status_code == 201, response.text
    return dict(response.json or {})


def state_of(http: HttpClient, person: Person, authorization_id: str) -> str:
    found = http.get(f"/v1/authorizations/{authorization_id}", headers=bearer(person)).json
    assert found is not None
    return str(found["state"])


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_whole_way_by_the_api(owner: Person, stage: Stage, http: HttpClient, provider: str) -> None:
    client = a_client_known(owner)
    made = begun(http, owner, provider, client_id=client["id"])
    back = stage.consent(made["authorization_url"])
    came = http.get(path_of(back), headers=bearer(owner))
    assert (came.status_code, came.headers["Location"]) == (303, f"/authorizations/{made['id']}")
    eventually(lambda: state_of(http, owner, made["id"]) == "ready")
    path = f"/v1/clients/{client['id']}/connection"
    connected = http.post(path, json={"authorization_id": made["id"]}, headers=bearer(owner))
    assert connected.status_code == 200
    assert http.get(path, headers=bearer(owner)).json == connected.json
    listed = http.get(f"/v1/connections?provider={provider}", headers=bearer(owner)).json
    assert connected.json is not None
    assert listed == {"items": [{**connected.json, "level": "manage"}], "next_cursor": None}
    assert http.delete(path, headers=bearer(owner)).status_code == 204
    assert http.get(path, headers=bearer(owner)).status_code == 404


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_whole_way_by_the_pages(owner: Person, stage: Stage, http: HttpClient, provider: str) -> None:
    client = a_client_known(owner)
    browser = Browser(http, owner)
    back = stage.consent(browser.leaves_for(provider, client_id=client["id"]))
    page = browser.get(path_of(back))
    assert f"Connect {client['name']} to Demo Company (UK)?" in unescape(page.text)
    authorization_id = re.search(r'name="authorization_id" value="([^"]+)"', page.text)
    assert authorization_id is not None
    page = browser.post(f"/clients/{client['id']}/connection", authorization_id=authorization_id[1])
    assert "Connected." in page.text
    assert client["name"] in browser.get("/connections").text
    assert "Disconnect" in browser.get(f"/clients/{client['id']}/connection/disconnect").text
    page = browser.post(f"/clients/{client['id']}/connection/disconnect")
    assert "Disconnected." in page.text


def test_choosing_an_organisation_by_the_page(owner: Person, stage: Stage, http: HttpClient) -> None:
    """product.md 6.2"""
    client = a_client_known(owner)
    browser = Browser(http, owner)
    back = stage.consent(browser.leaves_for("sage", client_id=client["id"]), organisations=(0, 2))
    page = browser.get(path_of(back))
    assert f"Which organisation is {client['name']}?" in page.text
    chosen = re.search(r'name="organisation_id" value="([^"]+)" required><span>Copper Kettle', page.text)
    assert chosen is not None
    action = re.search(r'action="(/authorizations/[^"]+/organisation)"', page.text)
    assert action is not None
    assert "Copper Kettle Café?" in browser.post(action[1], organisation_id=chosen[1]).text


def test_who_says_no_comes_back_to_a_page_with_a_way_on(
    owner: Person, stage: Stage, http: HttpClient
) -> None:
    browser = Browser(http, owner)
    back = stage.consent(browser.leaves_for("xero"), decision="deny")
    page = browser.get(path_of(back))
    assert "Xero is not connected" in page.text
    assert "Try again" in page.text


def test_a_drafts_sign_in_goes_back_to_the_wizard(owner: Person, stage: Stage, http: HttpClient) -> None:
    draft_id = "draft_01JC2Z5T8V9QWERTY0ABCDEFGH"
    browser = Browser(http, owner)
    back = stage.consent(browser.leaves_for("xero", draft_id=draft_id))
    callback = http.get(path_of(back), headers={**HTML, "Cookie": f"session={owner.token}"})
    shown = http.get(callback.headers["Location"], headers={**HTML, "Cookie": f"session={owner.token}"})
    assert shown.headers["Location"].startswith(f"/clients/new?draft={draft_id}&authorization=auth_")


def test_a_draft_knows_of_its_sign_in_and_takes_the_organisations_name(
    owner: Person, stage: Stage, http: HttpClient
) -> None:
    """product.md 2.4"""
    with owner.acting():
        draft = accounts.begin_draft(owner.rpc, type=accounts.ClientType.BUSINESS)
    browser = Browser(http, owner)
    back = stage.consent(browser.leaves_for("xero", draft_id=draft["id"]), organisations=(2,))
    browser.get(path_of(back))
    with owner.acting():
        found = accounts.get_draft(owner.rpc, draft["id"])
        assert found["name"] == "Copper Kettle Café"
        assert authorization(owner, present(found["authorization_id"]))["draft_id"] == draft["id"]
        made = accounts.create_from_draft(owner.rpc, draft["id"])
        assert (made["name"], made["base_currency"]) == ("Copper Kettle Café", "EUR")
    eventually(lambda: known(owner, made["id"]) and connection(owner, made["id"])["state"] == "connected")


def test_an_answer_counts_once(owner: Person, stage: Stage, http: HttpClient) -> None:
    made = begun(http, owner)
    back = path_of(stage.consent(made["authorization_url"]))
    assert http.get(back, headers=bearer(owner)).status_code == 303
    again = http.get(back, headers=bearer(owner))
    assert (again.status_code, again.json and again.json["code"]) == (403, "authorization_state_invalid")


def test_an_answer_in_another_session_of_the_same_user_is_refused_where_a_cookie_began_it(
    owner: Person, stage: Stage, http: HttpClient
) -> None:
    back = path_of(stage.consent(Browser(http, owner).leaves_for("xero")))
    elsewhere = Browser(http, sign_in(owner.rpc, owner.email))
    assert elsewhere.get(back).status_code == 403
    assert Browser(http, owner).get(back).status_code == 200


def test_an_answer_of_somebody_else_is_refused_and_stores_nothing(
    owner: Person, stage: Stage, http: HttpClient, mailbox: Mailbox
) -> None:
    made = begun(http, owner)
    back = path_of(stage.consent(made["authorization_url"]))
    for other in (a_practice_known(owner.rpc), a_colleague_known(owner, mailbox, role="practice_admin")):
        assert http.get(back, headers=bearer(other)).status_code == 403
    assert http.get(back).status_code == 401
    assert state_of(http, owner, made["id"]) == "started"
    assert http.get(back, headers=bearer(owner)).status_code == 303


def test_an_answer_of_another_vendor_is_refused(owner: Person, stage: Stage, http: HttpClient) -> None:
    """The mix-up attack: a code of one vendor is never taken to another (RFC 9700, 4.4)."""
    made = begun(http, owner, "sage")
    back = path_of(stage.consent(made["authorization_url"]))
    assert http.get(back.replace("/sage/", "/xero/"), headers=bearer(owner)).status_code == 403
    assert http.get(back.replace("/sage/", "/nobody/"), headers=bearer(owner)).status_code == 403
    assert state_of(http, owner, made["id"]) == "started"


@pytest.mark.parametrize("state", ["", "x" * 43, "x" * 5000, "%00"])
def test_a_made_up_state_is_refused(owner: Person, http: HttpClient, state: str) -> None:
    response = http.get(f"/oauth/xero/callback?code=abc&state={state}", headers=bearer(owner))
    assert response.status_code == 403


def test_a_code_for_a_tampered_redirect_is_good_for_nothing(
    owner: Person, stage: Stage, http: HttpClient
) -> None:
    """The vendor compares the address the code went to with the one in the exchange (RFC 6749, 4.1.3)."""
    made = begun(http, owner)
    tampered = made["authorization_url"].replace("127.0.0.1%3A8000", "evil.example")
    assert tampered != made["authorization_url"]
    back = stage.consent(tampered)
    assert back.startswith("http://evil.example/oauth/xero/callback?")
    stolen = back.removeprefix("http://evil.example")
    assert http.get(stolen, headers=bearer(owner)).status_code == 303
    eventually(lambda: state_of(http, owner, made["id"]) == "failed")


def test_a_provider_without_credentials_is_said_to_be_missing(
    owner: Person, http: HttpClient, product: Product
) -> None:
    config = product.hosted["connections"].container.config
    registry = config["registry"]
    config["registry"] = type(registry)(registry.vault, {})
    try:
        response = http.post("/v1/authorizations", json={"provider": "xero"}, headers=bearer(owner))
        listed = http.get("/v1/connection-providers", headers=bearer(owner)).json
    finally:
        config["registry"] = registry
    assert (response.status_code, response.json and response.json["code"]) == (
        409,
        "provider_not_configured",
    )
    assert listed is not None
    assert [each["configured"] for each in listed["items"]] == [False] * 4
    again = http.get("/v1/connection-providers", headers=bearer(owner)).json
    assert again is not None
    assert [each["sandbox"] for each in again["items"]] == [True] * 4


def test_only_who_may_add_clients_begins_without_a_client(
    owner: Person, mailbox: Mailbox, http: HttpClient
) -> None:
    """product.md 1.3, 1.2"""
    bob = a_colleague_known(owner, mailbox)
    refused = http.post("/v1/authorizations", json={"provider": "xero"}, headers=bearer(bob))
    assert (refused.status_code, refused.json and refused.json["code"]) == (403, "role_required")
    client = a_client_known(owner, access={"colleague_ids": [bob.user_id]})
    hidden = a_client_known(owner)

    def begins(client_id: str) -> int:
        wanted = {"provider": "xero", "client_id": client_id}
        return http.post("/v1/authorizations", json=wanted, headers=bearer(bob)).status_code

    eventually(lambda: begins(client["id"]) == 201)
    assert begins(hidden["id"]) == 404
    assert http.get(f"/v1/clients/{hidden['id']}/connection", headers=bearer(bob)).status_code == 404
    assert http.delete(f"/v1/clients/{hidden['id']}/connection", headers=bearer(bob)).status_code == 404
