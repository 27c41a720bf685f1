"""Who a client's users are, and whether there are any."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, tuple_

from chassis import context
from chassis.database import paging
from chassis.database.engine import Database
from chassis.security.identity import Caller
from contracts.access import (
    AccessLevel,
    ClientRole,
    ClientsWithUsers,
    ClientUser,
    ClientUsers,
    ClientUserStatus,
    HasUsers,
    ListClientUsers,
)
from services.access import permissions
from services.access.client_access import known_clients
from services.access.client_users import client_permissions
from services.access.members import memberships
from services.access.tables import Membership, User

_USER = select(
    User.id, memberships.shown_name, User.email, Membership.role, Membership.status, Membership.owner,
    Membership.version,
).join(User, User.id == Membership.user_id)  # fmt: skip


def page(database: Database, caller: Caller, query: ListClientUsers) -> ClientUsers:
    """The users of a client, by name. Raises `NotFound`, `RoleRequired`."""
    after = paging.read_cursor(query.cursor, str, str)
    known_clients.await_client(database, query.client_id)
    with database.read() as connection:
        client_permissions.manager(connection, caller, query.client_id, AccessLevel.VIEW)
        found = (
            _USER.where(Membership.account_id == query.client_id, Membership.status != "removed")
            .order_by(memberships.shown_name, User.id)
            .limit(query.limit + 1)
        )
        if after is not None:
            found = found.where(tuple_(memberships.by_shown_name, User.id) > tuple_(*after))
        rows = connection.execute(found).all()
    shown = paging.page(rows, query.limit, lambda row: (row.name, row.id))
    return {"items": [_view(*row) for row in shown["items"]], "next_cursor": shown["next_cursor"]}


def view(connection: Connection, client_id: str, user_id: str) -> ClientUser:
    """A user as api.md shows them."""
    query = _USER.where(Membership.account_id == client_id, Membership.user_id == user_id)
    return _view(*connection.execute(query).one())


def has_users(database: Database, caller: Caller, client_id: str) -> HasUsers:
    """Whether anybody is a user of the client account (product.md 8.3). Raises `RoleRequired`."""
    with database.read() as connection:
        permissions.admin(connection, caller)
        query = select(Membership.user_id).where(
            Membership.account_id == client_id, Membership.status != "removed"
        )
        return {"has_users": connection.execute(query.limit(1)).first() is not None}


@context.across_accounts
def with_users(database: Database, client_ids: Sequence[str]) -> ClientsWithUsers:
    """Those of the clients that have users (product.md 8.3)."""
    query = select(Membership.account_id).where(
        Membership.account_id.in_(client_ids), Membership.status != "removed"
    )
    with database.read() as connection:
        return {"client_ids": sorted(set(connection.execute(query).scalars()))}


def _view(
    user_id: str, name: str, email: str, role: str, status: str, owner: bool, version: int
) -> ClientUser:
    return {
        "id": user_id,
        "name": name,
        "email": email,
        "role": ClientRole(role),
        "status": ClientUserStatus(status),
        "owner": owner,
        "version": version,
    }
