"""The simulation of cells agrees with the formulae where these hold, and shows what docs/scale.md says."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from bench.capacity import results
from bench.plan import queueing
from bench.simulation import busy_cell, failover, hot_practice, kinds, runs
from bench.simulation.kinds import Kind

MEASURED = results.read()
KEPT = runs.read()
Seen = busy_cell.Seen | failover.Seen | hot_practice.Seen
ONE = Kind("request", 1.0, (("a", 0.002), ("b", 0.001)))


@pytest.mark.parametrize("servers", [1, 4])
def test_work_that_is_alike_takes_as_long_as_mmc_says(servers: int) -> None:
    seen = busy_cell.run([ONE], {"a": servers, "b": servers}, load=0.5, seed=1)
    assert seen.fullest == "a"
    assert seen.simulated_ms == pytest.approx(seen.mmc_ms, rel=0.1)
    assert seen.mix_ms == pytest.approx(seen.mmc_ms)


def test_work_of_two_kinds_takes_as_long_as_the_formula_for_a_mix_says() -> None:
    mixed = [Kind("short", 30.0, (("a", 0.001),)), Kind("long", 1.0, (("a", 0.02),))]
    seen = busy_cell.run(mixed, {"a": 1}, load=0.5, seed=2, operations=40_000)
    assert seen.mix_ms > 2 * seen.mmc_ms
    assert seen.simulated_ms == pytest.approx(seen.mix_ms, rel=0.15)


def test_a_fuller_cell_makes_wait_longer() -> None:
    times = [busy_cell.run([ONE], {"a": 1, "b": 1}, load, seed=3).simulated_ms for load in (0.3, 0.6, 0.9)]
    assert times == sorted(times)
    assert times[2] > 3 * times[0]


def test_the_same_seed_gives_the_same_and_another_does_not() -> None:
    first, again, other = (busy_cell.run([ONE], {"a": 1, "b": 1}, 0.5, seed, 2000) for seed in (4, 4, 5))
    assert first == again
    assert first.simulated_ms != other.simulated_ms


@pytest.mark.parametrize(("load", "takers"), [(0.4, 1), (0.6, 3)])
def test_the_load_of_a_cell_that_failed_is_at_those_that_took_it_over(load: float, takers: int) -> None:
    seen = failover.run(load, takers, service=0.02, seed=6)
    assert seen.expected == pytest.approx(load + load / takers)
    assert seen.load_after == pytest.approx(seen.expected, abs=0.08)
    assert seen.refused > load / 0.02 * failover.AWAY
    assert seen.p99_ms_worst > 10 * seen.p99_ms_before


def test_a_pair_of_cells_that_are_too_full_never_recovers() -> None:
    seen = failover.run(0.6, 1, service=0.02, seed=7)
    assert seen.expected == pytest.approx(1.2)
    assert seen.load_after == pytest.approx(1, abs=0.01)
    assert (seen.calm_after, seen.expected_calm) == (None, None)


def test_a_hot_practice_is_noticed_by_others_unless_it_is_limited() -> None:
    usual = [Kind("usual", 25.0, (("a", 0.02),))]
    alone, hot, limited = (
        hot_practice.run(usual, {"a": 1}, Kind("list", often, (("a", 0.005),)), limit, seed=8)
        for often, limit in ((0.0, None), (140.0, None), (140.0, 10.0))
    )
    assert (alone.load, hot.load, limited.load) == pytest.approx((0.5, 1.2, 0.55))
    assert hot.mean_ms > 20 * alone.mean_ms
    assert limited.mean_ms < 1.5 * alone.mean_ms
    assert limited.refused == pytest.approx(130 * hot_practice.SECONDS, rel=0.05)
    assert (alone.refused, hot.refused) == (0, 0)


def test_the_smallest_cell_has_its_fullest_part_at_the_load_that_is_wanted() -> None:
    mix, servers = runs.smallest(MEASURED, 0.5)
    assert kinds.busy(mix, servers)[runs.fullest(mix, servers)] == pytest.approx(0.5)


def test_what_is_kept_of_the_runs_is_what_they_give() -> None:
    """One of each, so that the kept ones are of this simulation."""
    assert _close(runs.at_load(MEASURED, runs.LOADS[0]), KEPT.loads[0])
    assert _close(runs.failed(MEASURED, *runs.FAILOVERS[0]), KEPT.failovers[0])
    assert _close(runs.hot(MEASURED, *runs.HOT[0]), KEPT.hot[0])


def _close(found: Seen, kept: Seen) -> bool:
    """Alike but for the last digits, in which mathematical libraries differ."""
    return all(
        each == getattr(kept, name) or each == pytest.approx(getattr(kept, name), rel=1e-6)
        for name, each in asdict(found).items()
    )


def test_calm_comes_after_what_the_fluid_formula_says() -> None:
    seen = KEPT.failovers[0]
    assert seen.expected_calm == pytest.approx(
        queueing.catching_up(failover.AWAY * seen.load, 1, seen.expected)
    )
    assert seen.calm_after is not None
    assert seen.expected_calm is not None
    assert seen.calm_after >= seen.expected_calm / 2
