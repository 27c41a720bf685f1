"""Projections on a real PostgreSQL: as the newest event has it, in whatever order events come."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from chassis.database.engine import Database
from chassis.database.upserts import missing, newer
from deploy.embedded_postgres import EmbeddedPostgres


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "people"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    version: Mapped[int]


NEWER = newer("person", Person.__table__, ("id",), ("name", "version"))
MISSING = missing("absent_person", Person.__table__, ("id", "name", "version"))
ANN = [{"id": "ann", "name": f"Ann {version}", "version": version} for version in (1, 2, 3)]


@pytest.fixture
def database(postgres: EmbeddedPostgres) -> Iterator[Database]:
    postgres.ensure_role("upserts")
    postgres.ensure_database("upserts", owner="upserts")
    made = Database(postgres.dsn("upserts", role="upserts"), name="upserts", pool_size=2)
    with made.autocommit(everywhere=True) as connection:
        connection.execute(text("DROP TABLE IF EXISTS people"))
        Base.metadata.create_all(connection)
    yield made
    made.close()


def name(database: Database) -> str:
    with database.read(everywhere=True) as connection:
        return str(connection.execute(text("SELECT name FROM people")).scalar_one())


@pytest.mark.parametrize("order", list(itertools.permutations(ANN)))
def test_the_newest_stands_in_whatever_order_they_come(
    database: Database, order: tuple[dict[str, object], ...]
) -> None:
    with database.unit_of_work(everywhere=True) as uow:
        for row in order:
            uow.later(NEWER, row)
    assert name(database) == "Ann 3"


def test_what_is_there_stays_as_it_is(database: Database) -> None:
    with database.unit_of_work(everywhere=True) as uow:
        for row in ANN:
            uow.later(MISSING, row)
    assert name(database) == "Ann 1"
