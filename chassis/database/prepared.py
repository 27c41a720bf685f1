"""Statements that a connection has PostgreSQL parse and plan once.

psycopg2 sends a statement's whole text each time, and planning a join takes longer than running it. What
runs with nearly every request is prepared instead, when a connection first runs it; the statement
stays a SQLAlchemy one, and so do its errors. It is run by psycopg2 alone, as SQLAlchemy's own work around
a statement takes about as long as PostgreSQL's on it. A pooler that gives each transaction another
connection must know of this.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
import psycopg2
from psycopg2.extras import NamedTupleCursor
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Executable

#: Where a connection notes the BEGIN of a unit of work that has run nothing yet.
BEGIN = "clientele.begin"
#: Where a connection notes what each statement that stands alone begins with; empty within a unit of work.
ALONE = "clientele.alone"
#: Before the page of a list: PostgreSQL is to walk the index that has the list's order and to stop when the
#: page is full. Left to itself it sorts all there is wherever it believes that to be little, which it does of
#: a practice that grew since it last counted, or of a new one that has more than most.
IN_INDEX_ORDER = "SET LOCAL enable_sort = off"
#: Before a look for what there is to do, which mostly is nothing: where PostgreSQL believes that there is
#: some, it reads a table until it meets it, and so each second all of it.
BY_INDEX = "SET LOCAL enable_seqscan = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_hashjoin = off"

_DIALECT = PGDialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


class Prepared:
    """`name` is the statement's in the session: one name each statement of the process. It is run with
    `setting`, which lasts to the transaction's end: in short reads that is the statement's.

    Values come as psycopg2 makes them: select JSON as text, and other columns as they are.
    """

    def __init__(self, name: str, statement: Executable, *, setting: str = "") -> None:
        compiled: Any = statement.compile(  # type: ignore[attr-defined]
            dialect=_DIALECT, compile_kwargs={"render_postcompile": True}
        )
        self._name = f"clientele_{name}"
        self._prepare = f"PREPARE {self._name} AS {compiled}"
        self._given: Mapping[str, Any] = compiled.params
        self._order: list[str] = compiled.positiontup
        places = ", ".join(["%s"] * len(self._order))
        execute = f"EXECUTE {self._name} ({places})" if places else f"EXECUTE {self._name}"
        self._execute = f"{setting}; {execute}" if setting else execute

    def all(self, connection: Connection, parameters: Mapping[str, Any]) -> list[Any]:
        """Run it with these parameters; a dict becomes JSON. The rows, with an attribute each column."""
        return run_all(connection, [(self, parameters)])

    def first(self, connection: Connection, parameters: Mapping[str, Any]) -> Any:
        """As `all`, but the first row, or None."""
        rows = run_all(connection, [(self, parameters)])
        return rows[0] if rows else None

    def prepare(self, connection: Connection) -> None:
        """Let the connection know it."""
        known = connection.info
        if self._name not in known:
            # A PREPARE outlives its transaction, also one that is rolled back.
            connection.exec_driver_sql(self._prepare, execution_options={"no_parameters": True})
            known[self._name] = True

    def values(self, parameters: Mapping[str, Any]) -> list[Any]:
        """The parameters in the statement's order."""
        given = self._given
        found = [parameters[name] if name in parameters else given[name] for name in self._order]
        return [orjson.dumps(value).decode() if type(value) is dict else value for value in found]

    def written(self, connection: Connection, parameters: Mapping[str, Any]) -> str:
        """The statement with its parameters, to go before another; none of them may hold a per cent sign."""
        self.prepare(connection)
        driver: Any = connection.connection
        with driver.cursor() as cursor:
            return str(cursor.mogrify(self._execute, self.values(parameters)).decode())

    @property
    def text(self) -> str:
        return self._execute


def opening(connection: Connection) -> str:
    """What goes before the next statement: the scope of one that stands alone, or once a BEGIN."""
    begin: str | None = connection.info.pop(BEGIN, None)
    return connection.info.get(ALONE, "") if begin is None else begin


@contextmanager
def under(connection: Connection, setting: str) -> Iterator[None]:
    """For the block, each statement of the connection that stands alone is run with `setting`."""
    alone = connection.info[ALONE]
    connection.info[ALONE] = f"{alone}; {setting}"
    try:
        yield
    finally:
        connection.info[ALONE] = alone


def run_all(
    connection: Connection,
    statements: Sequence[tuple[Prepared, Mapping[str, Any]]],
    *,
    first: str = "",
    last: str = "",
) -> list[Any]:
    """Run these in order, in one round trip; gives the rows of the last one.

    `first` and `last` go with them, such as BEGIN and COMMIT. Where one fails, those after it are not run.
    Raises SQLAlchemy's errors.
    """
    values: list[Any] = []
    for prepared, parameters in statements:
        prepared.prepare(connection)
        values += prepared.values(parameters)
    parts = [first or opening(connection), *[prepared.text for prepared, _ in statements], last]
    text = "; ".join([part for part in parts if part])
    driver: Any = connection.connection
    try:
        with driver.cursor(cursor_factory=NamedTupleCursor) as cursor:
            cursor.execute(text, values)
            return cursor.fetchall() if cursor.description is not None else []
    except psycopg2.Error as error:
        raise _translated(connection, text, error) from error
    except BaseException:
        # Ended in the middle of a statement: what the connection would say next belongs to that.
        connection.invalidate()
        raise


def _translated(connection: Connection, text: str, error: psycopg2.Error) -> Exception:
    lost = bool(connection.connection.dbapi_connection.closed)  # type: ignore[union-attr]
    if lost:
        connection.invalidate(error)
    return DBAPIError.instance(
        text, None, error, psycopg2.Error, hide_parameters=True, connection_invalidated=lost
    )
