"""Who manages a client's users (product.md 1, 1.2)."""

from __future__ import annotations

from sqlalchemy import Connection

from chassis.security.identity import Caller
from contracts.access import AccessLevel
from contracts.errors import LevelRequired, NotFound, RoleRequired
from services.access.client_access import reach
from services.access.members import memberships, roles
from services.access.members.member_facts import Actor


def manager(connection: Connection, caller: Caller, client_id: str, needed: AccessLevel) -> Actor:
    """Who manages a client's users: a colleague who reaches it at this level, as an admin, or a user of it
    with the role.

    Raises `NotFound` for who is neither, `LevelRequired`, `RoleRequired`.
    """
    actor = memberships.of_caller(connection, caller)
    if actor.kind == "practice":
        held = reach.level_of(connection, actor.account_id, actor.user_id, client_id)
        if held is None:
            raise NotFound(what="client")
        if held not in needed.and_above:
            raise LevelRequired(level=needed, held=held)
    elif actor.account_id != client_id:
        raise NotFound(what="client")
    elif actor.role not in roles.CLIENT_MANAGERS:
        raise RoleRequired(role="business_admin or user_admin")
    return actor
