"""Every service by name: its Nameko class and what prepares its own parts."""

from __future__ import annotations

from chassis.process.runner import Prepare
from services.access import service as access
from services.accounts import service as accounts
from services.connections import service as connections
from services.invitations import service as invitations

SERVICES: dict[str, tuple[type, Prepare]] = {
    "accounts": (accounts.Accounts, accounts.prepare),
    "access": (access.Access, access.prepare),
    "invitations": (invitations.Invitations, invitations.prepare),
    "connections": (connections.Connections, connections.prepare),
}
