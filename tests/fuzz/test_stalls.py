"""No request keeps others waiting: the worst megabyte to each operation, while somebody asks for health."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
import requests

from tests.builders import unique

MEGABYTE = 1024 * 1024 - 64
#: Seconds of the product's own work that nobody else may have to wait for, whatever is sent. They do not
#: grow, as seconds on the clock do, while other programs have the machine.
LONGEST = 0.1
#: Seconds on the clock that nobody has to wait either, should the product sleep instead of working.
STILL = 2.0
PASSWORD = "correct horse battery staple"


class Served(NamedTuple):
    """The product that is asked."""

    url: str
    process_id: int

    def worked(self) -> float:
        """The seconds of a processor that it has had, in all its threads."""
        # clock_getcpuclockid(3), which Python has for threads only.
        return time.clock_gettime((~self.process_id << 3) | 2)


class Stall(NamedTuple):
    """The longest that an answer took: in seconds of the product's work, and of the clock."""

    worked: float = 0.0
    took: float = 0.0

    @property
    def is_short(self) -> bool:
        return self.worked < LONGEST and self.took < STILL

    def __str__(self) -> str:
        return f"{self.worked * 1000:.0f} ms of work, {self.took * 1000:.0f} ms"


class Healthy:
    """Somebody who asks for health all the time; `worst` is the longest that it took."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._address = urlsplit(served.url)
        self._over = threading.Event()
        self.worst = Stall()
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
            begun, worked = time.perf_counter(), self._served.worked()
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            worked, took = self._served.worked() - worked, time.perf_counter() - begun
            self.worst = Stall(max(self.worst.worked, worked), max(self.worst.took, took))
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
def served(product_process: tuple[str, int]) -> Served:
    return Served(*product_process)


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


def stall(served: Served, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[Stall, int]:
    with Healthy(served) as healthy:
        answer = requests.request(method, served.url + path, data=body, headers=headers, timeout=30)
    return healthy.worst, answer.status_code


def held(served: Served, method: str, path: str, headers: dict[str, str], body: bytes) -> str | None:
    """What is wrong with it, if anything is each time that it is tried: the product has other work too."""
    worst = []
    for _ in range(3):
        found, status = stall(served, method, path, headers, body)
        if status >= 500 or status < 400:
            return f"{method} {path} answered {status}, and kept others waiting for {found}"
        if found.is_short:
            return None
        worst.append(str(found))
    return f"{method} {path} kept others waiting for {'; '.join(worst)}"


@pytest.mark.timeout(900)
def test_no_body_of_a_megabyte_keeps_others_waiting(served: Served, token: str) -> None:
    wrong, tried = [], 0
    for method, path, schema in operations(served.url):
        address = path
        while "{" in address:
            before, _, rest = address.partition("{")
            address = before + "client_01JC2Z5T8V9QWERTY0ABCDEFGH" + rest.partition("}")[2]
        for what, body in bodies(schema):
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
            found = held(served, method, address, headers, body.encode())
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
    served: Served, path: str, more: dict[str, str], body: bytes
) -> None:
    tries = (stall(served, "POST", path, {**FORM, **more}, body)[0] for _ in range(3))
    worst = list(itertools.takewhile(lambda found: not found.is_short, tries))
    assert len(worst) < 3, "; ".join(map(str, worst))
