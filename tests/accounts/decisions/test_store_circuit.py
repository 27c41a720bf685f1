"""A store that does not answer is left alone for a while (docs/adr/0070)."""

from __future__ import annotations

from services.accounts.documents.store_circuit import Circuit


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_opens_at_the_third_failure_in_a_row() -> None:
    circuit = Circuit(Clock())
    assert [circuit.failed(), circuit.failed()] == [False, False]
    assert circuit.lets_through()
    assert circuit.failed()
    assert not circuit.lets_through()
    assert not circuit.failed()


def test_an_answer_in_between_begins_the_count_anew() -> None:
    circuit = Circuit(Clock())
    for _ in range(10):
        circuit.failed()
        circuit.failed()
        assert not circuit.worked()
        assert circuit.lets_through()


def test_once_it_has_been_open_one_call_tries_and_the_others_wait() -> None:
    clock = Clock()
    circuit = Circuit(clock)
    for _ in range(3):
        circuit.failed()
    clock.now += 9.9
    assert not circuit.lets_through()
    clock.now += 0.2
    assert [circuit.lets_through() for _ in range(3)] == [True, False, False]
    circuit.failed()
    clock.now += 9.9
    assert not circuit.lets_through()
    clock.now += 0.2
    assert circuit.lets_through()
    assert circuit.worked()
    assert all(circuit.lets_through() for _ in range(3))


def test_a_try_that_nobody_waited_for_is_followed_by_another() -> None:
    clock = Clock()
    circuit = Circuit(clock)
    for _ in range(3):
        circuit.failed()
    clock.now += 10.1
    assert [circuit.lets_through(), circuit.lets_through()] == [True, False]
    clock.now += 10.1
    assert circuit.lets_through()
