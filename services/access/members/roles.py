"""What a role lets its holder do (product.md 1)."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.access.states import ADMIN_ROLES, ADMINS, ClientRole, Permission, PracticeRole
from contracts.errors import RoleRequired

#: Who manages the users of a client, of those who are its users.
CLIENT_MANAGERS = (ClientRole.BUSINESS_ADMIN, ClientRole.USER_ADMIN)


def adds_clients(role: str, permissions: Sequence[str]) -> bool:
    """Whether somebody may add clients (product.md 1)."""
    return role in ADMINS or Permission.ADD_CLIENTS in permissions


def require_admin(role: str) -> None:
    """Raises `RoleRequired`."""
    if role not in ADMINS:
        raise RoleRequired(role=ADMIN_ROLES)


def require_over(role: str, *others: str) -> None:
    """Whoever manages practice admins, or makes one, is one. Raises `RoleRequired`."""
    if PracticeRole.PRACTICE_ADMIN in others and role != PracticeRole.PRACTICE_ADMIN:
        raise RoleRequired(role=PracticeRole.PRACTICE_ADMIN)


def require_over_client(role: str, *others: str) -> None:
    """A user admin manages no business admins, and makes none. Raises `RoleRequired`."""
    if ClientRole.BUSINESS_ADMIN in others and role == ClientRole.USER_ADMIN:
        raise RoleRequired(role=ClientRole.BUSINESS_ADMIN)
