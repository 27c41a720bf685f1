"""Who may do what in a practice (product.md 1). Each gives the caller's membership or raises."""

from __future__ import annotations

from sqlalchemy import Connection

from chassis.security.identity import Caller
from contracts.access import SessionRequired
from contracts.access.states import ADDER_ROLES, ADMIN_ROLES, ADMINS
from contracts.errors import PracticeAccountRequired, RoleRequired
from services.access.members import memberships, roles
from services.access.members.member_facts import Actor


def colleague(connection: Connection, caller: Caller) -> Actor:
    """Somebody acting for a practice. Raises `PracticeAccountRequired`, `Unauthenticated`."""
    actor = memberships.of_caller(connection, caller)
    if actor.kind != "practice":
        raise PracticeAccountRequired()
    return actor


def admin(connection: Connection, caller: Caller) -> Actor:
    """Who manages clients, colleagues and teams. Raises `RoleRequired` too."""
    actor = colleague(connection, caller)
    if actor.role not in ADMINS:
        raise RoleRequired(role=ADMIN_ROLES)
    return actor


def adder(connection: Connection, caller: Caller) -> Actor:
    """Who may add clients, and therefore choose among colleagues and teams. Raises `RoleRequired` too."""
    actor = colleague(connection, caller)
    if not roles.adds_clients(actor.role, actor.permissions):
        raise RoleRequired(role=ADDER_ROLES)
    return actor


def require_session(caller: Caller) -> None:
    """A person who has signed in, and not a token of theirs. Raises `SessionRequired`."""
    if caller.scope != "session":
        raise SessionRequired()
