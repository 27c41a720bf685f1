"""Pages of a list: a cursor names the last row shown, as opaque text, so that pages stay stable."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection
from sqlalchemy.sql import Executable

from chassis.database.prepared import IN_INDEX_ORDER, under
from contracts.errors import InvalidInput


def write_cursor(*place: Any) -> str:
    """The cursor of a row: by what it is sorted, of JSON's kinds."""
    return base64.urlsafe_b64encode(orjson.dumps(place)).decode()


def read_cursor(cursor: str | None, *kinds: type, source: str = "a page of this list") -> Any:
    """The place a cursor names, a value of each kind; None without one.

    Raises `InvalidInput`, which says that it is not from `source`.
    """
    if cursor is None:
        return None
    try:
        place = orjson.loads(base64.b64decode(cursor.encode(), altchars=b"-_", validate=True))
        if type(place) is not list or [type(value) for value in place] != list(kinds):
            raise ValueError(cursor)
        # PostgreSQL takes no text with one.
        if any("\x00" in value for value in place if isinstance(value, str)):
            raise ValueError(cursor)
    except (ValueError, binascii.Error):
        raise invalid_cursor(source) from None
    return tuple(place)


def invalid_cursor(source: str) -> InvalidInput:
    """For a cursor that names no place of this list."""
    message = f"This cursor is not from {source}. Begin again without a cursor."
    return InvalidInput.at("/cursor", "invalid_cursor", message)


def rows_in_index_order(
    connection: Connection, statement: Executable, parameters: Mapping[str, Any] | None = None
) -> Sequence[Any]:
    """The rows of a short read, whose statement has an order that an index has, and a limit."""
    with under(connection, IN_INDEX_ORDER):
        return connection.execute(statement, parameters).all()


def page(rows: Sequence[Any], limit: int, place: Callable[[Any], tuple[Any, ...]]) -> dict[str, Any]:
    """The page of `rows`, of which one more than `limit` were read."""
    shown = rows[:limit]
    more = len(rows) > limit
    return {"items": list(shown), "next_cursor": write_cursor(*place(shown[-1])) if more else None}
