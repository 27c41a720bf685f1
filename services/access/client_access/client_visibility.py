"""Which clients the caller sees, and who else sees one."""

from __future__ import annotations

from chassis.database import paging
from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.access import (
    AccessLevel,
    ClientSeen,
    ClientsSeen,
    ListPeopleWithAccess,
    PeopleWithAccess,
    SeeClient,
    SeeClients,
)
from contracts.access.states import ADMINS
from contracts.errors import NotFound
from services.access import permissions
from services.access.client_access import known_clients, reach
from services.access.members import memberships, roles


def people(database: Database, caller: Caller, query: ListPeopleWithAccess) -> PeopleWithAccess:
    """Who sees a client and why: for admins, and about themselves for who sees it. Raises `NotFound`."""
    after = paging.read_cursor(query.cursor, str, str)
    known_clients.await_client(database, query.client_id)
    with database.read() as connection:
        actor = permissions.colleague(connection, caller)
        if not reach.sees(connection, actor.account_id, actor.user_id, query.client_id):
            raise NotFound(what="client")
        if query.user_id != caller.user_id:
            roles.require_admin(actor.role)
        found = reach.explain(
            connection, actor.account_id, query.client_id,
            user_id=query.user_id, after=after, limit=query.limit + 1,
        )  # fmt: skip
    page = paging.page(found, query.limit, lambda person: (person["name"], person["user_id"]))
    return {"items": page["items"], "next_cursor": page["next_cursor"]}


def seen_by(database: Database, caller: Caller, query: SeeClient) -> ClientSeen:
    """Whether the caller may see a client (product.md 2.5)."""
    one = SeeClients(client_ids=[query.client_id], practice_id=query.practice_id)
    return {"sees": bool(those_seen_by(database, caller, one)["client_ids"])}


def those_seen_by(database: Database, caller: Caller, query: SeeClients) -> ClientsSeen:
    """Which of these clients the caller may see, and whether they see every one as an admin. One query.

    A client that access has not heard of yet is an admin's: who asks names clients of the practice.
    """
    # Everywhere: a client of another practice is to be told from one that is not known yet.
    with database.read(everywhere=True) as connection:
        actor, (reached, levels, known) = memberships.of_caller_beside(
            connection, caller, *reach.among(query.client_ids)
        )
    if actor.account_id != query.practice_id:
        return {"client_ids": [], "admin": False}
    admin = actor.role in ADMINS
    seen = set(reached)
    if admin:
        seen |= set(query.client_ids) - set(known)
    held = {client_id: AccessLevel(level) for client_id, level in zip(reached, levels, strict=True)}
    return {
        "client_ids": [each for each in query.client_ids if each in seen],
        "admin": admin,
        "levels": [
            {"client_id": each, "level": level}
            for each, level in held.items()
            if level is not AccessLevel.MANAGE
        ],
    }
