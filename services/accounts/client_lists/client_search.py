"""Clients found by the beginnings of words (product.md 8.2).

A search begins with its rarest word; where even that is common, walking the list in its order finds a page
sooner.
"""

from __future__ import annotations

import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    collate,
    exists,
    func,
    literal,
    select,
)

from chassis.database.prepared import Prepared
from services.accounts import words
from services.accounts.tables import Client, ClientWord

#: Clients with one word up to which they are looked up and put in order.
_FEW = 3000

#: Clients' ids, with where they stand in the list.
Found = Select[str, str | None, datetime.datetime | None]

_within = (
    ClientWord.practice_id == bindparam("practice_id"),
    ClientWord.word >= bindparam("first"),
    ClientWord.word < bindparam("before"),
)
_COUNT = Prepared(
    "count_word",
    select(func.count().label("found")).select_from(
        select(ClientWord.client_id).where(*_within).limit(_FEW + 1).subquery()
    ),
)


def look_up(connection: Connection, practice_id: str, query: str) -> Found | ColumnElement[bool]:
    """Which clients have a word for each beginning in the query, with where they stand in the list.

    Where every word is common, a condition for walking the list instead: a page is soon full.
    """
    spans = [words.span(word) for word in words.of(query)]
    if not spans:
        return literal(value=False)
    counted = [(_count(connection, practice_id, span), span) for span in spans]
    fewest, rarest = min(counted)
    if fewest > _FEW:
        return and_(*[_has_word(span) for span in spans])
    found = _with_word(practice_id, rarest)
    for span in spans:
        if span != rarest:
            other = _with_word(practice_id, span).with_only_columns(ClientWord.client_id)
            found = found.where(ClientWord.client_id.in_(other))
    return found.distinct().limit(_FEW + 1)


def _with_word(practice_id: str, span: tuple[str, str]) -> Found:
    return select(ClientWord.client_id, ClientWord.name_sort, ClientWord.created_at).where(
        ClientWord.practice_id == practice_id, ClientWord.word >= span[0], ClientWord.word < span[1]
    )


def _count(connection: Connection, practice_id: str, span: tuple[str, str]) -> int:
    request = {"practice_id": practice_id, "first": span[0], "before": span[1]}
    return int(_COUNT.first(connection, request).found)


def _has_word(span: tuple[str, str]) -> ColumnElement[bool]:
    words_of_row = func.unnest(Client.words).table_valued("word").render_derived()
    plain = collate(words_of_row.c.word, "C")
    found = select(literal(1)).select_from(words_of_row).where(plain >= span[0], plain < span[1])
    return exists(found.correlate(Client))
