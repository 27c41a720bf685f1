"""The product as processes of its own on real RabbitMQ and PostgreSQL, to be stopped and killed at will."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import requests
from kombu import Connection
from testcontainers.core.container import DockerContainer

from chassis import migrations, topology
from chassis.security import identity, service_keys, vault
from deploy import broker_accounts
from deploy.allinone import vendors
from tests import containers
from tests.builders import Mailbox
from tests.ports import free_port

SERVICES = ("accounts", "access", "invitations", "connections")
PASSWORD = "made-up-for-tests"
LOOPBACK = "127.0.0.1"


@dataclass
class Backing:
    """RabbitMQ and PostgreSQL in containers, on ports that stay theirs through a restart."""

    rabbitmq: DockerContainer
    postgres: DockerContainer
    broker_url: str
    postgres_url: str

    def database_url(self, name: str, role: str | None = None) -> str:
        return self.postgres_url.format(role=role or name, database=name)

    def broker_url_of(self, account: str) -> str:
        """The broker's address for a part of the product, as deploy/broker_accounts.py limits it."""
        return self.broker_url.replace("//tests:", f"//{account}:", 1)

    def make_broker_accounts(self) -> None:
        """Give each part of the product the rights that an installation gives it."""
        made = broker_accounts.definitions(dict.fromkeys(broker_accounts.ACCOUNTS, PASSWORD))
        written = base64.b64encode(json.dumps(made).encode()).decode()
        importing = (
            f"echo {written} | base64 -d > /tmp/made && rabbitmqctl --quiet import_definitions /tmp/made"
        )
        ran = self.rabbitmq.exec(["bash", "-c", importing])
        assert ran.exit_code == 0, ran.output

    def restart_broker(self) -> None:
        """Restart RabbitMQ and wait until it answers."""
        self.rabbitmq.get_wrapped_container().restart(timeout=10)
        until(lambda: broker_answers(self.broker_url), 60)

    def kill_broker(self) -> None:
        """SIGKILL RabbitMQ, start it anew, and wait until it answers."""
        _kill(self.rabbitmq, lambda: broker_answers(self.broker_url))

    def restart_database(self) -> None:
        """Restart PostgreSQL and wait until it answers."""
        self.postgres.get_wrapped_container().restart(timeout=10)
        until(lambda: database_answers(self.database_url("postgres", "postgres")), 60)

    def kill_database(self) -> None:
        """SIGKILL PostgreSQL, start it anew, and wait until it answers."""
        _kill(self.postgres, lambda: database_answers(self.database_url("postgres", "postgres")))


def _answers(url: str) -> bool:
    with contextlib.suppress(requests.RequestException):
        return requests.get(url, timeout=3).status_code == 200
    return False


def _kill(server: DockerContainer, answers: Callable[[], bool]) -> None:
    container = server.get_wrapped_container()
    container.kill()
    container.start()
    until(answers, 60)


@contextlib.contextmanager
def backing() -> Iterator[Backing]:
    """Start both containers; they end with the block."""
    amqp, sql = free_port(), free_port()
    labels = {containers.LABEL: containers.owner()}
    rabbitmq = (
        DockerContainer("rabbitmq:4.0-management", labels=labels)
        .with_env("RABBITMQ_DEFAULT_USER", "tests")
        .with_env("RABBITMQ_DEFAULT_PASS", PASSWORD)
    )
    postgres = (
        DockerContainer("postgres:17", labels=labels)
        .with_env("POSTGRES_PASSWORD", PASSWORD)
        .with_command("-c max_connections=200")
    )
    # Bound to loopback and to ports that stay: with_bind_ports would listen to the whole network.
    rabbitmq.ports["5672/tcp"] = (LOOPBACK, amqp)
    postgres.ports["5432/tcp"] = (LOOPBACK, sql)
    with rabbitmq, postgres:
        found = Backing(
            rabbitmq,
            postgres,
            f"amqp://tests:{PASSWORD}@{LOOPBACK}:{amqp}//",
            f"postgresql://{{role}}:{PASSWORD}@{LOOPBACK}:{sql}/{{database}}",
        )
        until(lambda: broker_answers(found.broker_url), 90)
        until(lambda: database_answers(found.database_url("postgres", "postgres")), 60)
        yield found


