"""The formulae of docs/scale.md, against values that are known for them."""

from __future__ import annotations

import math

import pytest

from bench.plan import queueing


@pytest.mark.parametrize(
    ("servers", "load", "probability"),
    [(1, 0.5, 0.5), (1, 0.9, 0.9), (2, 1.0, 1 / 3), (3, 2.0, 4 / 9), (2, 2.0, 1.0), (1, 3.0, 1.0)],
)
def test_who_comes_waits_with_the_probability_of_erlangs_c(
    servers: int, load: float, probability: float
) -> None:
    assert queueing.probability_of_waiting(servers, load) == pytest.approx(probability)


def test_a_single_server_makes_wait_as_mm1_says() -> None:
    assert queueing.mean_wait(1, rate=8, service=0.1) == pytest.approx(0.8 * 0.1 / 0.2)


def test_servers_that_share_a_queue_make_wait_less_than_as_many_queues() -> None:
    shared = queueing.mean_wait(4, rate=32, service=0.1)
    assert 0 < shared < queueing.mean_wait(1, rate=8, service=0.1) / 4


def test_more_than_the_servers_can_do_waits_for_ever() -> None:
    assert queueing.mean_wait(2, rate=20, service=0.1) == math.inf


def test_work_that_is_alike_varies_as_one_exponential_does() -> None:
    assert queueing.squared_variation([3, 1], [0.2, 0.2]) == pytest.approx(1)
    assert queueing.mean_wait_of_mix(2, [3, 1], [0.2, 0.2]) == pytest.approx(queueing.mean_wait(2, 4, 0.2))


def test_a_few_that_take_long_make_all_wait_longer() -> None:
    alike = queueing.mean_wait(1, 100, 0.005)
    mixed = queueing.mean_wait_of_mix(1, [99, 1], [0.004, 0.104])
    assert queueing.squared_variation([99, 1], [0.004, 0.104]) == pytest.approx(
        2 * (0.99 * 0.004**2 + 0.01 * 0.104**2) / 0.005**2 - 1
    )
    assert mixed > 3 * alike


def test_nothing_comes_to_a_part_that_nobody_waits_for() -> None:
    assert queueing.mean_wait_of_mix(1, [], []) == 0


def test_what_waited_is_done_by_what_is_to_spare() -> None:
    assert queueing.catching_up(backlog=300, capacity=100, rate=80) == pytest.approx(15)
    assert queueing.catching_up(backlog=300, capacity=100, rate=100) is None
