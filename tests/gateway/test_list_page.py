"""What a full page of clients costs: calls between services, and bytes to the browser."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from werkzeug.test import Client as HttpClient

from chassis.rpc.client import RpcClient
from contracts.messages import Call
from contracts.shapes import arguments_of
from gateway import app
from gateway.settings import Settings
from tests.builders import Person, a_practice, unique

HTML = {"Accept": "text/html"}
PACKED = {"Accept-Encoding": "gzip"}
MOST_BYTES = 100_000


class Counting:
    """Calls, counted by service."""

    ready = True

    def __init__(self, rpc: RpcClient) -> None:
        self.rpc, self.made = rpc, Counter[str]()

    def call(self, call: Call, request: Any) -> Any:
        return self.forward(call, arguments_of(request))

    def forward(self, call: Call, arguments: Mapping[str, Any]) -> Any:
        self.made[call.service] += 1
        return self.rpc.forward(call, arguments)

    def forward_raw(self, call: Call, arguments: Mapping[str, Any]) -> bytes:
        self.made[call.service] += 1
        return self.rpc.forward_raw(call, arguments)


@pytest.fixture(scope="module")
def full(rpc: RpcClient) -> Person:
    """The owner of a practice with fifty clients, with long names, managers and access."""
    owner = a_practice(rpc)
    given = {"everyone": False, "colleague_ids": [owner.user_id], "account_manager_id": owner.user_id}
    for _ in range(50):
        owner.adds_client(name=unique("A practice of veterinary surgeons and kennels"), access=given)
    return owner


def test_fifty_clients_are_one_call_to_accounts_and_one_hundred_kilobytes(
    rpc: RpcClient, full: Person
) -> None:
    counting = Counting(rpc)
    http = HttpClient(
        app.build(Settings(broker_url="memory://", rate_limits=False), counting), use_cookies=False
    )
    headers = {**HTML, "Cookie": f"session={full.token}"}
    http.get("/clients", headers=headers)
    counting.made.clear()
    page = http.get("/clients", headers=headers)
    assert page.text.count('name="client"') == 50
    assert counting.made == {"accounts": 1}
    files = set(re.findall(r'"(/static/[^"]+)"', page.text))
    assert len(files) <= 3
    weight = len(page.data) + sum(len(http.get(file, headers=PACKED).data) for file in files)
    assert weight <= MOST_BYTES, f"{weight} bytes, {len(page.data)} of them the page's own"
