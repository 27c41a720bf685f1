"""A benchmark whose load fails says so in one line, and ends."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bench import server_time

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


@pytest.mark.parametrize(
    ("content", "seconds"),
    [
        ("usage_usec 2500000\nuser_usec 1\n", {"postgres": 2.5}),
        ("2500000000\n", {"postgres": 2.5}),
        (None, {}),
    ],
    ids=["control groups, version 2", "version 1", "a host that does not say"],
)
def test_time_of_a_server_is_what_its_control_group_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, seconds: dict[str, float]
) -> None:
    monkeypatch.setattr(server_time, "_GROUPS", (str(tmp_path / "{}"),))
    if content is not None:
        (tmp_path / "abc").write_text(content)
    with server_time.counted("postgres", "abc"):
        assert server_time.seconds() == seconds
    assert server_time.seconds() == {}
