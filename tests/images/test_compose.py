"""The product as `docker compose up --wait` leaves it, and what becomes of it when parts stop."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import eventlet
import pytest
import requests

from contracts.subscriptions import SERVICES, sharing_private_parts
from tests.builders import PASSWORD, a_mobile, eventually, unique
from tests.images.installation import Installation
from tests.images.journey import walk
from tests.integration.practice import PracticeOverHttp

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]

#: Beside the product, in the profile `dev`, the pages on which one signs in at a vendor.
PUBLISHED = ("gateway", "accounts-intake", "vendors")
OURS = [*SERVICES, *(f"{name}-relay" for name in SERVICES), "gateway"]


@pytest.fixture(scope="module")
def practice(installation: Installation) -> PracticeOverHttp:
    return PracticeOverHttp(installation.url)


class Load:
    """Clients being added while something happens to the product.

    Each request is repeated with its key until it is answered 201; `failures` are the other answers.
    """

    def __init__(self, practice: PracticeOverHttp) -> None:
        self._practice = practice
        self._going = True
        self.created: dict[str, str] = {}
        self.failures: list[str] = []

    def run(self) -> None:
        while self._going:
            key = unique("load")
            while (client := self._added(key)) is None:
                eventlet.sleep(0.2)
            self.created[key] = client["id"]
            # Busy, but not to the limit of a machine that also starts and stops parts.
            eventlet.sleep(0.4)

    def end(self) -> None:
        self._going = False

    def _added(self, key: str) -> dict[str, Any] | None:
        headers = {**self._practice.headers, "Idempotency-Key": key}
        body = {"type": "business", "name": key, "access": {"everyone": True}}
        try:
            answer = requests.post(f"{self._practice.url}/v1/clients", json=body, headers=headers, timeout=10)
        except requests.RequestException as error:
            self.failures.append(type(error).__name__)
            return None
        if answer.status_code == 201:
            return dict(answer.json())
        self.failures.append(f"{answer.status_code} {answer.text[:200]}")
        assert answer.status_code in (409, 503), answer.text
        return None


@contextmanager
def clients_being_added(practice: PracticeOverHttp, at_once: int = 3) -> Iterator[Load]:
    """Every request is repeated with its key until it is answered for good."""
    load = Load(practice)
    workers = [eventlet.spawn(load.run) for _ in range(at_once)]
    try:
        eventually(lambda: len(load.created) >= at_once, within=30)
        yield load
        reached = len(load.created)
        # What was stopped works again: it goes on after the end.
        eventually(lambda: len(load.created) >= reached + at_once, within=60)
    finally:
        load.end()
        for worker in workers:
            worker.wait()


def assert_each_is_one_complete_client(practice: PracticeOverHttp, load: Load) -> None:
    """One client for each answer, none besides, every step done."""

    def unfinished() -> list[str]:
        states = {client["id"]: client["onboarding"]["state"] for client in practice.clients()}
        return [client_id for client_id, state in states.items() if state != "complete"]

    listed = practice.clients()
    names = [client["name"] for client in listed]
    assert all(names.count(key) == 1 for key in load.created)
    assert set(load.created.values()) <= {client["id"] for client in listed}
    eventually(lambda: not unfinished(), within=60)


def test_the_journey(installation: Installation, practice: PracticeOverHttp) -> None:
    walk(installation, practice)


def test_caught_mail_is_shown(installation: Installation, practice: PracticeOverHttp) -> None:
    address = f"{unique('jo')}@acme.example"
    practice.add_client(invitation={"name": "Jo Bloggs", "email": address})
    installation.token_for(address)
    assert address in requests.get(f"{installation.url}/sandbox/mailbox", timeout=5).text


def test_a_text_is_delivered_and_its_link_redeemed(
    installation: Installation, practice: PracticeOverHttp
) -> None:
    """The stand-in's reports are signed for the public address, and reach the gateway (product.md 5.5)."""
    mobile = a_mobile()
    invited = {"name": "Jo Bloggs", "email": f"{unique('jo')}@acme.example", "mobile": mobile}
    client = practice.add_client(access={"everyone": True}, invitation=invited)
    delivered = {"email": "sent", "sms": "delivered"}
    eventually(lambda: practice.channels(client["id"]) == delivered, within=20)
    acceptance = {"token": installation.texted_token_for(mobile), "password": PASSWORD}
    accepted = requests.post(f"{installation.url}/v1/invitation-acceptances", json=acceptance, timeout=10)
    assert accepted.status_code == 201, accepted.text
    assert accepted.json()["account"]["id"] == client["id"]


