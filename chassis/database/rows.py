"""Rows as what they say: a dataclass names the columns that it is made of."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from sqlalchemy.orm import InstrumentedAttribute

Made = TypeVar("Made")
Column = InstrumentedAttribute[Any]


def columns_of(made: type, *tables: type) -> list[Column]:
    """The columns that a dataclass is named after, each from the first of the tables that has it."""
    return [
        next(getattr(table, field.name) for table in tables if hasattr(table, field.name))
        for field in dataclasses.fields(made)
    ]


def loaded(made: Callable[..., Made], row: Iterable[object]) -> Made:
    """What a row of `columns_of(made)` says."""
    return made(*row)
