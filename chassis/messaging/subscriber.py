"""A method that takes in one event or command, as the inbox knows it."""

from __future__ import annotations

from typing import Protocol

from chassis.security.trust import Trust
from chassis.security.vault import Vault
from contracts.messages import Message


class Subscriber(Protocol):
    """`queue` holds its messages; `sealer` opens their private parts, `trust` says which are believed."""

    message: Message
    queue: str
    sealer: Vault | None
    trust: Trust
