"""No request keeps others waiting: the worst megabyte to each operation, while somebody asks for health."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.builders import unique

MEGABYTE = 1024 * 1024 - 64
#: Seconds that nobody else may have to wait for, whatever is sent.
LONGEST = 0.1
PASSWORD = "correct horse battery staple"


class Healthy:
    """Somebody who asks for health all the time; `worst` is the longest that it took."""

    def __init__(self, url: str) -> None:
        self._address = urlsplit(url)
        self._over = threading.Event()
        self.worst = 0.0
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> Healthy:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        connection = http.client.HTTPConnection(self._address.hostname or "", self._address.port, timeout=30)
        while not self._over.is_set():
            begun = time.perf_counter()
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            self.worst = max(self.worst, time.perf_counter() - begun)
            time.sleep(0.001)
        connection.close()


def filled(pattern: str, before: str, after: str) -> str:
    """As many of a pattern, with numbers filled in, as a megabyte holds."""
    count = (MEGABYTE - len(before) - len(after)) // (len(pattern % 100_000) + 1)
    return before + ",".join(pattern % (100_000 + number) for number in range(count)) + after


def bodies(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What costs most to read, to check and to refuse."""
    yield "unknown fields", filled('"f%d":1', "{", "}")
    yield "one field again and again", filled('"f":%d', "{", "}")
    yield "keys that escape", filled(r'"\u0061%d":0', "{", "}")
    yield "nested lists", '{"a":' + "[" * 900 + "]" * 900 + "}"
    yield "colons in a text", json.dumps({"name": '":' * (MEGABYTE // 4)})
    ulid = '"user_01JC2Z5T8V9QWERTY0A%d"'
    for name, declared in schema.get("properties", {}).items():
        if declared.get("type") == "array" or "array" in declared.get("type", ()):
            yield f"a list as {name}", filled(ulid, json.dumps({name: 0})[:-2] + "[", "]}")
            yield (
                f"objects as {name}",
                filled('{"name":"x","type":%d}', json.dumps({name: 0})[:-2] + "[", "]}"),
            )
        elif "string" in str(declared.get("type")):
            yield f"combining marks as {name}", json.dumps({name: "\u0301\u0316" * 80_000})
            yield f"spaces as {name}", json.dumps({name: "x" + " " * (MEGABYTE - 100) + "x"})
            break


def operations(url: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    document = requests.get(f"{url}/openapi.json", timeout=10).json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            for kind, media in content.items():
                if kind == "application/json":
                    yield method.upper(), path, resolved(document, media["schema"])


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for form in (*schema.get("oneOf", ()), *schema.get("anyOf", ()))[:1]:
        return resolved(document, form)
    return schema


@pytest.fixture(scope="module")
def token(product_url: str) -> str:
    email = f"{unique('ada')}@stalls.example"
    owner = {"name": "Ada Birch", "email": email, "password": PASSWORD}
    practice = {"name": "Stalls & Co", "country": "GB", "base_currency": "GBP", "owner": owner}
    assert requests.post(f"{product_url}/v1/practices", json=practice, timeout=10).status_code == 201
    signed_in = requests.post(
        f"{product_url}/v1/sessions", json={"email": email, "password": PASSWORD}, timeout=10
    )
    return str(signed_in.json()["token"])


def stall(url: str, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[float, int]:
    with Healthy(url) as healthy:
        answer = requests.request(method, url + path, data=body, headers=headers, timeout=30)
    return healthy.worst, answer.status_code


def held(url: str, method: str, path: str, headers: dict[str, str], body: bytes) -> str | None:
    """What is wrong with it, if anything is each time that it is tried: a busy machine stalls too."""
    worst = []
    for _ in range(5):
        seconds, status = stall(url, method, path, headers, body)
        if status >= 500 or status < 400:
            return f"{method} {path} answered {status}"
        if seconds < LONGEST:
            return None
        worst.append(f"{seconds * 1000:.0f}")
    return f"{method} {path} kept others waiting for {', '.join(worst)} ms"


@pytest.mark.timeout(900)
def test_no_body_of_a_megabyte_keeps_others_waiting(product_url: str, token: str) -> None:
    wrong, tried = [], 0
    for method, path, schema in operations(product_url):
        address = path
        while "{" in address:
            before, _, rest = address.partition("{")
            address = before + "client_01JC2Z5T8V9QWERTY0ABCDEFGH" + rest.partition("}")[2]
        for what, body in bodies(schema):
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
            found = held(product_url, method, address, headers, body.encode())
            tried += 1
            if found is not None:
                wrong.append(f"{found}: {what}")
    assert not wrong
    assert tried > 200


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PAIRS = "&".join(f"f{number}={number}" for number in range(80_000))[:MEGABYTE].encode()


@pytest.mark.parametrize(
    ("path", "more"),
    [
        (
            "/v1/webhooks/twilio/status?invitation_id=inv_01JC2Z5T8V9QWERTY0ABCDEFGH&round=1",
            {"X-Twilio-Signature": "A" * 27 + "="},
        ),
        ("/v1/webhooks/twilio/status?invitation_id=inv_01JC2Z5T8V9QWERTY0ABCDEFGH&round=1", {}),
        ("/sign-in", {}),
        ("/register", {}),
        ("/invitation", {}),
        ("/invitation/acceptance", {}),
        ("/password-reset", {}),
        ("/clients/new", {}),
    ],
)
@pytest.mark.parametrize("body", [PAIRS, b"&" * MEGABYTE, b"a=" + b"%20" * (MEGABYTE // 3)])
def test_no_form_of_a_megabyte_keeps_others_waiting(
    product_url: str, path: str, more: dict[str, str], body: bytes
) -> None:
    worst = min(stall(product_url, "POST", path, {**FORM, **more}, body)[0] for _ in range(3))
    assert worst < LONGEST
