"""Who may do what in a practice (product.md 1). Each gives the caller's standing or raises."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from chassis.security.identity import Caller
from contracts.access import SessionRequired
from contracts.errors import PracticeAccountRequired, RoleRequired
from services.access.members import memberships

_ADMINS = "practice_admin or client_admin"


def colleague(connection: Connection, caller: Caller) -> Row[Any]:
    """Somebody acting for a practice. Raises `PracticeAccountRequired`, `Unauthenticated`."""
    membership = memberships.of_caller(connection, caller)
    if membership.kind != "practice":
        raise PracticeAccountRequired()
    return membership


def admin(connection: Connection, caller: Caller) -> Row[Any]:
    """Who manages clients, colleagues and teams. Raises `RoleRequired` too."""
    membership = colleague(connection, caller)
    if membership.role not in memberships.ADMINS:
        raise RoleRequired(role=_ADMINS)
    return membership


def adder(connection: Connection, caller: Caller) -> Row[Any]:
    """Who may add clients, and therefore choose among colleagues and teams. Raises `RoleRequired` too."""
    membership = colleague(connection, caller)
    if not memberships.may_add_clients(membership):
        raise RoleRequired(role=f"{_ADMINS}, or the permission to add clients")
    return membership


def require_over(membership: Row[Any], *roles: str) -> None:
    """Whoever manages practice admins, or makes one, is one. Raises `RoleRequired`."""
    if "practice_admin" in roles and membership.role != "practice_admin":
        raise RoleRequired(role="practice_admin")


def require_session(caller: Caller) -> None:
    """A person who has signed in, and not a token of theirs. Raises `SessionRequired`."""
    if caller.scope != "session":
        raise SessionRequired()
