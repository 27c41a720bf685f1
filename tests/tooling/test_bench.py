"""A benchmark whose load fails says so in one line, and ends."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUN = """
import sys
from bench import compare, load
from bench.processes import command
def measure(chosen):
    {failing}
compare.from_command_line("", measure)
"""
LOADED = 'load.run(load.Plan(int("{port}"), [load.request("GET", "/")], seconds=1, warm_up_seconds=0))'


class Broken(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b"first line\nsecond line\n"
        self.send_response(500)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """It is known what becomes of it."""


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Broken)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("failing", "says"),
    [
        (LOADED, "500"),
        (LOADED.replace("{port}", "1"), "refused"),
        ('command("bench.nothing", environment={{}})', "No module named bench.nothing"),
    ],
    ids=["a wrong status", "nobody listens", "a part does not start"],
)
def test_what_fails_ends_a_benchmark_with_one_line(port: int, failing: str, says: str) -> None:
    program = RUN.format(failing=failing.format(port=port))
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    (line,) = ended.stderr.splitlines()
    assert line.startswith("The load stopped: ")
    # By whose words, that of the loop which is installed.
    assert says.lower() in line.lower()
