"""Row-level security by account: the second wall, for the day when a query forgets whom it is for.

Each statement runs for one account, which is set in the same round trip; a policy on each
table of a practice's rows lets it see and write no other's. Work that is nobody's in particular (taking in
messages, timers, calls of somebody not signed in) runs for all. Where nothing is said, nothing is seen.

It binds the role that a service works as, which owns no table; migrations run as the tables' owner.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, text

from chassis.context import EVERYWHERE

_SCOPE = re.compile(r"\*|[a-z]+_[0-9A-Z]{26}|")
_ROLE = text(
    "SELECT rolname AS name, rolsuper, rolbypassrls, EXISTS (SELECT FROM pg_class"
    " WHERE relowner = pg_roles.oid AND relnamespace = 'public'::regnamespace) AS owns"
    " FROM pg_roles WHERE rolname = current_user"
)
# A query of its own: PostgreSQL works it out once a statement, not once a row.
_ACCOUNT = "(SELECT current_setting('clientele.account', true))"


def set_tenant(scope: str) -> str:
    """The statement that tells the database whom the transaction is for."""
    if _SCOPE.fullmatch(scope) is None:
        raise ValueError("this is no account's id")
    return f"SET LOCAL clientele.account = '{scope}'"


class RowLevelSecurityMissing(Exception):
    """The role that the service works as is not bound by row-level security."""


def check(connection: Connection) -> None:
    """Raises `RowLevelSecurityMissing`."""
    role = connection.execute(_ROLE).one()
    if role.rolsuper or role.rolbypassrls or role.owns:
        raise RowLevelSecurityMissing(
            f"the role {role.name} owns the tables or may see all rows: work as another"
        )


def add_policy(op: Any, table: str, *conditions: str) -> None:
    """In a migration: let a row be seen and written only where one of these conditions holds for it."""
    allowed = " OR ".join([f"{_ACCOUNT} = '{EVERYWHERE}'", *conditions])
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY wall ON {table} USING ({allowed})")


def is_tenant(column: str) -> str:
    """The condition that this column names the account that asks."""
    return f"{column} = {_ACCOUNT}"


def belongs(column: str, to: str) -> str:
    """The condition that a row is there, and can be seen, to which this one belongs.

    Both are written `table.column`; the other table has a wall itself.
    """
    return f"EXISTS (SELECT FROM {to.partition('.')[0]} WHERE {to} = {column})"
