"""Which tier each test belongs to, what may not be skipped, and what tests share."""

from __future__ import annotations

import os
import socket
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from deploy.embedded_postgres import EmbeddedPostgres

TESTS = Path(__file__).parent
TIERS = ("rules", "service", "contracts", "integration", "browser", "fuzz")
NEVER_SKIPPED_IN_CI = ("integration", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each test its tier."""
    for item in items:
        item.add_marker(_tier(item))


def _tier(item: pytest.Item) -> str:
    """Its own marker; else the folder named like a tier that it is in; else by whether it needs a server."""
    for tier in TIERS:
        if item.get_closest_marker(tier):
            return tier
    for folder in item.path.relative_to(TESTS).parts[:-1]:
        if folder in TIERS:
            return folder
    return "service" if "postgres" in getattr(item, "fixturenames", ()) else "rules"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With CI=true, fail a skipped test of a tier that CI is there to run."""
    report = yield
    expected_to_fail = hasattr(report, "wasxfail")
    if report.skipped and not expected_to_fail and any(map(item.get_closest_marker, NEVER_SKIPPED_IN_CI)):
        _fail_in_ci(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself as a whole."""
    report = yield
    if report.skipped and not set(collector.path.parts).isdisjoint(NEVER_SKIPPED_IN_CI):
        _fail_in_ci(report)
    return report


def _fail_in_ci(report: pytest.TestReport | pytest.CollectReport) -> None:
    if os.environ.get("CI") != "true":
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
    report.outcome = "failed"
    report.longrepr = f"CI may not skip the tiers {' and '.join(NEVER_SKIPPED_IN_CI)}. {reason}"


@pytest.fixture(autouse=True)
def _rules_reach_no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that needs a connection is in the wrong tier, or in the wrong module."""
    if request.node.get_closest_marker("rules"):

        def refuse(_socket: socket.socket, address: object) -> NoReturn:
            pytest.fail(f"A test of the rules tier connects to {address}.")

        monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL server, empty, for all tests of this run."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres"), durable=False) as server:
        yield server
