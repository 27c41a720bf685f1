"""Webhook endpoints as a program makes and asks them with curl."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from chassis.rpc.client import RpcClient
from deploy.allinone.product import BROKER_URL, Product
from gateway.app import build
from gateway.settings import Settings
from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.webhooks.signed_requests import Sender
from tests.builders import Person, eventually
from tests.connections.receivers import answers, receiver

PATH = "/v1/webhook-endpoints"


@pytest.fixture(scope="module")
def http(rpc: RpcClient) -> HttpClient:
    settings = Settings(broker_url=BROKER_URL, public_url="http://127.0.0.1:8000", rate_limits=False)
    return HttpClient(build(settings, rpc), use_cookies=False)


def ask(http: HttpClient, person: Person, method: str, path: str, **body: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {person.token}"}
    return http.open(path, method=method, headers=headers, json=body or None)


def test_the_whole_life_of_an_endpoint(http: HttpClient, owner: Person) -> None:
    with receiver(answers(200)) as good:
        created = ask(http, owner, "POST", PATH, url=good.url, types=["ClientCreated"])
        assert created.status_code == 201
        made = created.get_json()
        one = f"{PATH}/{made['id']}"
        assert created.headers["Location"] == one
        assert made["secret"].startswith("whsec_")
        found = ask(http, owner, "GET", one)
        assert found.status_code == 200
        assert "secret" not in found.get_json()
        assert found.headers["ETag"]
        assert ask(http, owner, "GET", PATH).get_json()["items"] == [found.get_json()]
        tested = ask(http, owner, "POST", f"{one}/test")
        assert (tested.status_code, tested.get_json()["type"]) == (202, "WebhookTest")
        eventually(lambda: good.got)
        delivered = eventually(
            lambda: ask(http, owner, "GET", f"{one}/deliveries?state=delivered").get_json()["items"]
        )
        assert delivered[0]["attempts"][-1]["status"] == 200, delivered
        again = ask(http, owner, "POST", f"{one}/resend", delivery_id=delivered[0]["id"])
        assert (again.status_code, again.get_json()) == (202, {"resent": 1})
        eventually(lambda: len(good.got) == 2)
        rotated = ask(http, owner, "POST", f"{one}/rotate")
        assert rotated.status_code == 200
        assert rotated.get_json()["secret"] != made["secret"]
        span = {"from": "2026-01-01T00:00:00Z", "to": "2099-01-01T00:00:00Z"}
        assert ask(http, owner, "POST", f"{one}/resend", **span).status_code == 202
        assert ask(http, owner, "POST", f"{one}/resend", failed=True).status_code == 202
        changed = ask(http, owner, "PATCH", one, description="CRM", types=None)
        assert (changed.status_code, changed.get_json()["types"]) == (200, None)
        assert ask(http, owner, "PATCH", one, enabled=False).get_json()["state"] == "disabled"
        assert ask(http, owner, "POST", f"{one}/test").status_code == 409
        assert ask(http, owner, "DELETE", one).status_code == 204
        assert ask(http, owner, "GET", one).status_code == 404
        assert ask(http, owner, "GET", f"{one}/deliveries").status_code == 404


def test_the_same_key_makes_one_endpoint_and_shows_its_secret_again(http: HttpClient, owner: Person) -> None:
    headers = {"Authorization": f"Bearer {owner.token}", "Idempotency-Key": "one"}
    body = {"url": "https://hooks.example.com/x", "types": ["ClientCreated"]}
    first, second = (http.post(PATH, json=body, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.get_json() == second.get_json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert len(ask(http, owner, "GET", PATH).get_json()["items"]) == 1


def test_without_named_networks_an_address_inside_is_refused_where_it_is_entered(
    http: HttpClient,
    owner: Person,
    product: Product,
    registry: VendorRegistry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = product.hosted["connections"].container.config
    monkeypatch.setitem(config, "sender", Sender(registry.vault))
    for url in ("https://127.0.0.1/x", "https://169.254.169.254/latest", "http://example.com/x"):
        refused = ask(http, owner, "POST", PATH, url=url, types=["ClientCreated"])
        assert refused.status_code == 422
        assert refused.get_json()["errors"][0]["pointer"] == "/url"