def test_nothing_runs_as_root_or_can_write_to_its_image(installation: Installation) -> None:
    for container in installation.inspect(*installation.containers()):
        name = container["Name"]
        assert container["Config"]["User"].split(":")[0] not in ("", "0", "root"), name
        assert container["HostConfig"]["ReadonlyRootfs"], name
        assert "no-new-privileges:true" in container["HostConfig"]["SecurityOpt"], name
        assert container["HostConfig"]["CapDrop"] == ["ALL"], name
        assert container["HostConfig"]["Memory"] > 0, name


def test_only_the_gateway_and_mail_can_be_reached_from_outside(installation: Installation) -> None:
    for container in installation.inspect(*installation.containers()):
        published = [ports for ports in (container["NetworkSettings"]["Ports"] or {}).values() if ports]
        if container["Config"]["Labels"]["com.docker.compose.service"] in PUBLISHED:
            assert [port["HostIp"] for ports in published for port in ports] == ["127.0.0.1"]
        else:
            assert not published, container["Name"]


def test_no_secret_is_in_an_environment(installation: Installation) -> None:
    url = installation.run_in("accounts", "cat", "/secrets/database-url").strip()
    superuser = installation.run_in("postgres", "cat", "/secrets/superuser").strip()
    passwords = [url.split(":")[2].split("@")[0], superuser]
    environments = json.dumps([c["Config"]["Env"] for c in installation.inspect(*installation.containers())])
    for password in passwords:
        assert len(password) > 20
        assert password not in environments


def test_nobody_gets_in_with_a_default_password(installation: Installation) -> None:
    broker = "import kombu; kombu.Connection('amqp://guest:guest@rabbitmq:5672//').connect()"
    said = installation.run_in("accounts", "python", "-W", "ignore", "-c", broker, check=False)
    assert "ACCESS_REFUSED" in said
    for role in ("postgres", "accounts", "accounts_owner"):
        database = f"import psycopg2; psycopg2.connect('postgresql://{role}:{role}@postgres/accounts')"
        said = installation.run_in("accounts", "python", "-c", database, check=False)
        assert f'password authentication failed for user "{role}"' in said


def test_a_container_sees_its_own_secrets_only(installation: Installation) -> None:
    common = {"broker-url", "database-url", "identity-public-keys", "secret-keys"}
    common |= {"service-keys", "service-public-keys"}
    for service in SERVICES:
        own = {"identity-private-key"} if service == "access" else set()
        own |= {"message-keys"} if service in sharing_private_parts() else set()
        assert set(installation.run_in(service, "ls", "/secrets").split()) == common | own
    assert installation.run_in("gateway", "ls", "/secrets").split() == ["broker-url", "service-public-keys"]


def test_a_role_can_connect_to_no_database_but_its_own(installation: Installation) -> None:
    attempt = (
        "import os, pathlib, psycopg2;"
        "url = pathlib.Path('/secrets/database-url').read_text().strip();"
        "psycopg2.connect(url.rpartition('/')[0] + '/' + os.environ['OTHER'])"
    )
    for other in ("access", "invitations", "connections", "postgres", "template1"):
        said = installation.run_in("accounts", "env", f"OTHER={other}", "python", "-c", attempt, check=False)
        assert f'permission denied for database "{other}"' in said


