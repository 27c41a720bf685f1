"""Several gateways keep a limit together (docs/adr/0084)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import eventlet
import pytest
import time_machine

from chassis import topology
from contracts.errors import TooManyRequests
from gateway.calls import shared_rate_limits
from gateway.calls.shared_rate_limits import SharedThrottle
from tests.builders import eventually

RATES = {"sign_in": "5/minute", "invitation": "5/minute"}
#: Of somebody, each at their own address.
ANN, BEN = "192.0.2.1", "192.0.2.2"


@contextmanager
def gateways(number: int) -> Iterator[list[SharedThrottle]]:
    found = [SharedThrottle("memory:", "5/minute", RATES) for _ in range(number)]
    for each in found:
        each.start()
    try:
        eventually(lambda: all(each.ready for each in found))
        yield found
    finally:
        for each in found:
            each.stop()


@pytest.fixture(autouse=True)
def _early_in_a_minute(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    topology.declare("memory:")
    monkeypatch.setattr(shared_rate_limits, "EVERY", 0.05)
    with time_machine.travel(1_800_000_005):
        yield


def let_through(throttle: SharedThrottle, address: str = ANN, limit: str = "sign_in") -> int:
    """How many more are, each of which counts."""
    for number in range(20):
        try:
            throttle.count_address(limit, address)
        except TooManyRequests:
            return number
    return 20


def all_have_heard() -> None:
    """To look whether they have would count."""
    eventlet.sleep(0.5)


def test_what_one_lets_through_the_others_count() -> None:
    with gateways(3) as (here, there, elsewhere):
        for _ in range(3):
            here.count_address("sign_in", ANN)
        for _ in range(2):
            there.count_address("sign_in", ANN)
        all_have_heard()
        assert [let_through(each) for each in (here, there, elsewhere)] == [0, 0, 0]
        assert let_through(elsewhere, BEN) == 5
        assert let_through(elsewhere, ANN, "invitation") == 5


def test_a_session_is_one_whichever_gateway_it_asks() -> None:
    with gateways(2) as (here, there):
        for _ in range(5):
            here.count_session("session_1")
        all_have_heard()
        with pytest.raises(TooManyRequests):
            there.count_session("session_1")
        there.count_session("session_2")


def test_more_than_one_message_holds_are_told_in_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_rate_limits, "_COUNTS", 3)
    addresses = [f"192.0.2.{number}" for number in range(10, 20)]
    with gateways(2) as (here, there):
        for address in addresses:
            assert let_through(here, address) == 5
        all_have_heard()
        assert [let_through(there, address) for address in addresses] == [0] * len(addresses)


def test_who_hears_nobody_counts_alone() -> None:
    """Its limits are kept, and nothing waits for the broker."""
    alone = SharedThrottle("memory:", "5/minute", RATES)
    assert let_through(alone) == 5


@pytest.mark.parametrize(
    ("limit", "times"), [("no_such_limit", 3), ("sign_in", 10**9), ("sign_in", 0), ("sign_in", -5)]
)
def test_what_another_release_tells_does_no_harm(limit: str, times: int) -> None:
    with gateways(1) as (here,):
        here.add(limit, ANN, times)
        assert let_through(here) == (0 if times == 10**9 else 5)
        assert let_through(here, BEN) == 5
