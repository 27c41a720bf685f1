"""Who waits for something in the database is woken when it has come, in this process and in others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import eventlet
import psycopg2
import pytest

from chassis.database import changes as changes_module
from chassis.database.changes import Changes
from deploy.embedded_postgres import EmbeddedPostgres

Make = Callable[[], Changes]


@pytest.fixture(autouse=True)
def looks_are_far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes in time was woken."""
    monkeypatch.setattr(changes_module, "_LOOK", 60.0)


@pytest.fixture
def process(postgres: EmbeddedPostgres) -> Iterator[Make]:
    """Each is as one process: what it knows of the others comes through PostgreSQL."""
    postgres.ensure_role("work")
    postgres.ensure_database("work", owner="work")
    made: list[Changes] = []

    def make() -> Changes:
        made.append(Changes(postgres.dsn("work", role="work"), f"work-{len(made)}"))
        made[-1].listen()
        return made[-1]

    yield make
    for each in made:
        each.stop()


class Check:
    """Holds once `holds` is set; counts how often it was asked."""

    def __init__(self) -> None:
        self.holds, self.checks = False, 0

    def __call__(self) -> bool:
        self.checks += 1
        return self.holds


def waiting(changes: Changes, check: Check, *keys: str, within: float = 20.0) -> Callable[[], bool]:
    """Begin to wait; gives what came of it."""
    thread = eventlet.spawn(changes.until, keys, check, within=within)
    eventlet.sleep(0.2)
    return thread.wait  # type: ignore[no-any-return]


def test_what_cannot_hold_yet_is_asked_for_when_it_is_told_and_not_before(process: Make) -> None:
    changes, check = process(), Check()
    thread = eventlet.spawn(changes.until, ["a"], check, within=20.0, at_once=False)
    eventlet.sleep(0.2)
    assert check.checks == 0
    check.holds = True
    changes.tell(["a"])
    assert thread.wait()
    assert check.checks == 1


def test_who_waits_is_woken_by_what_is_told_in_the_same_process(process: Make) -> None:
    changes, check = process(), Check()
    outcome = waiting(changes, check, "client_1")
    check.holds = True
    changes.tell(["client_1"])
    assert outcome()
    assert check.checks == 2


def test_who_waits_is_woken_by_another_process(process: Make) -> None:
    here, there, check = process(), process(), Check()
    eventlet.sleep(0.3)
    outcome = waiting(here, check, "client_1")
    check.holds = True
    there.tell(["client_0", "client_1"])
    assert outcome()
    assert check.checks == 2


def test_what_nobody_tells_is_found_by_looking_now_and_then(
    process: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes_module, "_LOOK", 0.5)
    changes, check = process(), Check()
    outcome = waiting(changes, check, "client_1")
    check.holds = True
    assert outcome()
    assert check.checks == 2


def test_waiting_ends(process: Make) -> None:
    check = Check()
    assert not waiting(process(), check, "client_1", within=0.3)()
    assert check.checks == 2


def test_another_key_wakes_nobody(process: Make) -> None:
    changes, check = process(), Check()
    outcome = waiting(changes, check, "client_1", within=0.5)
    changes.tell(["client_2"])
    assert not outcome()
    assert check.checks == 2


def test_a_process_tells_no_others_while_none_of_them_waits(
    process: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = process()
    waiting(alone, Check(), "client_1", within=0.1)()
    notified: list[object] = []
    monkeypatch.setattr(alone, "_notify", notified.append)
    alone.tell(["client_1"])
    eventlet.sleep(0.1)
    assert notified == []


def test_more_keys_than_one_notification_takes_are_all_told(process: Make) -> None:
    here, there, check = process(), process(), Check()
    eventlet.sleep(0.3)
    keys = [f"message-{number:056}" for number in range(1000)]
    outcome = waiting(here, check, keys[-1])
    check.holds = True
    there.tell(keys)
    assert outcome()


def test_it_hears_again_after_its_connection_was_cut(process: Make, postgres: EmbeddedPostgres) -> None:
    here, there, check = process(), process(), Check()
    eventlet.sleep(0.3)
    with psycopg2.connect(postgres.dsn("work", role="work")) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name LIKE 'work-%-changes'"
        )
    eventlet.sleep(1.6)
    outcome = waiting(here, check, "client_1")
    check.holds = True
    there.tell(["client_1"])
    assert outcome()
