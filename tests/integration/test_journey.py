"""The first journey over HTTP on RabbitMQ and PostgreSQL, and who is told of the new client."""

from __future__ import annotations

import json
from typing import Any

import eventlet
import pytest
import requests
from kombu import Connection, Exchange, Queue
from nameko.exceptions import RemoteError
from nameko.standalone.rpc import ClusterRpcProxy

from contracts.envelope import Envelope
from tests.builders import PASSWORD, eventually, unique
from tests.integration.conftest import Subscriber
from tests.integration.practice import PracticeOverHttp
from tests.integration.system import System


@pytest.fixture(scope="module")
def practice(running: System) -> PracticeOverHttp:
    return PracticeOverHttp(running.gateway_url)


def test_a_practice_adds_a_client_and_everybody_hears_of_it_once(
    running: System, practice: PracticeOverHttp, stock_subscriber: Subscriber
) -> None:
    heard = []
    exchange = Exchange("accounts.events", "topic", durable=True)
    queue = Queue(unique("plain-kombu"), exchange, routing_key="ClientCreated", auto_delete=True)
    address = f"{unique('jo')}@acme.example"
    with Connection(running.backing.broker_url) as connection, connection.SimpleQueue(queue) as plain:
        client = practice.add_client(
            name="Acme Widgets Ltd",
            access={"everyone": True},
            invitation={"name": "Jo Bloggs", "email": address},
        )
        message = plain.get(timeout=10)
        message.ack()
        heard.append(message.payload)
        with pytest.raises(plain.Empty):
            plain.get(timeout=1)
    own = f"/v1/clients/{client['id']}"
    eventually(lambda: practice.reads(own)["onboarding"]["state"] == "complete", within=30)
    assert client["id"] in [listed["id"] for listed in practice.clients()]
    eventually(lambda: running.mailbox.to(address), within=30)
    assert len(running.mailbox.to(address)) == 1
    assert [data["client_id"] for data in heard] == [client["id"]]
    assert Envelope.of(message.headers).type == "ClientCreated"
    assert message.properties["message_id"] == Envelope.of(message.headers).id
    assert address not in json.dumps(heard)
    eventually(lambda: client["id"] in stock_subscriber.received())
    eventlet.sleep(0.5)
    assert stock_subscriber.received().count(client["id"]) == 1


def test_passwords_are_hashed_at_the_cost_that_owasp_names(
    running: System, practice: PracticeOverHttp
) -> None:
    """Tests of one service alone hash at less."""
    hashes = running.rows("access", "SELECT password_hash FROM users WHERE password_hash IS NOT NULL")
    assert hashes
    assert all(str(row[0]).startswith("$argon2id$v=19$m=19456,t=2,p=1$") for row in hashes)


def test_the_invited_person_accepts_and_signs_in(running: System, practice: PracticeOverHttp) -> None:
    address = f"{unique('jo')}@acme.example"
    client = practice.add_client(invitation={"name": "Jo Bloggs", "email": address})
    acceptance = {"token": running.mailbox.token_for(address), "password": PASSWORD}
    answer = requests.post(f"{running.gateway_url}/v1/invitation-acceptances", json=acceptance, timeout=10)
    assert answer.status_code == 201, answer.text
    assert answer.json()["account"] == {
        "id": client["id"],
        "kind": "client",
        "name": client["name"],
        "role": "business_admin",
        "permissions": [],
    }


def test_a_file_of_clients_is_added_and_taken_back(practice: PracticeOverHttp) -> None:
    """What it does of others in somebody's name passes the broker too (docs/adr/0016, 0023)."""
    headers = {**practice.headers, "Content-Type": "text/csv", "Idempotency-Key": unique("key")}
    file = f"Name\n{unique('Bramble')}\n{unique('Clover')}\n".encode()
    about = {"kind": "clients", "filename": "clients.csv"}
    sent = practice.patiently("POST", "/v1/client-imports", params=about, data=file, headers=headers)
    assert sent.status_code == 201, sent.text
    path = f"/v1/client-imports/{sent.json()['id']}"

    def becomes(state: str) -> None:
        eventually(lambda: practice.reads(path)["state"] == state, within=30)

    def does(method: str, what: str, **request: Any) -> None:
        own = {**practice.headers, "Idempotency-Key": unique("key")}
        answer = practice.patiently(method, path + what, headers=own, **request)
        assert answer.status_code == 200, answer.text

    becomes("mapping")
    does("PATCH", "", json={})
    becomes("ready")
    does("POST", "/start")
    becomes("done")
    assert practice.reads(path)["counts"]["created"] == 2
    does("POST", "/undo")
    becomes("undone")
    assert practice.reads(path)["counts"]["undone"] == 2


def test_stock_nameko_callers_are_answered(running: System, practice: PracticeOverHttp) -> None:
    with ClusterRpcProxy({"AMQP_URI": running.backing.broker_url}, timeout=5) as cluster:
        assert cluster.access.knows_email(email=practice.email) == {"exists": True}
        with pytest.raises(RemoteError) as refused:
            cluster.accounts.get_practice()
        assert refused.value.exc_type == "unauthenticated"
        with pytest.raises(RemoteError) as refused:
            cluster.access.knows_email(mail="x")
        assert refused.value.exc_type == "invalid_input"


def test_signing_out_counts_on_the_very_next_request(practice: PracticeOverHttp) -> None:
    leaving = PracticeOverHttp(practice.url)
    leaving.clients()
    ended = requests.delete(f"{leaving.url}/v1/session", headers=leaving.headers, timeout=10)
    assert ended.status_code == 204
    after = requests.get(f"{leaving.url}/v1/clients", headers=leaving.headers, timeout=10)
    assert after.status_code == 401
