"""Cursors: what was written is read again, and nothing else is."""

from __future__ import annotations

import base64

import pytest

from chassis.database import paging
from contracts.errors import InvalidInput


def test_a_cursor_names_its_place_again() -> None:
    assert paging.read_cursor(paging.write_cursor(2, "Äcme", "id"), int, str, str) == (2, "Äcme", "id")
    assert paging.read_cursor(None, str) is None


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "no base64",
        base64.urlsafe_b64encode(b"no JSON").decode(),
        base64.urlsafe_b64encode(b'{"a": 1}').decode(),
        paging.write_cursor("only one"),
        paging.write_cursor("one", 2),
        paging.write_cursor(True, "b"),
        paging.write_cursor(1, "with \x00"),
        paging.write_cursor(1, "b", "c"),
    ],
)
def test_what_is_no_cursor_of_this_list_is_refused_by_name(cursor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        paging.read_cursor(cursor, int, str, source="a page of things")
    (error,) = refused.value.errors
    assert error["pointer"] == "/cursor"
    assert error["message"] == "This cursor is not from a page of things. Begin again without a cursor."


def test_the_last_row_shown_is_where_the_next_page_begins() -> None:
    rows = [{"id": n} for n in range(3)]
    found = paging.page(rows, 2, lambda row: (row["id"],))
    assert found["items"] == rows[:2]
    assert paging.read_cursor(found["next_cursor"], int) == (1,)
    assert paging.page(rows, 3, lambda row: (row["id"],))["next_cursor"] is None
