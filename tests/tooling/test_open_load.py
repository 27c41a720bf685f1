"""An open-loop load does not wait for answers, and counts from when a request was due."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench import load, open_load
from bench.open_load import Arrivals, Kind

TAKES = 0.1
_one_at_a_time = threading.Lock()


class Slow(BaseHTTPRequestHandler):
    """Ten answers a second, one after the other."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        with _one_at_a_time:
            time.sleep(TAKES)
        self.send_response(503 if self.path == "/refused" else 200)
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"ok\n")

    def log_message(self, *_: object) -> None:
        """It is known what becomes of it."""


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def _arrivals(port: int, *kinds: Kind, rate: float) -> Arrivals:
    return Arrivals(port, kinds, rate, seconds=1.5, warm_up_seconds=0.1)


def test_more_than_can_be_answered_waits_ever_longer(port: int) -> None:
    found = open_load.run(_arrivals(port, Kind(1, 200, [load.request("GET", "/")]), rate=30))
    # Of 45 the last is answered after four and a half seconds; whoever waited for answers would send fifteen.
    assert found.p99 > 2000
    assert found.at_once > 15
    assert found.refused == 0
    assert found.ended - found.began == pytest.approx(1.5)


def test_another_answer_is_counted_and_ends_nothing(port: int) -> None:
    kinds = [Kind(1, 200, [load.request("GET", path)]) for path in ("/", "/refused")]
    found = open_load.run(_arrivals(port, *kinds, rate=8))
    assert found.refused > 0
    assert found.per_second > 0


def test_nobody_who_answers_is_said(port: int) -> None:
    with pytest.raises(load.LoadFailed, match="no answer as expected"):
        open_load.run(_arrivals(port, Kind(1, 201, [load.request("GET", "/")]), rate=8))
