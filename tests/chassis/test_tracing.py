"""Traces across HTTP, RPC and messages, as a collector gets them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import orjson
import pytest
from werkzeug.test import Client as HttpClient

from chassis import context
from chassis.context import Context
from chassis.observability import tracing
from chassis.rpc.client import RpcClient
from gateway import app
from gateway.settings import Settings
from tests.builders import PASSWORD, Person, eventually, unique
from tests.chassis.collector import Collector

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLERS = f"00-{TRACE}-b7ad6b7169203331-01"


@pytest.fixture
def collector() -> Iterator[Collector]:
    found = Collector()
    tracing.start("tests", found.endpoint)

    def is_heard() -> bool:
        with tracing.span("hello", "client"):
            pass
        return bool(found.spans)

    # The first post of a process takes longest, and what a collector does not take in time is not sent again.
    eventually(is_heard)
    found.spans.clear()
    found.raw = b""
    yield found
    tracing.stop()
    found.close()


@pytest.fixture
def http(rpc: RpcClient) -> HttpClient:
    return HttpClient(app.build(Settings(broker_url="memory://", rate_limits=False), rpc), use_cookies=False)


def test_one_trace_follows_a_creation_through_every_service(
    collector: Collector, http: HttpClient, owner: Person
) -> None:
    client = {"type": "business", "name": unique("Acme"), "access": {"everyone": True}}
    client["invitation"] = {"name": "Jo Bloggs", "email": f"{unique('jo')}@acme.example"}
    headers = {"Authorization": f"Bearer {owner.token}", "traceparent": CALLERS}
    assert http.post("/v1/clients", json=client, headers=headers).status_code == 201

    def is_whole() -> bool:
        """The last to begin and the last to end are there, of all who take part: they come one by one."""
        found = collector.of_trace(TRACE)
        served = {span.attributes.get("service") for span in found.values()}
        ends = "POST createClient" in found and "access.ClientAccessChanged" in " ".join(found)
        return ends and {"gateway", "accounts", "access", "invitations"} <= served

    eventually(is_whole)
    spans = collector.of_trace(TRACE)
    by_id = {span.id: span for span in collector.spans}
    assert spans["POST createClient"].parent == CALLERS.split("-")[2]
    for span in spans.values():
        while span.parent in by_id:
            span = by_id[span.parent]
        assert span.name == "POST createClient", "everything hangs together"


def test_no_value_is_in_a_trace(collector: Collector, http: HttpClient, owner: Person) -> None:
    secret, address = "very secret words", f"{unique('canary')}@acme.example"
    http.post("/v1/sessions", json={"email": address, "password": secret})
    http.post(
        "/v1/clients",
        json={"type": "business", "name": unique("Canary")},
        headers={"Authorization": f"Bearer {owner.token}"},
    )
    eventually(lambda: any(span.name == "POST createClient" for span in collector.spans) or None)
    for value in (secret, address, owner.token, PASSWORD, "Canary"):
        assert value.encode() not in collector.raw


def test_a_refusal_is_an_outcome_and_no_failure(
    collector: Collector, http: HttpClient, owner: Person
) -> None:
    headers = {"Authorization": f"Bearer {owner.token}", "traceparent": CALLERS}
    assert http.get("/v1/clients/client_01JC2Z5T8V9QWERTY0ABCDEFGH", headers=headers).status_code == 404
    eventually(lambda: "GET getClient" in collector.of_trace(TRACE) or None)
    span = collector.of_trace(TRACE)["GET getClient"]
    assert span.attributes["clientele.outcome"] == "not_found"
    assert not span.failed


def test_a_foreign_trace_is_passed_on_where_nothing_is_exported() -> None:
    with context.enter(Context("tests", trace=CALLERS)), tracing.span("nothing", "server") as tell:
        tell("ok")
        assert context.current().trace == CALLERS


def test_a_collector_that_is_away_harms_nobody(owner: Person) -> None:
    tracing.start("tests", "http://127.0.0.1:9")
    try:
        assert owner.adds_client(name="Traced to nowhere")["name"] == "Traced to nowhere"
    finally:
        tracing.stop()


def test_without_an_endpoint_nothing_of_it_is_loaded() -> None:
    code = (
        "import sys, chassis.observability.tracing as t; t.start('x', None)\n"
        "with t.span('a', 'server'): pass\n"
        "import json; print(json.dumps([m for m in sys.modules if m.startswith('opentelemetry')]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert orjson.loads(done.stdout) == []
