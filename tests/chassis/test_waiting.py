"""Waiting without holding anybody else up."""

from __future__ import annotations

import contextlib
import time
from itertools import pairwise

import pytest

from chassis.process import waiting


def test_what_holds_already_is_not_waited_for() -> None:
    began = time.monotonic()
    assert waiting.until(lambda: True, within=30, every=30)
    assert time.monotonic() - began < 15


def test_what_comes_to_hold_is_found() -> None:
    times = iter([False, False, True])
    assert waiting.until(lambda: next(times), within=5, every=0.001)


def test_what_never_holds_is_given_up_in_time_and_looked_at_to_the_end() -> None:
    looks: list[float] = []

    def look() -> bool:
        looks.append(time.monotonic())
        return False

    began = time.monotonic()
    assert not waiting.until(look, within=0.2, every=0.15)
    assert 0.2 <= time.monotonic() - began < 20
    assert looks[-1] >= began + 0.2


def test_pauses_grow_to_a_tenth_of_a_second() -> None:
    looks: list[float] = []

    def look() -> bool:
        looks.append(time.monotonic())
        return len(looks) == 6

    assert waiting.until(look, within=10, every=0.02, slower=2)
    pauses = [after - before for before, after in pairwise(looks)]
    assert all(pause >= least for pause, least in zip(pauses, (0.019, 0.039, 0.079, 0.099), strict=False))


def test_a_block_that_takes_too_long_ends_with_the_error_or_in_silence() -> None:
    with pytest.raises(OSError, match="slow"), waiting.at_most(0.01, OSError("slow")):
        waiting.sleep(5)
    reached = False
    with waiting.at_most(0.01):
        waiting.sleep(5)
        reached = True
    assert not reached


def test_items_are_worked_at_side_by_side_so_many_at_a_time() -> None:
    at_work, most, done = 0, 0, []

    def visit(item: int) -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        waiting.sleep(0.02)
        at_work -= 1
        done.append(item)

    waiting.for_each(range(5), visit, at_once=2)
    assert (sorted(done), most) == ([0, 1, 2, 3, 4], 2)


def test_what_is_not_done_in_time_is_finished_all_the_same() -> None:
    done: list[int] = []

    def visit(item: int) -> None:
        waiting.sleep(0.1)
        done.append(item)

    waiting.for_each([1, 2], visit, at_once=2, within=0.01)
    assert done == []
    assert waiting.until(lambda: sorted(done) == [1, 2], within=5)


def test_a_signal_wakes_who_waits_and_who_comes_later() -> None:
    signal = waiting.Signal()
    assert not signal.wait(within=0.01)
    waiting.later(0.01, signal.give)
    assert signal.wait(within=5)
    signal.give()
    assert signal.given
    assert signal.wait()


def test_turns_are_taken_so_many_at_a_time_and_given_back_whatever_happens() -> None:
    turns, at_once, most = waiting.Turns(2), 0, 0

    def take(number: int) -> None:
        nonlocal at_once, most
        with contextlib.suppress(ValueError), turns:
            at_once += 1
            most = max(most, at_once)
            waiting.sleep(0.01)
            at_once -= 1
            if number % 2:
                raise ValueError

    waiting.for_each(range(10), take, at_once=10)
    assert (most, at_once) == (2, 0)
