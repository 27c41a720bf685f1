"""Pages of a list: the cursor names the last row shown."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any

import orjson

from contracts.errors import InvalidInput


def cursor_of(*place: Any) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(place)).decode()


def read_cursor(cursor: str | None, *kinds: type) -> Any:
    """The place a cursor names, a value of each kind; None without one. Raises `InvalidInput`."""
    if cursor is None:
        return None
    try:
        place = orjson.loads(base64.b64decode(cursor.encode(), altchars=b"-_", validate=True))
        if type(place) is not list or [type(value) for value in place] != list(kinds) or "\x00" in str(place):
            raise ValueError(cursor)
    except (ValueError, binascii.Error):
        message = "This cursor is not from a page of this list. Begin again without a cursor."
        raise InvalidInput.at("/cursor", "invalid_cursor", message) from None
    return tuple(place)


def page(rows: Sequence[Any], limit: int, place: Callable[[Any], tuple[Any, ...]]) -> dict[str, Any]:
    """The page of `rows`, of which one more than `limit` were asked for."""
    shown = rows[:limit]
    more = len(rows) > limit
    return {"items": list(shown), "next_cursor": cursor_of(*place(shown[-1])) if more else None}
