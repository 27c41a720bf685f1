"""`make test` runs two lanes side by side, and fails where either does."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import lanes
from tests.conftest import of_share

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


def test_the_last_lines_name_what_failed_in_either_lane(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\n\n\n@pytest.mark.integration\ndef test_a_container():\n    assert 1 == 2\n\n\n"
        "def test_a_rule():\n    raise OSError('no disk')\n\n\ndef test_another():\n    pass\n"
    )
    (tmp_path / "conftest.py").write_text("def pytest_addoption(parser): parser.addoption('--share')")
    monkeypatch.setattr(lanes, "PYTEST", (sys.executable, "-m", "pytest", "-p", "no:cacheprovider"))
    # Loading them takes each of the thirteen longer than its tests do.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    assert lanes.main(["-c", "/dev/null", f"--rootdir={tmp_path}", str(tmp_path)]) == 1
    last = capfd.readouterr().out.splitlines()[-21:]
    services, others = last[:12], last[12:]
    for part, (line, failure) in zip(
        lanes.SERVICES, zip(services[::2], services[1::2], strict=True), strict=True
    ):
        assert line.startswith(f"{part.name}: 1 failed of 2, in ")
        assert failure == "  test_it::test_a_rule: OSError: no disk"
    assert others[1].startswith("integration: 1 failed of 1, in ")
    assert others[2] == "  test_it::test_a_container: assert 1 == 2"
    pages = [others[0], *others[3:7]]
    assert [line.partition(":")[0] for line in pages] == [f"browser {n}/5" for n in range(1, 6)]
    assert others[7].startswith(f"{lanes.ALONE.name}: 0 failed of 0, in ")
    assert others[8].startswith("failed: all of it, in ")


def test_where_the_lanes_took_long_a_cluster_is_left_out_and_said_to_be(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lanes, "TIME_FOR_ALL", 0)
    assert lanes.main(["0", "0"]) == 0
    said = capfd.readouterr().out
    assert f"tests of {lanes.ALONE.markers}" not in said
    assert f"{lanes.ALONE.name}: no time left for it" in said


@pytest.mark.parametrize("parts", [lanes.PAGES, lanes.SERVICES])
def test_each_file_is_in_one_share(parts: list[lanes.Part]) -> None:
    files = {Path(f"test_{name}.py") for name in "abcdefgh"}
    shares = [of_share(files, part.share) for part in parts]
    assert sum(map(len, shares)) == len(files)
    assert set().union(*shares) == files
    assert of_share(files, "1/1") == files


def test_where_the_linters_object_no_tests_go_on(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lanes, "LINT", ("false",))
    monkeypatch.setattr(lanes, "PYTEST", (sys.executable, "-c", WAITS))
    began = time.monotonic()
    assert lanes.main([]) == 1
    assert time.monotonic() - began < 30
    assert "linters: failed" in capfd.readouterr().out
