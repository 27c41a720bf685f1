"""Where a page of clients ended: the sort order, and the sort key and id of its last row."""

from __future__ import annotations

import datetime

from chassis.database import paging
from services.accounts.clients.client_row import SeenClient


class ListedClient(SeenClient):
    """A client as lists read it: with its sort key. It is never made, as rows have these attributes."""

    sorted_by: datetime.datetime | str


_SOURCE = "a page with this sort order"


def write(sort: str, row: ListedClient) -> str:
    """The cursor after a row, which has `sorted_by` and `id`."""
    key = row.sorted_by.isoformat() if isinstance(row.sorted_by, datetime.datetime) else row.sorted_by
    return paging.write_cursor(sort, key, row.id)


def read(cursor: str, sort: str) -> tuple[datetime.datetime | str, str]:
    """The sort key and id of a cursor for this order. Raises `InvalidInput`."""
    of_sort, key, client_id = paging.read_cursor(cursor, str, str, str, source=_SOURCE)
    try:
        if of_sort != sort:
            raise ValueError(sort)
        return (datetime.datetime.fromisoformat(key) if "created_at" in sort else key), client_id
    except ValueError:
        raise paging.invalid_cursor(_SOURCE) from None
