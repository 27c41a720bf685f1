"""A connected client's grant, as tests look at it and age it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text, update

from chassis.database.engine import Database
from services.connections.tables import Connection, Grant
from tests.builders import Person
from tests.connections.stage import Stage, a_client_known, connect, signed_in


def connected(stage: Stage, owner: Person, provider: str, **choices: Any) -> tuple[str, str]:
    """A client and the sign-in it is connected with."""
    client = a_client_known(owner)
    found = signed_in(stage, owner, provider, **choices)
    connect(owner, client["id"], found["id"])
    return str(client["id"]), str(found["id"])


def grant_of(database: Database, client_id: str) -> str:
    with database.read(everywhere=True) as connection:
        wanted = select(Connection.grant_id).where(Connection.client_id == client_id)
        return str(connection.execute(wanted.where(Connection.state != "closed")).scalar_one())


def row(database: Database, grant_id: str) -> Any:
    with database.read(everywhere=True) as connection:
        return connection.execute(select(Grant.__table__).where(Grant.id == grant_id)).one()


def change(database: Database, grant_id: str, **values: Any) -> None:
    """Set columns; a text is SQL."""
    given = {name: text(value) if isinstance(value, str) else value for name, value in values.items()}
    with database.autocommit(everywhere=True) as connection:
        connection.execute(update(Grant).where(Grant.id == grant_id).values(given))


def expire(database: Database, grant_id: str) -> None:
    """The access token is over; the vendor's refresh token is not."""
    change(database, grant_id, access_expires_at="now() - interval '1 second'")


def request(stage: Stage, provider: str) -> int:
    """How often a refresh was asked for."""
    return sum(e["provider"] == provider and e["grant_type"] == "refresh_token" for e in stage.log())


def refused(stage: Stage) -> int:
    """How many requests for tokens were refused."""
    return sum("token" in e["path"] and e["status"] == 400 for e in stage.log())
