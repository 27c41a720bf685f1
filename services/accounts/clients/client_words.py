"""The words that clients are found by: of their name, practice code and CRN (product.md 8.2).

Each word is a row of `client_words`, found by a range, which row-level security does not hinder.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from sqlalchemy import delete, select, text, update

from chassis.database.engine import Database
from chassis.database.prepared import Prepared
from chassis.database.unit_of_work import UnitOfWork
from services.accounts import words
from services.accounts.clients.client_row import ClientRow
from services.accounts.tables import Client, ClientWord

_AT_A_TIME = 500

_ADD = Prepared(
    "add_words",
    text(
        "INSERT INTO client_words (practice_id, word, client_id, name_sort, created_at)"
        " SELECT CAST(:practice_id AS varchar), unnest(CAST(:words AS text[])), CAST(:client_id AS varchar),"
        " CAST(:name_sort AS text), CAST(:created_at AS timestamptz) ON CONFLICT DO NOTHING"
    ),
)


def add(
    uow: UnitOfWork,
    client_id: str,
    practice_id: str,
    name_sort: str,
    created_at: datetime.datetime,
    found_by: Sequence[str] | None,
) -> None:
    """Let a client be found by its row's `words`."""
    row = {"practice_id": practice_id, "name_sort": name_sort, "created_at": created_at, "words": found_by}
    uow.later(_ADD, {"client_id": client_id, **row})


def refresh(uow: UnitOfWork, client: ClientRow, called_before: str | None = None) -> None:
    """Let a client be found by what it is called now, where it stands now. `client` is the row after it."""
    wanted = words.of_client(client.name, client.practice_code, client.crn, client.company_number)
    if wanted == client.words and client.name_sort == called_before:
        return
    remove(uow, client)
    uow.execute(update(Client).where(Client.id == client.id).values(words=wanted))
    add(uow, client.id, client.practice_id, client.name_sort, client.created_at, wanted)


def remove(uow: UnitOfWork, client: ClientRow) -> None:
    """Let a client be found no more."""
    uow.execute(
        delete(ClientWord).where(
            ClientWord.practice_id == client.practice_id,
            ClientWord.word.in_(client.words or []),
            ClientWord.client_id == client.id,
        )
    )


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
                refresh(uow, ClientRow._make(row))
        if len(rows) < _AT_A_TIME:
            return
