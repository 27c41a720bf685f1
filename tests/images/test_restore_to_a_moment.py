"""The commands of docs/operations.md for another moment and for other servers are run as they stand there."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from contracts.subscriptions import SERVICES
from tests.images.installation import ROOT, Installation
from tests.images.test_compose_upkeep import Operator, documented_command

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]

ARCHIVE = ROOT / "deploy" / "compose" / "archive.yml"
_ASK = (
    "PGPASSWORD=$(cat /secrets/superuser) psql --host=127.0.0.1 --username=postgres --dbname=accounts"
    ' --tuples-only --no-align --command "$0"'
)

_SENT = (
    "INSERT INTO outbox (id, exchange, type, aggregate, body, headers, sent_at)"
    " VALUES ('THE_ID', 'accounts.events', 'None', 'none', '{}', '{}', now())"
)


class Servers(Installation):
    """The broker and the database alone, with the database's log kept."""

    moment = ""

    def environment(self) -> dict[str, str]:
        known = super().environment()
        return {**known, "COMPOSE_FILE": f"{known['COMPOSE_FILE']}:{ARCHIVE}", "MOMENT": self.moment}

    def begin(self) -> None:
        self.compose("up", "--no-build", "--wait", "postgres", "rabbitmq", within=240)
        self.compose("run", "--rm", "databases", *SERVICES, within=120)
        for service in SERVICES:
            self.compose("run", "--rm", f"{service}-migrations", within=120)

    def ask(self, statement: str) -> list[str]:
        """The lines that PostgreSQL answers, of the database of accounts."""
        return self.compose("exec", "-T", "postgres", "bash", "-c", _ASK, statement).stdout.split()

    def send(self, message_id: str) -> None:
        """As the relay leaves it once it was published."""
        self.ask(_SENT.replace("THE_ID", message_id))


@pytest.fixture(scope="module")
def servers(images: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    running = Servers(images, tmp_path_factory.mktemp("servers"))
    try:
        running.begin()
        yield running
    finally:
        running.down()


@pytest.fixture
def operator(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Operator:
    return Operator(servers, tmp_path_factory.mktemp("operator"))


def test_the_server_goes_back_to_a_moment_and_sends_again_what_was_sent(
    servers: Servers, operator: Operator
) -> None:
    servers.send("before-the-copy")
    operator.types(documented_command("pg_basebackup", "Restore to a moment"))
    servers.send("before")
    time.sleep(1.5)
    servers.moment = servers.ask("SELECT replace(clock_timestamp()::text, ' ', 'T')")[0]
    time.sleep(1.5)
    servers.send("after")
    operator.types(documented_command("recovery.signal", "Restore to a moment"))
    assert servers.ask("SELECT id FROM outbox ORDER BY id") == ["before", "before-the-copy"]
    assert servers.ask("SELECT count(*) FROM outbox WHERE sent_at IS NULL") == ["0"]
    operator.types(documented_command("sent_at = NULL", "Back up and restore"))
    assert servers.ask("SELECT count(*) FROM outbox WHERE sent_at IS NULL") == ["2"]


def test_other_servers_of_the_same_kind_keep_what_there_is(servers: Servers, operator: Operator) -> None:
    servers.send("kept")
    queues = documented_command("purge_queue", "Back up and restore")
    servers.compose("run", "--rm", "topology", within=120)
    operator.types(documented_command("enable_feature_flag", "Upgrade RabbitMQ and PostgreSQL"))
    operator.types(documented_command("force-recreate postgres", "Upgrade RabbitMQ and PostgreSQL"))
    assert servers.ask("SELECT id FROM outbox WHERE id = 'kept'") == ["kept"]
    operator.types(queues)
