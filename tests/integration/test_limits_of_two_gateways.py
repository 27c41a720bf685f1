"""Two gateways keep one limit, over a real broker with the rights of an installation (docs/adr/0084)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import requests

from gateway.calls.shared_rate_limits import EVERY
from gateway.http.rate_limits import PUBLIC_RATES
from tests.integration import system
from tests.integration.system import System
from tests.ports import free_port

_AMOUNT = int(PUBLIC_RATES["registration"].partition("/")[0])
_NAMES = ("limited", "limited too")


@pytest.fixture
def two(running: System) -> Iterator[list[str]]:
    """The addresses of two gateways that limit."""
    for name in _NAMES:
        running.gateways[name] = free_port()
        running.start_part(name, CLIENTELE_RATE_LIMITS="true")
    found = [f"http://{system.LOOPBACK}:{running.gateways[name]}" for name in _NAMES]
    system.until(lambda: all(_answers(url) for url in found), 60)
    yield found
    for name in _NAMES:
        running.stop_part(name)
        del running.gateways[name], running.processes[name]


def test_what_was_tried_at_one_is_not_tried_at_the_other(running: System, two: list[str]) -> None:
    here, there = two
    _begin_of_a_minute()
    assert [_register(here) for _ in range(_AMOUNT - 5)] == [422] * (_AMOUNT - 5)
    time.sleep(EVERY + 2)
    assert [_register(there) for _ in range(6)] == [422] * 5 + [429]
    time.sleep(EVERY + 2)
    assert _register(here) == 429
    for name in _NAMES:
        assert "broker_connection_lost" not in running.log(name)


def _begin_of_a_minute() -> None:
    """The windows of the limits are minutes, and what was tried in the last one counts less and less."""
    second = time.time() % 60
    if second > 30:
        time.sleep(60 - second)


def _register(url: str) -> int:
    """Without saying who: what is counted is that it was asked."""
    return requests.post(f"{url}/v1/practices", json={}, timeout=10).status_code


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/readyz", timeout=3).status_code == 200
    except requests.ConnectionError:
        return False