@dataclass
class System:
    """Every part as a process. It answers at `gateway_url`, the vendors' stand-in at `vendors_url`."""

    backing: Backing
    folder: Path
    gateway_url: str = ""
    vendors_url: str = ""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    #: Settings of intakes of mail, by their names; tests that send mail start them.
    intakes: dict[str, dict[str, str]] = field(default_factory=dict)
    #: Settings of where documents are kept, if it is not the folder.
    documents: dict[str, str] = field(default_factory=dict)
    #: Seconds by which a part's clock is ahead from its next start on.
    clocks: dict[str, float] = field(default_factory=dict)
    #: Ports of gateways beside the first, by their names; tests that need them start them.
    gateways: dict[str, int] = field(default_factory=dict)
    service_keys: dict[str, str] = field(
        default_factory=lambda: {name: service_keys.generate_key() for name in SERVICES}
    )
    _environment: dict[str, str] = field(default_factory=dict)
    _health: dict[str, int] = field(default_factory=dict)

    def start(self) -> None:
        """Make the databases and the topology, start every process, return when all is ready."""
        port, smtp, played = free_port(), free_port(), free_port()
        # By a link, so that it can be taken away and given back.
        (self.folder / "kept").mkdir()
        (self.folder / "documents").symlink_to(self.folder / "kept")
        self.gateway_url = f"http://{LOOPBACK}:{port}"
        self.vendors_url = f"http://{LOOPBACK}:{played}"
        private = identity.generate_private_key()
        self._environment = {
            **os.environ,
            "CLIENTELE_IDENTITY_PRIVATE_KEY": private,
            "CLIENTELE_IDENTITY_PUBLIC_KEYS": identity.public_key(private),
            "CLIENTELE_SERVICE_PUBLIC_KEYS": ",".join(
                f"{name}={service_keys.public_key(key)}" for name, key in self.service_keys.items()
            ),
            "CLIENTELE_SECRET_KEYS": vault.generate_key(),
            "CLIENTELE_MESSAGE_KEYS": vault.generate_key(),
            "CLIENTELE_SMTP_URL": f"smtp://{LOOPBACK}:{smtp}",
            "CLIENTELE_PUBLIC_URL": self.gateway_url,
            "CLIENTELE_PORT": str(port),
            "CLIENTELE_RATE_LIMITS": "false",
            "CLIENTELE_CONFIRM_ADDRESSES": "false",
            "CLIENTELE_EMAIL_LOOK_UPS_PER_HOUR": "1000000",
            "CLIENTELE_LOG_LEVEL": "WARNING",
            "CLIENTELE_WEBHOOK_NETWORKS": "127.0.0.0/8",
            "CLIENTELE_DOCUMENTS": str(self.folder / "documents"),
            **vendors.settings(self.vendors_url, "sandbox"),
            "PYTHONUNBUFFERED": "1",
        }
        for name in SERVICES:
            make_database(self.backing, name)
            migrations.upgrade(name, self.backing.database_url(name, f"{name}_owner"))
        self.backing.make_broker_accounts()
        topology.declare(self.backing.broker_url_of("setup"))
        self._run(
            "mailbox", "deploy.sandbox.mailbox", "--port", str(smtp), "--folder", str(self.folder / "mail")
        )
        play = ("deploy.sandbox.vendors", "--port", str(played), "--folder", str(self.folder / "vendors"))
        self._run("vendors", *play, CLIENTELE_SANDBOX_SECRET="sandbox")
        for name in SERVICES:
            self.start_part(name)
            self.start_part(f"{name}-relay")
        self.start_part("gateway")
        until(self.is_ready, 60)

    @property
    def mailbox(self) -> Mailbox:
        return Mailbox(self.folder / "mail")

    def parts(self) -> list[str]:
        """Every process of ours, by name: not what stands in for others."""
        return [name for name in self.processes if name not in ("mailbox", "vendors")]

    def is_ready(self) -> bool:
        return _answers(f"{self.gateway_url}/readyz")

    def is_at_work(self, name: str) -> bool:
        """Whether a process that was started can work."""
        return _answers(f"http://{LOOPBACK}:{self._health[name]}/readyz")

    def start_part(self, name: str, **more: str) -> None:
        """Start one process, with `more` settings of its own; returns at once."""
        self._health.setdefault(name, free_port())
        environment = {"CLIENTELE_HEALTH_PORT": str(self._health[name]), **self.documents, **more}
        if name in self.intakes:
            environment |= self.intakes[name]
            environment["CLIENTELE_DATABASE_URL"] = self.backing.database_url("accounts")
            return self._run(name, "services.accounts.intake", **environment)
        if name in self.gateways:
            environment["CLIENTELE_BROKER_URL"] = self.backing.broker_url_of("gateway")
            environment["CLIENTELE_PORT"] = str(self.gateways[name])
            return self._run(name, "gateway", **environment)
        service = name.removesuffix("-relay")
        environment["CLIENTELE_BROKER_URL"] = self.backing.broker_url_of(service)
        if service in SERVICES:
            environment["CLIENTELE_DATABASE_URL"] = self.backing.database_url(service)
            environment["CLIENTELE_SERVICE_KEYS"] = self.service_keys[service]
        if name == "gateway":
            return self._run(name, "gateway", **environment)
        if name.endswith("-relay"):
            return self._run(name, "chassis.relay_process", service, **environment)
        return self._run(name, f"services.{name}", **environment)

    def kill(self, name: str) -> None:
        """SIGKILL: no chance to clean up."""
        self.processes[name].kill()
        self.processes[name].wait()

    def stop_part(self, name: str) -> int:
        """SIGTERM: a graceful stop; gives the exit code."""
        self.processes[name].send_signal(signal.SIGTERM)
        return self.processes[name].wait(40)

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()

    def log(self, name: str) -> str:
        """What a part has printed so far."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def rows(self, service: str, query: str) -> list[tuple[object, ...]]:
        """A query in a service's own database."""
        connecting = psycopg2.connect(self.backing.database_url(service, f"{service}_owner"))
        with contextlib.closing(connecting) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    def _run(self, name: str, module: str, *arguments: str, **environment: str) -> None:
        ahead = self.clocks.get(name)
        moved = [] if ahead is None else ["tests.integration.moved_clock", str(ahead)]
        command = [sys.executable, "-m", *moved, module, *arguments]
        everything = {**self._environment, **environment}
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, env=everything, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )


def make_database(backing: Backing, name: str) -> None:
    """A database and a role of its own."""
    with contextlib.closing(psycopg2.connect(backing.database_url("postgres", "postgres"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for role in (f"{name}_owner", name):
                cursor.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
            cursor.execute(f"CREATE DATABASE {name} OWNER {name}_owner")


def broker_answers(url: str) -> bool:
    with contextlib.suppress(OSError), Connection(url, connect_timeout=2) as connection:
        connection.connect()
        return True
    return False


def database_answers(url: str) -> bool:
    with contextlib.suppress(psycopg2.OperationalError):
        psycopg2.connect(url, connect_timeout=2).close()
        return True
    return False


def until(condition: object, within: float) -> None:
    """Wait until `condition()` is true, at most so many seconds."""
    give_up = time.monotonic() + within
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < give_up, "it did not come about in time"
        time.sleep(0.1)