@pytest.mark.parametrize(
    "action",
    [
        "basic_get(queue='access.dead')",
        "basic_get(queue='rpc-access')",
        "queue_declare(queue='accounts.own')",
        "queue_bind(queue='rpc-accounts', exchange='access.events', routing_key='#')",
        "exchange_declare(exchange='accounts.events', type='topic', durable=True, auto_delete=False)",
        "queue_delete(queue='accounts.dead')",
    ],
)
def test_a_broker_account_may_not_go_beyond_its_service(installation: Installation, action: str) -> None:
    attempt = (
        "import pathlib, kombu;"
        "url = pathlib.Path('/secrets/broker-url').read_text().strip();"
        f"kombu.Connection(url).channel().{action}"
    )
    said = installation.run_in("accounts", "python", "-W", "ignore", "-c", attempt, check=False)
    assert "ACCESS_REFUSED" in said


def test_two_of_each_service_share_the_work(installation: Installation, practice: PracticeOverHttp) -> None:
    for _ in range(10):
        practice.add_client(access={"everyone": True})
    for service in ("accounts", "access"):
        answered = [installation.calls_answered_by(service, replica) for replica in (1, 2)]
        assert min(answered) > 0, (service, answered)


def test_one_of_two_stops_under_load_and_nobody_notices(
    installation: Installation, practice: PracticeOverHttp
) -> None:
    installation.up()  # two of each, whatever other tests left
    with clients_being_added(practice) as load:

        def stops_unnoticed(container: str) -> bool:
            before, reached = len(load.failures), len(load.created)
            installation.stop(container)
            assert installation.inspect(container)[0]["State"]["ExitCode"] == 0
            eventually(lambda: len(load.created) > reached + 3, within=60)
            noticed = load.failures[before:]
            # Starting takes processor time, for want of which answers of a busy machine may be late.
            installation.start(container)
            eventually(lambda: installation.answers_ready(container), within=60)
            return not noticed

        for container in [installation.containers(service)[0] for service in SERVICES]:
            # An answer may be late all by itself where the machine has much else to do, but hardly twice.
            assert stops_unnoticed(container) or stops_unnoticed(container), load.failures
    assert_each_is_one_complete_client(practice, load)


def test_each_part_is_stopped_and_started_alone_while_requests_go_on(
    installation: Installation, practice: PracticeOverHttp
) -> None:
    with clients_being_added(practice) as load:
        for part in OURS:
            containers = installation.containers(part)
            installation.stop(*containers)
            codes = [container["State"]["ExitCode"] for container in installation.inspect(*containers)]
            assert codes == [0] * len(containers), part
            if part in SERVICES:
                eventually(lambda part=part: installation.parts().get(part) == "down", within=10)
            installation.start(*containers)
            installation.until_ready()
    assert_each_is_one_complete_client(practice, load)


@pytest.mark.parametrize(
    ("part", "named"), [("rabbitmq", "broker"), ("postgres", "accounts.database")], ids=["broker", "database"]
)
def test_what_the_product_stands_on_goes_and_comes_back(
    installation: Installation, practice: PracticeOverHttp, part: str, named: str
) -> None:
    ours = installation.containers(*OURS)
    begun = [container["State"]["StartedAt"] for container in installation.inspect(*ours)]
    with clients_being_added(practice) as load:
        installation.stop(*installation.containers(part))
        eventually(lambda: installation.parts().get(named, "ok") != "ok", within=15)
        installation.start(*installation.containers(part))
        installation.until_ready(within=90)
    assert [container["State"]["StartedAt"] for container in installation.inspect(*ours)] == begun
    assert_each_is_one_complete_client(practice, load)


def test_a_migration_that_is_not_applied_is_named(installation: Installation) -> None:
    installation.sql("connections", "UPDATE alembic_version SET version_num = '!' || version_num")
    eventually(lambda: installation.parts().get("connections.migrations") == "failed", within=10)
    assert requests.get(f"{installation.url}/readyz", timeout=5).status_code == 503
    check = ("run", "--rm", "-T", "--no-deps", "connections-migrations")
    command = ("python", "-m", "chassis.migrations", "check", "connections")
    said = installation.compose(*check, *command, check=False)
    assert said.returncode == 1
    assert "this release needs" in said.stderr
    installation.sql("connections", "UPDATE alembic_version SET version_num = ltrim(version_num, '!')")
    installation.until_ready(within=10)
    assert "connections: up to date" in installation.compose(*check, *command).stdout
