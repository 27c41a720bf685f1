"""Server processes of a benchmark: started with their own environment, stopped by their pid."""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30.0
STOP_SECONDS = 5.0


class ServerFailed(Exception):
    """A server process ended by itself or never answered."""


def command(module: str, *arguments: str, environment: Mapping[str, str]) -> str:
    """Run `python -m module` to its end; gives what it printed. Raises `ServerFailed` with what it said."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise ServerFailed(f"{module}: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout


@contextmanager
def server(module: str, environment: Mapping[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m module` with `environment` added to this process's, for as long as this runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_answer(
    port: int,
    path: str,
    processes: Iterable[subprocess.Popen[bytes]],
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """The body of the first 200 to `GET path`, which thereby proves the whole chain of `processes`."""
    deadline = time.monotonic() + START_SECONDS
    reason = "no answer"
    while time.monotonic() < deadline:
        for process in processes:
            if process.poll() is not None:
                raise ServerFailed(f"{process.args!r} ended with {process.returncode}")
        try:
            status, body = _get(port, path, headers or {})
        except OSError as error:
            reason = str(error)
        else:
            if status == HTTPStatus.OK:
                return body
            reason = f"{status} {body.decode(errors='replace')[:600]}"
        time.sleep(0.1)
    raise ServerFailed(f"GET {path}: {reason}")


def _get(port: int, path: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=3)
    with closing(connection):
        connection.request("GET", path, headers=dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read()


def resident_megabytes(process: subprocess.Popen[bytes]) -> float:
    """Resident memory of a running process, in megabytes; 0 where the host has no `/proc`."""
    try:
        pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu_seconds(processes: Iterable[subprocess.Popen[bytes]]) -> float:
    """Processor time that running processes have used so far; 0 where the host has no `/proc`."""
    ticks = 0
    for process in processes:
        try:
            after_name = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        ticks += int(after_name[11]) + int(after_name[12])
    return ticks / os.sysconf("SC_CLK_TCK")
