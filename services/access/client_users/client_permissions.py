"""Who manages a client's users (product.md 1, 1.2)."""

from __future__ import annotations

from sqlalchemy import Connection

from chassis.security.identity import Caller
from contracts.errors import NotFound, RoleRequired
from services.access.client_access import reach
from services.access.members import memberships, roles
from services.access.members.member_facts import Actor


def manager(connection: Connection, caller: Caller, client_id: str) -> Actor:
    """Who manages a client's users: a colleague who reaches it, as an admin, or a user of it with the role.

    Raises `NotFound` for who is neither, `RoleRequired`.
    """
    actor = memberships.of_caller(connection, caller)
    if actor.kind == "practice":
        if not reach.sees(connection, actor.account_id, actor.user_id, client_id):
            raise NotFound(what="client")
    elif actor.account_id != client_id:
        raise NotFound(what="client")
    elif actor.role not in roles.CLIENT_MANAGERS:
        raise RoleRequired(role="business_admin or user_admin")
    return actor
