"""`GET /v1/events` as a program asks it: with curl's query, waiting, many side by side."""

from __future__ import annotations

import time
from typing import Any

import eventlet
import pytest
from werkzeug.test import Client as HttpClient

from chassis.rpc.client import RpcClient
from deploy.allinone.product import BROKER_URL
from gateway.app import build
from gateway.settings import Settings
from tests.builders import Person, eventually
from tests.connections.stage import a_practice_known


@pytest.fixture(scope="module")
def http(rpc: RpcClient) -> HttpClient:
    settings = Settings(broker_url=BROKER_URL, public_url="http://127.0.0.1:8000", rate_limits=False)
    return HttpClient(build(settings, rpc), use_cookies=False)


def events(http: HttpClient, person: Person, **query: Any) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {person.token}"}
    response = http.get("/v1/events", query_string=query, headers=headers)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.get_json()
    return found


def at_end(http: HttpClient, person: Person) -> str:
    """The cursor behind what registering a practice tells of."""
    eventually(lambda: len(events(http, person)["items"]) >= 2)
    return str(events(http, person)["cursor"])


def test_empty_parameters_are_as_none(http: HttpClient, owner: Person) -> None:
    client = owner.adds_client()

    def settings() -> bool:
        page = events(http, owner, after="", types="", wait="")
        assert set(page) == {"items", "cursor"}
        assert isinstance(page["cursor"], str)
        return client["id"] in [each["subject"] for each in page["items"]]

    eventually(settings)


def test_a_reader_that_waits_is_answered_as_soon_as_something_happens(
    http: HttpClient, owner: Person
) -> None:
    cursor = at_end(http, owner)
    began = time.monotonic()
    waiting = eventlet.spawn(events, http, owner, after=cursor, types="ClientCreated", wait=20)
    eventlet.sleep(0.5)
    client = owner.adds_client()
    page = waiting.wait()
    assert time.monotonic() - began < 10
    assert [each["subject"] for each in page["items"]] == [client["id"]]


def test_a_reader_that_waits_in_vain_gets_an_empty_page_and_a_cursor(http: HttpClient, owner: Person) -> None:
    cursor = at_end(http, owner)
    began = time.monotonic()
    page = events(http, owner, after=cursor, wait=1)
    assert 0.9 < time.monotonic() - began < 20
    assert page["items"] == []
    client = owner.adds_client()
    (event,) = eventually(lambda: events(http, owner, after=page["cursor"])["items"])
    assert event["subject"] == client["id"]


def test_what_other_practices_do_wakes_nobody(http: HttpClient, owner: Person, rpc: RpcClient) -> None:
    cursor, other = at_end(http, owner), a_practice_known(rpc)
    waiting = eventlet.spawn(events, http, owner, after=cursor, wait=2)
    eventlet.sleep(0.3)
    other.adds_client()
    assert waiting.wait()["items"] == []


def test_who_waits_holds_no_worker(http: HttpClient, owner: Person) -> None:
    """A service has forty workers: more than twice as many readers wait, and everybody else is served."""
    cursor = at_end(http, owner)
    waiting = []
    for _ in range(100):
        waiting.append(eventlet.spawn(events, http, owner, after=cursor, wait=25))
        eventlet.sleep(0.02)
    events(http, owner, after=cursor)
    began = time.monotonic()
    client = owner.adds_client()
    assert owner.reads(client["id"])["name"] == client["name"]
    assert time.monotonic() - began < 15
    pages = [each.wait() for each in waiting]
    assert {page["items"][-1]["subject"] for page in pages} == {client["id"]}
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("query", "pointer"),
    [("wait=31", "/wait"), ("wait=x", "/wait"), ("after=x", "/after"), ("nonsense=1", "/nonsense")],
)
def test_a_query_that_cannot_be_answered_says_why(
    http: HttpClient, owner: Person, query: str, pointer: str
) -> None:
    headers = {"Authorization": f"Bearer {owner.token}"}
    response = http.get(f"/v1/events?{query}", headers=headers)
    assert response.status_code == 422
    assert [each["pointer"] for each in response.get_json()["errors"]] == [pointer]


def test_who_is_not_signed_in_reads_nothing(http: HttpClient) -> None:
    assert http.get("/v1/events").status_code == 401
