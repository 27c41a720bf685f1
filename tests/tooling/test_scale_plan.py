"""What follows for many practices: no part is planned fuller than it may be, and nothing is counted twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.capacity import database_bytes, operations, processor_time, results
from bench.plan import cells, demand, limits
from bench.plan.workload import KEPT_DAYS, USUAL

MEASURED = results.read()


def test_no_part_of_a_cell_is_planned_to_be_fuller_than_it_may_be() -> None:
    size = cells.size(MEASURED, USUAL)
    cell, busy = cells.of(MEASURED, USUAL, size), demand.processors(MEASURED, USUAL)
    for part, servers in cell.servers.items():
        assert size * busy[part] <= limits.TARGET * servers + 1e-9
        assert servers == 1 or size * busy[part] > limits.TARGET * (servers - 1)


def test_a_cell_has_one_of_what_can_be_one_only() -> None:
    cell = cells.of(MEASURED, USUAL, cells.size(MEASURED, USUAL))
    assert {part: cell.servers[part] for part in limits.ALONE} == dict.fromkeys(limits.ALONE, 1)


def test_a_cell_is_at_most_half_of_the_lowest_limit_and_a_round_number() -> None:
    size, lowest = cells.size(MEASURED, USUAL), limits.of(MEASURED, USUAL)[0].practices
    assert size <= cells.LARGEST
    assert size <= lowest / 2
    assert str(size).rstrip("0") in ("1", "2", "5")


@pytest.mark.parametrize("practices", cells.POWERS)
def test_cells_have_room_for_all_practices(practices: int) -> None:
    plan = cells.plan(MEASURED, USUAL, practices)
    assert plan.cells * plan.cell.practices >= practices
    assert (plan.cells - 1) * plan.cell.practices < practices


def test_what_is_full_is_what_bears_fewer_practices() -> None:
    found = {each.part: each.practices for each in limits.of(MEASURED, USUAL)}
    plan = cells.plan(MEASURED, USUAL, 100_000)
    assert set(plan.full) == {part for part, most in found.items() if most < 100_000}


def test_twice_as_much_work_takes_twice_the_processors() -> None:
    doubled = replace(USUAL, in_a_day={name: 2 * often for name, often in USUAL.in_a_day.items()})
    once, twice = (demand.processors(MEASURED, each) for each in (USUAL, doubled))
    assert twice == pytest.approx({part: 2 * busy for part, busy in once.items()})


def test_what_passes_is_not_counted_with_what_stays() -> None:
    kept = {"accounts": {"clients": 500.0, **dict.fromkeys(KEPT_DAYS, 1000.0)}}
    assert demand.staying(kept) == 500


def test_a_year_more_is_a_year_of_activity_more() -> None:
    disk, event = demand.disk(MEASURED, USUAL), MEASURED.stored["event"]
    a_day = demand.messages_a_day(MEASURED, USUAL) * demand.bytes_of(event, "activity")
    a_year = a_day * USUAL.working_days
    assert disk.after(2) - disk.after(1) == pytest.approx(a_year)
    assert a_year > 0


def test_every_operation_of_the_workload_was_measured() -> None:
    assert set(USUAL.in_a_day) == set(MEASURED.operations)
    assert MEASURED.operation(operations.PLAIN).messages["accounts"] >= 1


def test_processor_time_is_what_was_spent_since_for_each() -> None:
    assert processor_time.spent({"a": 1.0, "b": 2.0}, {"a": 1.5, "b": 2.0}, 100) == {"a": 5.0, "b": 0.0}


def test_tables_grow_by_what_was_added_to_each() -> None:
    before = {"accounts": {"clients": 8192, "drafts": 8192}}
    after = {"accounts": {"clients": 24576, "drafts": 8192, "new": 8192}}
    assert database_bytes.grown(before, after, 8) == {"accounts": {"clients": 2048.0, "new": 1024.0}}
