"""Who may do what inside a client account (product.md 1, 1.2)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from chassis.security.identity import Caller
from contracts.errors import NotFound, RoleRequired
from services.access.client_access import reach
from services.access.members import memberships
from services.access.tables import Account, ClientAccess

_MANAGERS = ("business_admin", "user_admin")


def manager(connection: Connection, caller: Caller, client_id: str) -> Row[Any]:
    """Who manages a client's users: a colleague who reaches it, as an admin, or a user of it with the role.

    Raises `NotFound` for who is neither, `RoleRequired`.
    """
    membership = memberships.of_caller(connection, caller)
    if membership.kind == "practice":
        if not reach.sees(connection, membership.account_id, membership.user_id, client_id):
            raise NotFound(what="client")
    elif membership.account_id != client_id:
        raise NotFound(what="client")
    elif membership.role not in _MANAGERS:
        raise RoleRequired(role="business_admin or user_admin")
    return membership


def require_over(membership: Row[Any], *roles: str) -> None:
    """A user admin manages no business admins, and makes none. Raises `RoleRequired`."""
    if "business_admin" in roles and membership.role == "user_admin":
        raise RoleRequired(role="business_admin")


def client(connection: Connection, client_id: str) -> Any:
    """The client's name and practice; None where access has not heard of it."""
    return connection.execute(
        select(Account.name, ClientAccess.practice_id)
        .join(ClientAccess, ClientAccess.client_id == Account.id)
        .where(Account.id == client_id)
    ).first()
