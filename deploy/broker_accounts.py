"""RabbitMQ's accounts: one for each part of the product, allowed what it does and no more.

Derived from the contracts, like the topology. RabbitMQ reads each permission as a regular expression on the
name of a queue or exchange, the default exchange being `amq.default`.

What the default exchange is needed for (direct replies, dead letters), RabbitMQ cannot narrow to single
queues; who may read a queue it can.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chassis import topology
from chassis.rpc import wire
from contracts import subscriptions

#: Declares the topology, and lists and replays dead letters.
SETUP = "setup"
GATEWAY = "gateway"
ACCOUNTS = (*subscriptions.SERVICES, GATEWAY, SETUP)

_DEFAULT_EXCHANGE = "amq.default"


@dataclass(frozen=True, slots=True)
class Permission:
    """Names of what an account may declare, publish or bind to, and consume or bind from."""

    configure: str
    write: str
    read: str


def permission(account: str) -> Permission:
    """What one of `ACCOUNTS` may do."""
    if account == SETUP:
        everything = [exchange.name for exchange in topology.exchanges()]
        everything += [queue.name for queue in topology.queues()]
        return Permission(_any_of(everything), _any_of([*everything, _DEFAULT_EXCHANGE]), _any_of(everything))
    if account == GATEWAY:
        return Permission(_any_of([]), _any_of([wire.EXCHANGE]), _any_of([]))
    calls = wire.queue_name(account)
    consumed = [subscription.queue for subscription in subscriptions.of(account)]
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
    }


def hashed(password: str) -> str:
    """A password in RabbitMQ's salted form (its guide "Credentials and Passwords")."""
    salt = os.urandom(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
