"""The Python library does the first journey, follows the feed, and knows who sent a webhook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from clientele import Clientele, CursorFile, Problem, WebhookNotVerified, verify_webhook
from clientele.feed import Place

from chassis.database.unit_of_work import now
from sdk import generate
from services.connections.webhooks import signed_requests
from services.connections.webhooks.signed_requests import Keys, new_secret

LIBRARY = Path(generate.PACKAGE).parent


def test_what_is_made_of_the_openapi_document_is_current() -> None:
    assert generate.main(["--check"]) == 0, "Run make contracts"


def test_the_journey_of_the_readme_goes_by_the_library_too(product_url: str, tmp_path: Path) -> None:
    folder = tmp_path / f"j{time.time_ns() % 10**9}"
    folder.mkdir()
    script = str(Path(__file__).with_name("journey.py"))
    ran = subprocess.run(
        [sys.executable, script, product_url, str(folder)],
        env={**os.environ, "PYTHONPATH": str(LIBRARY)},
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    made = found["made"]
    assert len(set(made)) == 3
    assert found["again"] == made[0]
    assert found["refused"] == "403 insufficient_scope"
    assert "/name" in found["pointers"]
    assert found["listed"] == found["awaited"]["listed"] == made
    # The one that was being dealt with comes again, and no other.
    assert found["first"] + found["rest"][1:] == made
    assert found["rest"][0] == found["first"][-1]
    assert found["awaited"]["followed"] == made
    assert found["awaited"]["name"] == "Acme 0"


def api(*answers: httpx.Response | Exception) -> tuple[Clientele, list[httpx.Request]]:
    """The library before a server that answers so."""
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        found = answers[len(sent) - 1]
        if isinstance(found, Exception):
            raise found
        return found

    http = httpx.Client(base_url="https://clientele.example", transport=httpx.MockTransport(answer))
    return Clientele("https://clientele.example", token="t", http=http), sent


def busy() -> httpx.Response:
    return httpx.Response(503, json={"code": "service_unavailable"}, headers={"Retry-After": "0"})


def test_what_is_sent_again_has_the_same_key() -> None:
    client, sent = api(busy(), httpx.ReadTimeout("slow"), httpx.Response(201, json={"id": "client_1"}))
    assert client.create_client({"type": "business", "name": "Acme"})["id"] == "client_1"
    keys = {request.headers["Idempotency-Key"] for request in sent}
    assert len(sent) == 3
    assert len(keys) == 1


def test_a_change_is_not_sent_again_where_nobody_knows_what_became_of_it() -> None:
    client, sent = api(httpx.ReadTimeout("slow"))
    with pytest.raises(httpx.ReadTimeout):
        client.change_client("client_1", {"name": "Acme"})
    assert len(sent) == 1


def test_a_refusal_says_what_is_wrong() -> None:
    said = {"code": "invalid_input", "detail": "Enter a name.", "errors": [{"pointer": "/name"}]}
    client, sent = api(httpx.Response(422, json=said))
    with pytest.raises(Problem) as refused:
        client.create_client({})
    assert (refused.value.status, refused.value.code, len(sent)) == (422, "invalid_input", 1)


def test_a_place_is_kept_whole(tmp_path: Path) -> None:
    store = CursorFile(tmp_path / "place.json")
    assert store.load() == Place()
    store.save(Place("c", ["1", "2"]))
    assert CursorFile(tmp_path / "place.json").load() == Place("c", ["1", "2"])


def test_it_knows_our_webhooks_and_no_others() -> None:
    secret, before = new_secret(), new_secret()
    body = '{"type":"ClientCreated","data":{"name":"Caf\u00e9"}}'
    headers = signed_requests.headers(Keys((secret, before)), "01JC2Z5T8V9QWERTY0ABCDEFGH", body, now())
    assert verify_webhook(secret, headers, body) == verify_webhook(before, headers, body.encode())
    for wrong_secret, wrong_body, wrong_headers in (
        (new_secret(), body, headers),
        (secret, body + " ", headers),
        (secret, body, {**headers, "webhook-timestamp": str(int(time.time()) - 900)}),
        (secret, body, {}),
    ):
        with pytest.raises(WebhookNotVerified):
            verify_webhook(wrong_secret, wrong_headers, wrong_body)
