"""Where a page ended, as opaque text: the sort key and id of its last row, so that pages stay stable."""

from __future__ import annotations

import base64
import binascii
import datetime
from typing import Any

import orjson

from contracts.errors import InvalidInput


def write(sort: str, row: Any) -> str:
    """The cursor after a row, which has `sorted_by` and `id`."""
    key = row.sorted_by.isoformat() if isinstance(row.sorted_by, datetime.datetime) else row.sorted_by
    return base64.urlsafe_b64encode(orjson.dumps([sort, key, row.id])).decode()


def read(cursor: str, sort: str) -> tuple[Any, str]:
    """The sort key and id of a cursor for this order. Raises `InvalidInput`."""
    try:
        of_sort, key, identity = orjson.loads(
            base64.b64decode(cursor.encode(), altchars=b"-_", validate=True)
        )
        if (
            of_sort != sort
            or not isinstance(identity, str)
            or not isinstance(key, str)
            or "\x00" in key + identity
        ):
            raise ValueError(sort)
        return (datetime.datetime.fromisoformat(key) if "created_at" in sort else key), identity
    except (ValueError, TypeError, binascii.Error):
        message = "This cursor is not from a page with this sort order. Begin again without a cursor."
        raise InvalidInput.at("/cursor", "invalid_cursor", message) from None
