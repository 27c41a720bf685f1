"""Whoever has one part's broker account can neither listen to others nor speak for them (docs/adr/0023)."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import pytest
from amqp.exceptions import AccessRefused
from kombu import Connection

from chassis import dead_letters, topology
from chassis.database.unit_of_work import new_id
from chassis.rpc import wire
from chassis.security.service_keys import ServiceKeys
from chassis.security.trust import Trust
from contracts.access.events import COLLEAGUE_CHANGED
from contracts.accounts.events import CLIENT_DELETED, CLIENT_TRANSFERRED
from contracts.envelope import Envelope
from deploy.broker_accounts import ACCOUNTS
from tests.builders import eventually
from tests.integration.fragile import PUBLIC_KEYS, Fragiles, colleague, fragiles
from tests.integration.system import Backing, System


def refused(url: str, act: str, exchange: str, key: str) -> bool:
    """Whether the broker refuses to let this account publish, or bind its queue of calls."""
    with Connection(url) as connection:
        channel = connection.channel()
        try:
            if act == "bind":
                # Never unbound again: what may be bound is what the running service lives by.
                channel.queue_bind(wire.queue_name(url.split("//")[1].split(":")[0]), exchange, key)
            else:
                channel.basic_publish(channel.prepare_message(b"{}"), exchange, key)
                # The broker answers in order, so that a refusal comes before this.
                channel.exchange_declare("amq.topic", "topic", passive=True)
        except AccessRefused:
            return True
    return False


@pytest.mark.parametrize(
    ("account", "act", "exchange", "key"),
    [
        ("connections", "bind", wire.EXCHANGE, "#"),
        ("connections", "bind", wire.EXCHANGE, "access.sign_in"),
        ("connections", "bind", "accounts.events", "#"),
        ("connections", "publish", "accounts.events", CLIENT_TRANSFERRED.type),
        ("accounts", "publish", "accounts.events", "NoSuchEvent"),
        ("connections", "publish", wire.EXCHANGE, "access.settle_redemption"),
        ("connections", "publish", "accounts.retry.1", "access.accounts.ClientDeleted"),
        ("connections", "publish", "connections.retry.1", "access.accounts.ClientDeleted"),
        ("accounts", "publish", "invitations.commands", "SendResetLink"),
        ("gateway", "publish", wire.EXCHANGE, "access.settle_redemption"),
        ("gateway", "publish", "accounts.events", CLIENT_TRANSFERRED.type),
        ("gateway", "publish", "", "rpc-accounts"),
        ("gateway", "publish", topology.LIMITS_EXCHANGE, "anything"),
        ("connections", "publish", topology.LIMITS_EXCHANGE, topology.LIMITS_KEY),
        ("connections", "bind", topology.LIMITS_EXCHANGE, topology.LIMITS_KEY),
    ],
)
def test_the_broker_refuses_what_is_not_a_parts_to_say_or_hear(
    running: System, account: str, act: str, exchange: str, key: str
) -> None:
    assert refused(running.backing.broker_url_of(account), act, exchange, key)


@pytest.mark.parametrize(
    ("account", "act", "exchange", "key"),
    [
        ("connections", "bind", wire.EXCHANGE, "connections.*"),
        ("connections", "publish", "connections.events", "ConnectionClosed"),
        ("connections", "publish", wire.EXCHANGE, "6c0a9c0e-7d0a-4d6a-a6dd-0d0f4f4f6a5a"),
        ("accounts", "publish", wire.EXCHANGE, "access.get_session"),
        ("gateway", "publish", wire.EXCHANGE, "access.get_session"),
        ("gateway", "publish", wire.EXCHANGE, "connections.ping"),
        ("gateway", "publish", topology.LIMITS_EXCHANGE, topology.LIMITS_KEY),
    ],
)
def test_the_broker_takes_what_is(running: System, account: str, act: str, exchange: str, key: str) -> None:
    assert not refused(running.backing.broker_url_of(account), act, exchange, key)


@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_account_reads_a_queue_of_another(running: System, account: str) -> None:
    with Connection(running.backing.broker_url_of(account)) as connection:
        for queue in ("access.accounts.ClientDeleted", "rpc-access"):
            if account in ("access", "setup"):
                continue
            with pytest.raises(AccessRefused):
                connection.channel().basic_get(queue)


@pytest.fixture(scope="module")
def fragile(backing: Backing) -> Iterator[Fragiles]:
    with fragiles(backing, "rights") as found:
        yield found


def test_an_unsigned_event_is_set_aside_as_forged_and_has_no_effect(fragile: Fragiles) -> None:
    user_id = new_id("user")
    letter = fragile.letter(fragile.tell(COLLEAGUE_CHANGED, colleague(user_id), signed=False))
    assert (letter["reason"], letter["detail"]) == ("forged", "not signed by access")
    assert fragile.rows("SELECT 1 FROM members WHERE user_id = :id", id=user_id) == 0


def test_one_service_cannot_speak_for_another_through_the_default_exchange(running: System) -> None:
    body = orjson.dumps({"client_id": new_id("client")})
    said = Envelope(
        new_id("message"), CLIENT_DELETED.type, "/clientele/accounts", "x", "2026-01-01T00:00:00Z", "test"
    )
    thief = Trust(ServiceKeys([running.service_keys["connections"]], PUBLIC_KEYS))
    headers = {**said.headers(), **thief.sign("accounts", CLIENT_DELETED.exchange, said.headers(), body)}
    with Connection(running.backing.broker_url_of("connections")) as connection:
        producer = connection.Producer()
        producer.publish(
            body,
            exchange="",
            routing_key="access.accounts.ClientDeleted",
            headers=headers,
            message_id=said.id,
            content_type="application/json",
            content_encoding="utf-8",
        )

    def find() -> object:
        found = dead_letters.dead_letters(running.backing.broker_url_of("setup"), "access")
        return next((letter for letter in found if letter["message_id"] == said.id), None)

    assert eventually(find, within=20)["reason"] == "forged"
