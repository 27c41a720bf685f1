"""Rows of several selects in one round trip: each select's as JSON, in a column of one row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ScalarSelect, Select, Text, cast, func, literal, select


def as_json(rows: Select[*tuple[Any, ...]]) -> ScalarSelect[str]:
    """The rows as one array of objects by column, as text, in the select's order."""
    each = rows.subquery()
    found = cast(func.json_agg(func.row_to_json(each.table_valued())), Text)
    return select(func.coalesce(found, literal("[]"))).scalar_subquery()
