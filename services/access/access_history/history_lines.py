"""The lines of a practice's audit trail that say who could see which client, up to a moment."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import orjson
from sqlalchemy import Connection, or_, select, union_all

from services.access.access_history.replayed_access import OF_CLIENTS, OF_PEOPLE, Line
from services.access.tables import Activity


def up_to(
    connection: Connection, practice_id: str, at: datetime.datetime, client_ids: Sequence[str]
) -> list[Line]:
    """Those about people and teams, and about these clients, in the order in which they were written."""
    lines = select(Activity.place, Activity.body).where(
        Activity.practice_id == practice_id, Activity.at <= at
    )
    found = union_all(
        lines.where(Activity.kind.in_(tuple(OF_PEOPLE))),
        lines.where(Activity.client_id.in_(client_ids), Activity.kind.in_(tuple(OF_CLIENTS))),
    ).subquery()
    rows = connection.execute(select(found.c.body).order_by(found.c.place)).scalars()
    return [_line(orjson.loads(body)) for body in rows]


def client_ids(
    connection: Connection, practice_id: str, at: datetime.datetime, after: str, limit: int
) -> list[str]:
    """The clients that the trail is of, by id, from the one after on."""
    found = (
        select(Activity.client_id)
        .where(
            Activity.practice_id == practice_id,
            Activity.client_id > after,
            Activity.kind.in_(tuple(OF_CLIENTS)),
            Activity.at <= at,
        )
        .distinct()
        .order_by(Activity.client_id)
        .limit(limit)
    )
    return [client_id for client_id in connection.execute(found).scalars() if client_id is not None]


def names(connection: Connection, practice_id: str, user_id: str) -> bool:
    """Whether the trail has a line about a colleague, whenever."""
    found = select(Activity.place).where(
        Activity.practice_id == practice_id,
        or_(Activity.user_id == user_id, Activity.actor_id == user_id),
        Activity.kind.in_(tuple(OF_PEOPLE)),
    )
    return connection.execute(found.limit(1)).first() is not None


def _line(body: dict[str, object]) -> Line:
    after = body["after"]
    return Line(
        kind=str(body["kind"]),
        actor_id=_id(body, "actor_id"),
        client_id=_id(body, "client_id"),
        user_id=_id(body, "user_id"),
        team_id=_id(body, "team_id"),
        after=after if isinstance(after, dict) else {},
    )


def _id(body: dict[str, object], name: str) -> str | None:
    value = body.get(name)
    return str(value) if value is not None else None
