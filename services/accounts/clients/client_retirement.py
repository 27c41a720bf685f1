"""The decisions to archive, restore and delete clients (product.md 8.3): an admin's."""

from __future__ import annotations

import unicodedata

from contracts import accounts
from contracts.access.states import ADMIN_ROLES, ADMINS
from contracts.accounts.client_states import CLIENT_TRANSITIONS, ClientStatus
from contracts.errors import InvalidInput, RoleRequired
from services.accounts.clients.client_row import ClientRow
from services.accounts.memberships import Membership


def next_version(membership: Membership, client: ClientRow, status: ClientStatus) -> int | None:
    """The version with which a client goes over to a status; None where it is so already.

    Raises `RoleRequired`.
    """
    require_admin(membership)
    return client.version + 1 if CLIENT_TRANSITIONS.allow(client.status, status) else None


def require_admin(membership: Membership) -> None:
    """Raises `RoleRequired`."""
    if membership.role not in ADMINS:
        raise RoleRequired(role=ADMIN_ROLES)


def require_named(client: ClientRow, confirm_name: str) -> None:
    """Raises `InvalidInput` where another name is confirmed."""
    if _plain(confirm_name) != _plain(client.name):
        message = f"Type the client's name as it is written: {client.name}"
        raise InvalidInput.at("/confirm_name", "name_differs", message)


def require_unused(client: ClientRow, *, has_users: bool) -> None:
    """Raises `accounts.HasUsers`: such a client is archived, not deleted."""
    if has_users:
        raise accounts.HasUsers(name=client.name)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
