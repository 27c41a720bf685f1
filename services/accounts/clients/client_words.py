"""Finding clients by the beginnings of words of their name, practice code and CRN (product.md 8.2).

Each word is a row of `client_words`, found by a range, which row-level security does not hinder. A search
begins with its rarest word; where even that is common, walking the list in its order finds a page sooner.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    collate,
    delete,
    exists,
    func,
    literal,
    select,
    text,
    update,
)

from chassis.database.engine import Database
from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork
from services.accounts import words
from services.accounts.tables import Client, ClientWord

#: Clients with one word up to which they are looked up and put in order.
_FEW = 3000
_AT_A_TIME = 500

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
_ADD = Prepared(
    "add_words",
    text(
        "INSERT INTO client_words (practice_id, word, client_id, name_sort, created_at)"
        " SELECT CAST(:practice_id AS varchar), unnest(CAST(:words AS text[])), CAST(:client_id AS varchar),"
        " CAST(:name_sort AS text), CAST(:created_at AS timestamptz) ON CONFLICT DO NOTHING"
    ),
)


def words_of(name: str, practice_code: str | None, crn: str) -> list[str]:
    """What a client is found by."""
    of_code = [*words.of(practice_code), words.joined(practice_code)] if practice_code else []
    return list(dict.fromkeys([*words.of(name), *filter(None, of_code), crn.lower()]))


def add(uow: UnitOfWork, client: Any) -> None:
    """Let a client be found by its row's `words`."""
    copied = ("practice_id", "name_sort", "created_at", "words")
    uow.later(_ADD, {"client_id": client.id, **{name: getattr(client, name) for name in copied}})


def refresh(uow: UnitOfWork, client: Any, called_before: str | None = None) -> None:
    """Let a client be found by what it is called now, where it stands now. `client` is the row after it."""
    wanted = words_of(client.name, client.practice_code, client.crn)
    if wanted == client.words and client.name_sort == called_before:
        return
    remove(uow, client)
    found = uow.execute(
        update(Client).where(Client.id == client.id).values(words=wanted).returning(*Client.__table__.columns)
    )
    add(uow, found.one())


def remove(uow: UnitOfWork, client: Any) -> None:
    """Let a client be found no more."""
    uow.execute(
        delete(ClientWord).where(
            ClientWord.practice_id == client.practice_id,
            ClientWord.word.in_(client.words or []),
            ClientWord.client_id == client.id,
        )
    )


def look_up(connection: Connection, practice_id: str, query: str) -> Select[Any] | ColumnElement[bool]:
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


def _with_word(practice_id: str, span: tuple[str, str]) -> Select[Any]:
    columns: list[Any] = [ClientWord.client_id, ClientWord.name_sort, ClientWord.created_at]
    return select(*columns).where(
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


def index_missing(database: Database) -> None:
    """Let clients be found that the release before this one added."""
    while True:
        with database.unit_of_work() as uow:
            rows = uow.execute(
                select(*Client.__table__.columns)
                .where(Client.words.is_(None))
                .limit(_AT_A_TIME)
                .with_for_update(skip_locked=True)
            ).all()
            for row in rows:
                refresh(uow, row)
        if len(rows) < _AT_A_TIME:
            return
