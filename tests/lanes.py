"""Every check, in two lanes side by side: what runs in containers, and all the rest.

    python -m tests.lanes [PYTEST ARGUMENTS]

Containers spend most of their time on starting, stopping and being waited for, while the rest computes. The
product in them has to answer within its deadlines, so the rest is nice to it. The rest, which begins with the
linters, is shown as it runs; what the containers' tests say follows as a whole when both have ended. The exit
code is 0 where both passed. Where the linters object, neither goes on.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]
NICE = ("nice", "-n", "10")
LINT = ("make", "--no-print-directory", "lint")
PYTEST = (sys.executable, "-m", "pytest", "-rsfE")
CONTAINERS = "integration"
#: pytest's exit code where the arguments choose none of a lane's tests, which is nobody's failure.
NONE_CHOSEN = 5

_running: list[subprocess.Popen[str]] = []


def main(arguments: Sequence[str]) -> int:
    """Run both lanes; gives the exit code."""
    signal.signal(signal.SIGTERM, _pass_on)
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        containers = _start((*PYTEST, "-m", CONTAINERS, *arguments), said)
        rest = _ended(_start((*NICE, *LINT)))
        if rest == 0:
            rest = _ended(_start((*NICE, *PYTEST, "-m", f"not {CONTAINERS}", *arguments)))
        else:
            containers.terminate()
        codes = (rest, _ended(containers))
        said.seek(0)
        _say(f"\n--- the tests in containers, which ran meanwhile ---\n\n{said.read()}")
    failed = [code for code in codes if code not in (0, NONE_CHOSEN)]
    _say(f"{'failed' if failed else 'passed'}: both lanes, in {time.monotonic() - began:.0f} s\n")
    return failed[0] if failed else min(codes)


def _start(command: Sequence[str], output: IO[str] | None = None) -> subprocess.Popen[str]:
    process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, text=True)
    _running.append(process)
    return process


def _ended(process: subprocess.Popen[str]) -> int:
    """The exit code of a process. Ctrl-C reaches it too: it is waited for while it cleans up."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def _pass_on(number: int, _frame: object) -> None:
    for process in _running:
        process.send_signal(number)


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
