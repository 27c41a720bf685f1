"""On a broker of several nodes the queue of calls is transient (docs/adr/0055)."""

from __future__ import annotations

from tests.builders import eventually
from tests.integration.practice import PracticeOverHttp
from tests.integration.system import System

SETTING = "CLIENTELE_BROKER_CLUSTER"


def queue_of_accounts(running: System) -> str:
    """Whether it is durable, and how many consume from it; empty where there is none."""
    listed = running.backing.rabbitmq.exec(
        ["rabbitmqctl", "--quiet", "list_queues", "name", "durable", "consumers"]
    ).output.decode()
    return next((line for line in listed.splitlines() if line.startswith("rpc-accounts")), "")


def test_a_replica_takes_the_queue_as_others_have_declared_it(running: System) -> None:
    """With the setting or without, beside one that is set otherwise; nobody who calls notices."""
    practice = PracticeOverHttp(running.gateway_url)
    running.kill("accounts")
    eventually(lambda: queue_of_accounts(running) == "")
    running._environment[SETTING] = "true"
    try:
        running.start_part("accounts")
        # That all is ready may still be said of the time before.
        eventually(lambda: queue_of_accounts(running).split() == ["rpc-accounts", "false", "2"], within=60)
        first = running.processes.pop("accounts")
    finally:
        del running._environment[SETTING]
    try:
        # Another port for its health: both live.
        del running._health["accounts"]
        running.start_part("accounts")
        eventually(lambda: queue_of_accounts(running).split() == ["rpc-accounts", "false", "4"], within=60)
    finally:
        first.kill()
        first.wait()
    assert practice.add_client()["name"]
    eventually(lambda: queue_of_accounts(running).split() == ["rpc-accounts", "false", "2"], within=60)
