"""`make test` runs two lanes side by side, and fails where either does."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator

import pytest

from tests import lanes

pytestmark = pytest.mark.service

#: Stands in for pytest: ends as the arguments say, `-m MARKER CONTAINERS OTHERS`.
ENDS = (
    "import sys; which = sys.argv[2]; print('tests of', which);"
    "sys.exit(int(sys.argv[3 + which.startswith('not')]))"
)
WAITS = "import sys, time; time.sleep(60 if sys.argv[2] == 'integration' else 0)"


@pytest.fixture(autouse=True)
def _kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(lanes, "LINT", ("true",))
    monkeypatch.setattr(lanes, "PYTEST", (sys.executable, "-c", ENDS))
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)
    lanes._running.clear()


@pytest.mark.parametrize(
    ("containers", "others", "together"),
    [(0, 0, 0), (1, 0, 1), (0, 1, 1), (5, 0, 0), (0, 5, 0), (5, 5, 5), (5, 2, 2)],
)
def test_it_fails_where_either_lane_fails(
    containers: int, others: int, together: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """5 is pytest's code where the arguments choose none of a lane's tests."""
    assert lanes.main([str(containers), str(others)]) == together
    said = capfd.readouterr().out
    assert "tests of integration" in said
    assert "tests of not integration" in said


def test_where_the_linters_object_no_tests_go_on(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lanes, "LINT", ("false",))
    monkeypatch.setattr(lanes, "PYTEST", (sys.executable, "-c", WAITS))
    began = time.monotonic()
    assert lanes.main([]) == 1
    assert time.monotonic() - began < 30
