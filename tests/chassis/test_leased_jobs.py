"""Leased jobs on a real PostgreSQL: one worker each, again after a crash, later after a failure, given up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import DateTime

from chassis import context
from chassis.database.engine import Database
from chassis.database.leased_jobs import Claimed, LeasedJobs
from chassis.database.rows import columns_of
from deploy.embedded_postgres import EmbeddedPostgres
from tests.builders import eventually


class Base(DeclarativeBase):
    pass


class Errand(Base):
    __tablename__ = "errands"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    due_at: Mapped[object] = mapped_column(DateTime(timezone=True))
    attempts: Mapped[int]


@dataclass(frozen=True, slots=True)
class DueErrand:
    id: int
    state: str


ERRANDS = LeasedJobs(
    DueErrand,
    select(*columns_of(DueErrand, Errand)).where(Errand.state == "open"),
    key=(Errand.id,),
    due_at=Errand.due_at,
    attempts=Errand.attempts,
    lease=60,
    back_off=(10, 100),
)


@pytest.fixture
def database(postgres: EmbeddedPostgres) -> Iterator[Database]:
    postgres.ensure_role("jobs")
    postgres.ensure_database("jobs", owner="jobs")
    made = Database(postgres.dsn("jobs", role="jobs"), name="jobs", pool_size=4)
    with context.everywhere():
        with made.autocommit() as connection:
            connection.execute(text("DROP TABLE IF EXISTS errands"))
            Base.metadata.create_all(connection)
        yield made
    made.close()


def add(database: Database, *ids: int, state: str = "open") -> None:
    with database.autocommit() as connection:
        for number in ids:
            due = text(f"now() - interval '{100 - number} seconds'")
            connection.execute(insert(Errand).values(id=number, state=state, due_at=due, attempts=0))


def claimed(database: Database, jobs: LeasedJobs[DueErrand] = ERRANDS) -> Claimed[DueErrand]:
    found = jobs.claim(database)
    assert found is not None
    return found


def due_in(database: Database, number: int) -> float:
    with database.read() as connection:
        wait = select(text("extract(epoch FROM due_at - now())")).where(Errand.id == number)
        return float(connection.execute(wait).scalar_one())


def make_due(database: Database, number: int) -> None:
    with database.autocommit() as connection:
        connection.execute(text("UPDATE errands SET due_at = now() WHERE id = :id"), {"id": number})


def test_the_job_that_has_been_due_longest_comes_first(database: Database) -> None:
    add(database, 2, 1, 3)
    add(database, 0, state="done")
    assert [claimed(database) for _ in range(3)] == [
        Claimed(DueErrand(number, "open"), attempt=1) for number in (1, 2, 3)
    ]
    assert ERRANDS.claim(database) is None


def test_two_workers_take_two_jobs_and_neither_waits_for_the_other(database: Database) -> None:
    add(database, 1, 2)
    with database.unit_of_work() as uow:
        uow.execute(ERRANDS._claim)
        assert claimed(database).job.id == 2
        assert ERRANDS.claim(database) is None


def test_no_transaction_is_open_while_a_job_is_done(database: Database) -> None:
    add(database, 1)
    claimed(database)
    with database.unit_of_work() as uow:
        uow.execute(text("SELECT FROM errands WHERE id = 1 FOR UPDATE NOWAIT"))


def test_what_a_worker_that_died_had_is_done_again_when_its_lease_ends(database: Database) -> None:
    jobs = replace(ERRANDS, lease=0.2)
    add(database, 1)
    claimed(database, jobs)
    assert jobs.claim(database) is None
    again = eventually(lambda: jobs.claim(database))
    assert again == Claimed(DueErrand(1, "open"), attempt=2)


def test_a_job_that_failed_waits_longer_each_time_and_is_given_up(database: Database) -> None:
    add(database, 1)
    for expected in (10, 100):
        job = claimed(database)
        assert ERRANDS.postpone(database, job)
        assert due_in(database, 1) == pytest.approx(expected, abs=3)
        make_due(database, 1)
    assert not ERRANDS.postpone(database, claimed(database))


def test_who_does_it_may_ask_for_more_time(database: Database) -> None:
    add(database, 1)
    assert ERRANDS.postpone(database, claimed(database), at_least=50)
    assert due_in(database, 1) == pytest.approx(50, abs=3)


def test_an_endless_job_is_tried_again_and_again_at_the_last_delay(database: Database) -> None:
    jobs = replace(ERRANDS, endless=True)
    add(database, 1)
    for expected in (10, 100, 100, 100):
        assert jobs.postpone(database, claimed(database, jobs))
        assert due_in(database, 1) == pytest.approx(expected, abs=3)
        make_due(database, 1)


def test_a_job_that_is_held_was_not_tried(database: Database) -> None:
    add(database, 1)
    ERRANDS.hold(database, claimed(database), 30)
    assert due_in(database, 1) == pytest.approx(30, abs=3)
    make_due(database, 1)
    assert claimed(database).attempt == 1


def test_a_worker_that_is_late_does_not_take_the_job_from_who_has_it_now(database: Database) -> None:
    add(database, 1)
    late = claimed(database)
    make_due(database, 1)
    claimed(database)
    assert ERRANDS.postpone(database, late)
    assert due_in(database, 1) == pytest.approx(60, abs=3)


def test_a_job_is_finished_once(database: Database) -> None:
    add(database, 1)
    job = claimed(database)
    with database.unit_of_work() as uow:
        assert ERRANDS.change(uow, job, Errand.state == "open", state="done")
        assert not ERRANDS.change(uow, job, Errand.state == "open", state="done")
    make_due(database, 1)
    assert ERRANDS.claim(database) is None


def test_a_job_that_is_removed_is_gone(database: Database) -> None:
    add(database, 1)
    job = claimed(database)
    with database.unit_of_work() as uow:
        ERRANDS.remove(uow, job)
    with database.read() as connection:
        assert connection.execute(select(Errand.id)).all() == []
