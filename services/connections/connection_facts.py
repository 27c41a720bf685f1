"""What is known of a client's connection where something is decided about it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from contracts.transitions import Transitions


class ConnectionState(StrEnum):
    """Whether a connection works; one that is closed is shown to nobody any more."""

    CONNECTED = "connected"
    NEEDS_RECONNECT = "needs_reconnect"
    CLOSED = "closed"


#: A new sign-in renews one that works too (product.md 6.4).
CONNECTION_TRANSITIONS = Transitions(
    ConnectionState,
    {
        ConnectionState.CONNECTED: ConnectionState,
        ConnectionState.NEEDS_RECONNECT: {ConnectionState.CONNECTED, ConnectionState.CLOSED},
        ConnectionState.CLOSED: (),
    },
)


@dataclass(frozen=True, slots=True)
class StoredConnection:
    """A client's connection to one organisation, by a grant. `reference` is what the vendor is left by."""

    id: str
    practice_id: str
    client_id: str
    provider: str
    organisation_id: str
    organisation_name: str
    reference: str | None
    grant_id: str
    state: ConnectionState
    detail: str | None
    connected_at: datetime.datetime
    changed_at: datetime.datetime
    checked_at: datetime.datetime | None
    connected_by: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", ConnectionState(self.state))
