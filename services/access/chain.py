"""Checks the audit trail: `python -m services.access.chain [PRACTICE_ID …]`.

Each practice's lines are read in order; the first one that was changed, put in, or follows one that was taken
out, is named. Prints the place and hash of each newest line: kept elsewhere, they show also a trail that was
written anew as a whole. Exit code 1 where anything is wrong. The database is CLIENTELE_DATABASE_URL.
"""

from __future__ import annotations

import datetime
import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import orjson
import sqlalchemy
from sqlalchemy import Connection, select

from chassis import context
from chassis.database import row_level_security
from chassis.process import settings
from services.access.tables import Activity, ActivityHead

_COLUMNS = ("practice_id", "kind", "actor_id", "client_id", "user_id")
_AT_ONCE = 1000


class Line(NamedTuple):
    """A line as it is filed."""

    place: int
    at: datetime.datetime
    practice_id: str
    kind: str
    actor_id: str | None
    client_id: str | None
    user_id: str | None
    body: str
    hash: str


_LINE = select(
    Activity.place, Activity.at, Activity.practice_id, Activity.kind, Activity.actor_id, Activity.client_id,
    Activity.user_id, Activity.body, Activity.hash,
)  # fmt: skip


class Head(NamedTuple):
    """What is on record of the newest line."""

    place: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one practice's trail; `wrong` names the first bad line, where there is one."""

    practice_id: str
    lines: int
    hash: str
    wrong: str | None


def verify(connection: Connection, practice_id: str) -> Verdict:
    """Read a practice's whole trail."""
    place, before = 0, practice_id
    for line in _lines(connection, practice_id):
        place += 1
        wrong = _wrong(line, place, before)
        if wrong is not None:
            return Verdict(practice_id, place - 1, before, wrong)
        before = line.hash
    found = connection.execute(
        select(ActivityHead.place, ActivityHead.hash).where(ActivityHead.practice_id == practice_id)
    ).first()
    head = Head._make(found) if found is not None else None
    return Verdict(practice_id, place, before, _wrong_end(head, place, before))


def practices(connection: Connection) -> list[str]:
    """Every practice that has a trail, or had one."""
    known = select(ActivityHead.practice_id).union(select(Activity.practice_id.distinct()))
    return sorted(connection.execute(known).scalars())


def _lines(connection: Connection, practice_id: str) -> Iterator[Line]:
    place = -(2**62)
    while True:
        found = (
            _LINE.where(Activity.practice_id == practice_id, Activity.place > place)
            .order_by(Activity.place)
            .limit(_AT_ONCE)
        )
        rows = [Line._make(row) for row in connection.execute(found)]
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        place = rows[-1].place


def _wrong(line: Line, place: int, before: str) -> str | None:
    if line.place != place:
        return f"line {place} is missing"
    if hashlib.sha256(f"{before}{line.body}".encode()).hexdigest() != line.hash:
        return f"line {place} is not what was written, or the one before it is not"
    try:
        said = orjson.loads(line.body)
        same = all(said[name] == getattr(line, name) for name in _COLUMNS)
        same = same and datetime.datetime.fromisoformat(said["at"]) == line.at
    except (ValueError, KeyError, TypeError):
        same = False
    return None if same else f"line {place} is filed as something else than it says"


def _wrong_end(head: Head | None, place: int, before: str) -> str | None:
    if head is None:
        return None if place == 0 else "the record of the newest line is missing"
    if head.place > place:
        return f"line {place + 1} is missing, and what followed"
    if (head.place, head.hash) != (place, before):
        return f"the record of the newest line does not fit line {place}"
    return None


def main(wanted: list[str]) -> int:
    """The command; gives the exit code."""
    try:
        url = settings.required("DATABASE_URL", settings.DATABASE_LIKE)
    except settings.SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    engine = sqlalchemy.create_engine(url.replace("postgresql://", "postgresql+psycopg2://", 1))
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        connection.execute(sqlalchemy.text(row_level_security.set_tenant(context.EVERYWHERE)))
        found = [verify(connection, practice_id) for practice_id in wanted or practices(connection)]
    engine.dispose()
    for verdict in found:
        end = f"WRONG: {verdict.wrong}" if verdict.wrong else f"newest {verdict.hash}"
        print(f"{verdict.practice_id}: {verdict.lines} lines, {end}")
    return 1 if any(verdict.wrong for verdict in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
