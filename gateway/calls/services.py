"""What the API and the pages ask the services through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from contracts.messages import Call, Rpc
from gateway.calls.account_facts import KnownAccounts
from gateway.calls.event_watch import EventWatch
from gateway.calls.identities import Identities
from gateway.calls.import_watch import ImportWatch


class RawRpc(Rpc, Protocol):
    """Carries calls, and can leave an answer undecoded for who passes it on unchanged."""

    def forward_raw(self, call: Call, arguments: Mapping[str, object]) -> bytes:
        """As `forward`, but the answer's JSON."""


@dataclass(frozen=True, slots=True)
class Services:
    """What endpoints and pages work with."""

    rpc: RawRpc
    identities: Identities
    accounts: KnownAccounts
    events: EventWatch
    imports: ImportWatch
