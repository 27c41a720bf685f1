"""The statements of projections: a row as the latest event has it, whatever order events come in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlalchemy import FromClause, Table, bindparam
from sqlalchemy.dialects.postgresql import insert

from chassis.database.prepared import Prepared


def newer(
    name: str,
    table: FromClause,
    keys: Sequence[str],
    columns: Sequence[str],
    *,
    version: str = "version",
    only_new: Sequence[str] = (),
) -> Prepared:
    """Inserts a row, or sets `columns` of the one with these `keys` where its version is older.

    An older version, and one that was there already, write nothing; `only_new` are columns of a new row that
    stay as they are in a known one. The parameters are named as the columns.
    """
    every = (*keys, *columns, *only_new)
    statement = insert(_table(table)).values({each: bindparam(each) for each in every})
    return Prepared(
        name,
        statement.on_conflict_do_update(
            index_elements=list(keys),
            set_={each: statement.excluded[each] for each in columns},
            where=_table(table).c[version] < statement.excluded[version],
        ),
    )


def missing(name: str, table: FromClause, columns: Sequence[str]) -> Prepared:
    """Inserts a row with these columns where there is none with its keys."""
    return Prepared(
        name,
        insert(_table(table)).values({each: bindparam(each) for each in columns}).on_conflict_do_nothing(),
    )


def _table(table: FromClause) -> Table:
    # What a declared class calls its table is one, though its type says less.
    return cast("Table", table)
