"""Starts the processes that the three operations need, and signs somebody in."""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from typing import Any

import psycopg2
from kombu import Exchange, Queue
from sqlalchemy import make_url

from bench.containers import free_port
from bench.processes import command, server, wait_for_answer
from bench.subject import Subject
from chassis.messaging.broker import connect
from chassis.security import identity, service_keys, vault

SERVICES = ("accounts", "access", "invitations", "connections")
RELAY = "chassis.relay_process"
#: The queue of who subscribes to all that accounts tells, as the peer has one.
SUBSCRIBER = "bench_ours.subscriber"
UNSENT = (
    "SELECT (SELECT count(*) FROM outbox WHERE sent_at IS NULL)"
    " + (SELECT count(*) FROM onboarding_steps WHERE state = 'pending')"
)
"""A client of which a step is under way is not done with."""


class Installation:
    """The settings of a deployment on this machine, over one broker."""

    def __init__(self, uri: str, settings: Mapping[str, str] | None = None) -> None:
        self.uri, self.port = uri, free_port()
        self._identity = identity.generate_private_key()
        self._keys = {name: service_keys.generate_key() for name in SERVICES}
        public = (f"{name}={service_keys.public_key(own)}" for name, own in self._keys.items())
        self.common = {
            "CLIENTELE_BROKER_URL": uri,
            "CLIENTELE_PORT": str(self.port),
            "CLIENTELE_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "CLIENTELE_RATE_LIMITS": "false",
            "CLIENTELE_IDENTITY_PUBLIC_KEYS": identity.public_key(self._identity),
            "CLIENTELE_SERVICE_PUBLIC_KEYS": ",".join(public),
            "CLIENTELE_SECRET_KEYS": vault.generate_key(),
            "CLIENTELE_MESSAGE_KEYS": vault.generate_key(),
            "CLIENTELE_CONFIRM_ADDRESSES": "false",
            "CLIENTELE_SMTP_URL": "smtp://127.0.0.1:9",  # nobody listens: no mail is sent here
            "CLIENTELE_HEALTH_PORT": "0",
            "CLIENTELE_LOG_LEVEL": "WARNING",
            **(settings or {}),
        }
        command("chassis.topology", "declare", environment=self.common)
        _subscribe(uri)

    def of(self, service: str, database: str) -> dict[str, str]:
        """A service's environment whose database is `database`, which has its tables then."""
        variables = {
            **self.common,
            "CLIENTELE_DATABASE_URL": _role(database, service),
            "CLIENTELE_SERVICE_KEYS": self._keys[service],
        }
        if service == "access":
            variables["CLIENTELE_IDENTITY_PRIVATE_KEY"] = self._identity
        owner = {**self.common, "CLIENTELE_DATABASE_URL": database}
        command("chassis.migrations", "upgrade", service, environment=owner)
        return variables


@contextmanager
def ours(
    uri: str, databases: Mapping[str, str], settings: Mapping[str, str] | None = None
) -> Iterator[Subject]:
    """The gateway, every service and its relay, with a practice and its owner's session.

    `databases` are libpq addresses of empty databases by service, `settings` what is beside the usual ones.
    """
    installation = Installation(uri, settings)
    port = installation.port
    with ExitStack() as stack:
        processes = {}
        environments = {service: installation.of(service, databases[service]) for service in SERVICES}
        for service, variables in environments.items():
            processes[service] = stack.enter_context(server(f"services.{service}", variables))
            relay = {name: value for name, value in variables.items() if "PRIVATE" not in name}
            processes[f"{service} relay"] = stack.enter_context(server(RELAY, relay, service))
        processes["gateway"] = stack.enter_context(server("gateway", installation.common))
        wait_for_answer(port, "/readyz", processes.values())
        headers = {"Authorization": f"Bearer {session_of_a_new_practice(port)}"}
        wait_for_answer(port, "/v1/clients?limit=1", processes.values(), headers)
        yield Subject(port, headers, processes, databases["accounts"], UNSENT, environments)


def _role(owner: str, name: str) -> str:
    """The address of a role for the service to work as, which row-level security binds."""
    with closing(psycopg2.connect(owner)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", (name,))
            if not cursor.rowcount:
                cursor.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{name}'")
    return make_url(owner).set(username=name, password=name).render_as_string(hide_password=False)


def _subscribe(uri: str) -> None:
    """One subscriber of everything, as the peer has one."""
    with connect(uri, "bench") as connection:
        exchange = Exchange("accounts.events", "topic", durable=True)
        arguments = {"x-queue-type": "quorum", "x-max-length": 1000}
        queue = Queue(SUBSCRIBER, exchange, "#", durable=True, queue_arguments=arguments)
        queue.bind(connection.channel()).declare()


def session_of_a_new_practice(port: int) -> str:
    """A new practice's owner's token."""
    owner = {
        "name": "Ann Smith",
        "email": f"ann-{secrets.token_hex(4)}@smith.example",
        "password": "correct horse battery",
    }
    practice = {"name": "Smith & Co", "country": "GB", "base_currency": "GBP", "owner": owner}
    _post(port, "/v1/practices", practice)
    return str(_post(port, "/v1/sessions", {"email": owner["email"], "password": owner["password"]})["token"])


def _post(port: int, path: str, body: dict[str, Any]) -> dict[str, Any]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        variables: dict[str, Any] = json.loads(answer.read())
        assert answer.status == 201, variables
        return variables
