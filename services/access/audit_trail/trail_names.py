"""What those whom the lines of a trail name by id are called, as the practice knows them today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import orjson
from sqlalchemy import Connection, select

from services.access.tables import Account, Activity, ClientAccess, Membership, Team, User


def names_of(connection: Connection, practice_id: str, ids: Iterable[str]) -> dict[str, str]:
    """The names of everybody and everything with these ids; without those that nobody knows any more."""
    wanted = set(ids)
    people, clients, teams = (
        [each for each in wanted if each.startswith(prefix)] for prefix in ("user_", "client_", "team_")
    )
    return {
        **_names_in(connection, User, people),
        **_names_in(connection, Account, clients),
        **_names_in(connection, Team, teams),
        **_typed_names(connection, [*clients, practice_id], people),
        **_parting_names(connection, practice_id, clients),
    }


def _names_in(
    connection: Connection, table: type[User] | type[Account] | type[Team], ids: Sequence[str]
) -> dict[str, str]:
    if not ids:
        return {}
    rows = connection.execute(select(table.id, table.name).where(table.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _typed_names(
    connection: Connection, account_ids: Sequence[str], user_ids: Sequence[str]
) -> dict[str, str]:
    """What people go by in these accounts, their practice's before their client's."""
    if not user_ids:
        return {}
    rows = connection.execute(
        select(Membership.user_id, Membership.name)
        .where(
            Membership.user_id.in_(user_ids),
            Membership.account_id.in_(account_ids),
            Membership.name.is_not(None),
        )
        .order_by(Membership.account_id)
    )
    return {row.user_id: str(row.name) for row in rows}


def _parting_names(connection: Connection, practice_id: str, client_ids: Sequence[str]) -> dict[str, str]:
    """What clients were called when they went to another practice: what they are called since is not its."""
    if not client_ids:
        return {}
    here = select(ClientAccess.client_id).where(
        ClientAccess.client_id.in_(client_ids), ClientAccess.practice_id == practice_id
    )
    own = set(connection.execute(here).scalars())
    gone = [each for each in client_ids if each not in own]
    rows = connection.execute(
        select(Activity.client_id, Activity.body)
        .where(
            Activity.practice_id == practice_id,
            Activity.client_id.in_(gone),
            Activity.kind == "client.transferred",
        )
        .order_by(Activity.place)
    )
    parted = {row.client_id: (orjson.loads(row.body)["after"] or {}).get("name") for row in rows}
    return {client_id: name for client_id, name in parted.items() if name}
