"""RabbitMQ's accounts: one for each part of the product, allowed what it does and no more.

Derived from the contracts, like the topology. RabbitMQ reads each permission as a regular expression on the
name of a queue or exchange, the default exchange being `amq.default`.

What the default exchange is needed for (direct replies, dead letters), RabbitMQ cannot narrow to single
queues; who may read a queue it can. A message put into a foreign queue that way is refused by its reader,
for it is not signed by who may send it (docs/adr/0023).

Beyond the exchange, RabbitMQ reads topic permissions on the routing key: which calls an account may make and
be asked, and which messages it may send.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chassis import topology
from chassis.rpc import wire
from chassis.rpc.server import PING
from contracts import callers, subscriptions

#: Declares the topology, and lists and replays dead letters.
SETUP = "setup"
GATEWAY = "gateway"
ACCOUNTS = (*subscriptions.SERVICES, GATEWAY, SETUP)

_DEFAULT_EXCHANGE = "amq.default"
_RETRIES = frozenset(
    topology.retry_exchange(service, attempt)
    for service in subscriptions.SERVICES
    for attempt in range(1, topology.ATTEMPTS)
)

#: Queues that gateways declare, each of which nobody reads but the connection that declared it.
_LIMITS_QUEUES = f"^{re.escape(topology.limits_queue(''))}[0-9a-f]{{32}}$"


@dataclass(frozen=True, slots=True)
class Permission:
    """Names of what an account may declare, publish or bind to, and consume or bind from."""

    configure: str
    write: str
    read: str


@dataclass(frozen=True, slots=True)
class TopicPermission:
    """Routing keys that an account may publish to an exchange with, and bind a queue to it with."""

    exchange: str
    write: str
    read: str


def permission(account: str) -> Permission:
    """What one of `ACCOUNTS` may do."""
    if account == SETUP:
        everything = [exchange.name for exchange in topology.exchanges()]
        everything += [queue.name for queue in topology.queues()]
        return Permission(_any_of(everything), _any_of([*everything, _DEFAULT_EXCHANGE]), _any_of(everything))
    if account == GATEWAY:
        return Permission(
            _LIMITS_QUEUES,
            f"{_any_of([wire.EXCHANGE, topology.LIMITS_EXCHANGE])}|{_LIMITS_QUEUES}",
            f"{_any_of([topology.LIMITS_EXCHANGE])}|{_LIMITS_QUEUES}",
        )
    calls = wire.queue_name(account)
    consumed = subscriptions.queues_of(account)
    published = [
        wire.EXCHANGE,
        _DEFAULT_EXCHANGE,
        calls,
        f"{account}.events",
        *(topology.retry_exchange(account, attempt) for attempt in range(1, topology.ATTEMPTS)),
        *(
            command.exchange
            for command in subscriptions.COMMANDS
            if account in subscriptions.SENDERS[command.type]
        ),
    ]
    return Permission(_any_of([calls]), _any_of(published), _any_of([wire.EXCHANGE, calls, *consumed]))


def topic_permissions(account: str) -> list[TopicPermission]:
    """What one of `ACCOUNTS` may say on each exchange, and have said to it."""
    if account == SETUP:
        # It binds every queue, and publishes dead letters through the default exchange only.
        return [
            TopicPermission(exchange.name, _any_of([]), ".*")
            for exchange in topology.exchanges()
            if exchange.name not in _RETRIES
        ]
    if account == GATEWAY:
        calls = [f"{call.service}.{call.method}" for call in callers.calls_of_gateway()]
        calls += [f"{service}.{PING}" for service in subscriptions.SERVICES]
        counts = _any_of([topology.LIMITS_KEY])
        return [
            TopicPermission(wire.EXCHANGE, _any_of(calls), _any_of([])),
            TopicPermission(topology.LIMITS_EXCHANGE, counts, counts),
        ]
    calls = [f"{call.service}.{call.method}" for call in callers.calls_of(account)]
    # Replies to stock callers go to queues named by a UUID.
    replies = f"^{wire.STOCK_REPLY.pattern}$"
    said = f"{_any_of(calls)}|{replies}" if calls else replies
    own = [subscription.queue for subscription in subscriptions.of(account)]
    return [
        TopicPermission(wire.EXCHANGE, said, _any_of([f"{account}.*"])),
        *(TopicPermission(exchange, _any_of(types), _any_of([])) for exchange, types in _sent(account)),
        *(
            TopicPermission(topology.retry_exchange(account, attempt), _any_of(own), _any_of([]))
            for attempt in range(1, topology.ATTEMPTS)
        ),
    ]


def _sent(account: str) -> list[tuple[str, list[str]]]:
    """The types of messages that a service may send, by their exchange."""
    found: dict[str, list[str]] = defaultdict(list)
    for event in subscriptions.EVENTS:
        if event.source == account:
            found[event.exchange].append(event.type)
    for command in subscriptions.COMMANDS:
        if account in subscriptions.SENDERS[command.type]:
            found[command.exchange].append(command.type)
    return sorted(found.items())


def _any_of(names: Iterable[str]) -> str:
    """A regular expression for exactly these names; for none, one that matches nothing."""
    escaped = sorted({re.escape(name).replace(r"\-", "-") for name in names})
    return f"^({'|'.join(escaped)})$" if escaped else "^$"


def definitions(passwords: Mapping[str, str]) -> dict[str, Any]:
    """RabbitMQ's definitions: the accounts with these passwords, and nobody else."""
    return {
        "vhosts": [{"name": "/"}],
        "users": [
            {
                "name": account,
                "password_hash": hashed(passwords[account]),
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": [],
            }
            for account in ACCOUNTS
        ],
        "permissions": [
            {"user": account, "vhost": "/", "configure": p.configure, "write": p.write, "read": p.read}
            for account in ACCOUNTS
            for p in [permission(account)]
        ],
        "topic_permissions": [
            {"user": account, "vhost": "/", "exchange": t.exchange, "write": t.write, "read": t.read}
            for account in ACCOUNTS
            for t in topic_permissions(account)
        ],
    }


def hashed(password: str) -> str:
    """A password in RabbitMQ's salted form (its guide "Credentials and Passwords")."""
    salt = os.urandom(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
