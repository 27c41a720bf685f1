"""Health, on a port of its own."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator

import eventlet
import pytest

from chassis import alive
from chassis.process.health import HealthServer, Readiness
from tests.ports import free_port

pytestmark = pytest.mark.service

Serve = Callable[..., HealthServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    started: list[HealthServer] = []

    def start(**checks: Callable[[], None]) -> HealthServer:
        server = HealthServer("127.0.0.1", 0, Readiness(checks))
        server.start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


def get(server: HealthServer, path: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}") as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


def fail() -> None:
    raise ConnectionError("no database")


def test_a_process_that_lives_says_so_whatever_its_checks_say(serve: Serve) -> None:
    assert get(serve(database=fail), "/healthz") == (200, b"ok\n")


def test_a_ready_process_names_its_checks(serve: Serve) -> None:
    status, body = get(serve(broker=lambda: None, database=lambda: None), "/readyz")
    assert status == 200
    assert json.loads(body) == {"ready": True, "checks": {"broker": "ok", "database": "ok"}}


def test_one_failed_check_makes_it_not_ready(serve: Serve) -> None:
    status, body = get(serve(broker=lambda: None, database=fail), "/readyz")
    assert status == 503
    assert json.loads(body)["checks"] == {"broker": "ok", "database": "failed"}


def test_a_check_that_hangs_is_given_a_second(serve: Serve) -> None:
    began = time.monotonic()
    status, body = get(serve(broker=lambda: eventlet.sleep(30)), "/readyz")
    assert (status, json.loads(body)["checks"]) == (503, {"broker": "timed out"})
    assert time.monotonic() - began < 15


def test_checks_are_asked_at_most_once_a_second(serve: Serve) -> None:
    wanted: list[int] = []
    server = serve(broker=lambda: wanted.append(1))
    for _ in range(5):
        get(server, "/readyz")
    assert len(wanted) == 1


def test_metrics_are_prometheus_text(serve: Serve) -> None:
    status, body = get(serve(), "/metrics")
    assert status == 200
    assert b"# TYPE clientele_call_seconds histogram" in body


def test_other_addresses_are_not_found(serve: Serve) -> None:
    assert get(serve(), "/admin")[0] == 404


def test_health_checks_of_images_tell_by_their_exit_code(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    well, broken = serve(database=lambda: None), serve(database=fail)
    assert alive.main(["/readyz", str(well.port)]) == 0
    assert '"ready":true' in capsys.readouterr().out
    assert alive.main(["/healthz", str(broken.port)]) == 0
    assert alive.main(["/readyz", str(broken.port)]) == 1
    assert '"database":"failed"' in capsys.readouterr().out
    assert alive.main(["/readyz", str(free_port())]) == 1
    assert "no answer on port" in capsys.readouterr().out
