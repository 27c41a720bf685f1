"""The API, a module each resource (api.md)."""

from __future__ import annotations

from gateway.api import clients, colleagues, connections, invitations, practices, reference, sessions
from gateway.operations import Operation

OPERATIONS: tuple[Operation, ...] = (
    *practices.OPERATIONS,
    *sessions.OPERATIONS,
    *colleagues.OPERATIONS,
    *clients.OPERATIONS,
    *invitations.OPERATIONS,
    *connections.OPERATIONS,
    *reference.OPERATIONS,
)
