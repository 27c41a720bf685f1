"""How PostgreSQL runs what a service asks it: the plan of a statement, and the rows that it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, Engine, event

from chassis import context
from chassis.database import prepared


@contextmanager
def rows_read(engine: Engine, table: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The rows of `table` that each statement of the block's request reads which reads any of it.

    Timers of the service run meanwhile: what they read is in nobody's name.
    """
    read: list[int] = []
    run_all: Callable[..., list[Any]] = prepared.run_all

    def after(connection: Connection, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if context.current().passport and table in statement and "PREPARE" not in statement:
            read.append(_counted(connection, statement, parameters, table))

    def noted(
        connection: Connection, statements: Sequence[tuple[Any, Mapping[str, Any]]], **more: Any
    ) -> list[Any]:
        rows = run_all(connection, statements, **more)
        if connection.engine is engine and context.current().passport:
            for statement, parameters in statements:
                text = f"{prepared.opening(connection)}; {statement.text}"
                read.append(_counted(connection, text, statement.values(parameters), table))
        return rows

    event.listen(engine, "after_cursor_execute", after)
    monkeypatch.setattr(prepared, "run_all", noted)
    try:
        yield read
    finally:
        monkeypatch.undo()
        event.remove(engine, "after_cursor_execute", after)


def explained(connection: Connection, text: str, parameters: Any) -> Mapping[str, Any]:
    """The plan of a statement that was run, with what it counts when it runs once more.

    `text` begins with what it ran under.
    """
    scope, _, statement = text.rpartition("; ")
    driver: Any = connection.connection
    with driver.cursor() as cursor:
        cursor.execute(f"{scope}; EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
        ((found,),) = cursor.fetchall()
    (plan,) = orjson.loads(found) if isinstance(found, str | bytes) else found
    root: Mapping[str, Any] = plan["Plan"]
    return root


def nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """This node of a plan and all below it."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def _counted(connection: Connection, text: str, parameters: Any, table: str) -> int:
    """What a statement reads of a table, whether it is of use or not."""
    scans = (node for node in nodes(explained(connection, text, parameters)) if _scans(node, table))
    return sum(round((node["Actual Rows"] + _removed(node)) * node["Actual Loops"]) for node in scans)


def _scans(node: Mapping[str, Any], table: str) -> bool:
    return node.get("Relation Name") == table


def _removed(node: Mapping[str, Any]) -> int:
    return int(node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0))
