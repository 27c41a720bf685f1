"""Every check, in two lanes side by side, as a machine has two cores at least.

    python -m tests.lanes [PYTEST ARGUMENTS]

One lane is the services' tests and the fuzzer, in shares, shown as they run. The other begins with a share of
the pages, goes on with what runs in containers, which mostly waits for them, and then with the pages' other
shares; what it says follows when both have ended. Whichever lane has nothing else to do takes the next share
of the other. The services' tests are a little nicer than all that, as the product has to answer within its
deadlines there; the linters take what time the lanes leave. When both have ended, a cluster loses its
leaders, with the machine to itself; where the lanes took long, the last lines say that no time was left.
The last lines name what failed, wherever that was, and how long each part took.

The exit code is 0 where all passed. Where the linters object, nothing goes on.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, NamedTuple
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
NICE = ("nice", "-n", "5")
LINT = ("nice", "-n", "19", "make", "--no-print-directory", "lint")
PYTEST = (sys.executable, "-m", "pytest", "-rsfE")


class Part(NamedTuple):
    """What one pytest runs: the tests with these markers, of which it takes a share (`tests/conftest.py`)."""

    markers: str
    share: str = "1/1"

    @property
    def name(self) -> str:
        return self.markers if self.share == "1/1" else f"{self.markers} {self.share}"


#: `make test-deep` has the mutations, which take long and seldom tell, `make test-cluster` all of clusters.
_HERE = "not integration and not browser and not mutations and not cluster"
#: In shares, so that both lanes end about together.
SERVICES = [Part(_HERE, f"{number}/6") for number in range(1, 7)]
#: The pages, in shares of which each happens to be less than the one before.
PAGES = [Part("browser", f"{number}/5") for number in range(1, 6)]
#: In this order. Images are built while the first of these runs (`.ci/run`).
OTHERS = (PAGES[0], Part("integration"), *PAGES[1:])
#: What needs both cores to be in time.
ALONE = Part("cluster and short")
#: Seconds after which it is not begun: it takes ten minutes, fifteen where all else took long. CI gives 90.
TIME_FOR_ALL = 3_900
#: pytest's exit code where the arguments choose none of a lane's tests, which is nobody's failure.
NONE_CHOSEN = 5

_running: list[subprocess.Popen[str]] = []
_given_up = threading.Event()


def main(arguments: Sequence[str]) -> int:
    """Run both lanes; gives the exit code."""
    signal.signal(signal.SIGTERM, _pass_on)
    _given_up.clear()
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryFile("w+") as linters,
        tempfile.TemporaryFile("w+") as said,
        ThreadPoolExecutor(2) as beside,
    ):
        reports = Path(folder)
        services, others = deque(SERVICES), deque(OTHERS)
        linted = beside.submit(_lint, linters)
        elsewhere = beside.submit(_work_off, (others, services), arguments, reports, said)
        here = _work_off((services, others), arguments, reports)
        codes = [*here, *elsewhere.result()]
        objected = linted.result()
        in_time = time.monotonic() - began < TIME_FOR_ALL
        if in_time:
            codes.append(_test(ALONE, arguments, reports, said))
        for output, title in ((linters, "linters"), (said, "containers, pages and a cluster")):
            output.seek(0)
            _say(f"\n--- {title} ---\n\n{output.read()}\n")
        _say(f"linters: {'failed' if objected else 'passed'}\n")
        for part in (*SERVICES, *OTHERS):
            _say(_summary(part, _report(reports, part)))
        _say(_summary(ALONE, _report(reports, ALONE)) if in_time else f"{ALONE.name}: no time left for it\n")
    failed = [code for code in (objected, *codes) if code not in (0, NONE_CHOSEN)]
    _say(f"{'failed' if failed else 'passed'}: all of it, in {time.monotonic() - began:.0f} s\n")
    return failed[0] if failed else min(codes)


def _lint(output: IO[str]) -> int:
    """Run the linters; where they object, all else is given up."""
    code = _run(LINT, output)
    if code != 0:
        _pass_on(signal.SIGTERM, None)
    return code


def _work_off(
    lanes: Sequence[deque[Part]], arguments: Sequence[str], reports: Path, output: IO[str] | None = None
) -> list[int]:
    """Take one part after another until there is none in the first lane, then in the other; gives their exit
    codes.
    """
    codes = []
    for parts in lanes:
        with contextlib.suppress(IndexError):
            while True:
                codes.append(_test(parts.popleft(), arguments, reports, output))
    return codes


def _test(part: Part, arguments: Sequence[str], reports: Path, output: IO[str] | None) -> int:
    report = f"--junit-xml={_report(reports, part)}"
    before = NICE if part in SERVICES else ()
    share = () if part.share == "1/1" else (f"--share={part.share}",)
    return _run((*before, *PYTEST, "-m", part.markers, *arguments, report, *share), output)


def _report(reports: Path, part: Part) -> Path:
    return reports / f"{part.name.replace('/', ' of ')}.xml"


def _summary(part: Part, report: Path) -> str:
    """A line of how many tests there were and in what time, and one for each that failed."""
    if not report.exists():
        return f"{part.name}: no report\n"
    suite = next(ElementTree.parse(report).iter("testsuite"))  # noqa: S314 (our own)
    failures = [
        f"  {case.get('classname')}::{case.get('name')}: {_first_line(found.get('message'))}\n"
        for case in suite.iter("testcase")
        for found in (*case.iter("failure"), *case.iter("error"))
    ]
    of = f"{len(failures)} failed of {suite.get('tests')}"
    return "".join([f"{part.name}: {of}, in {float(suite.get('time', 0)):.0f} s\n", *failures])


def _first_line(message: str | None) -> str:
    return (message or "").partition("\n")[0]


def _run(command: Sequence[str], output: IO[str] | None = None) -> int:
    """Run a command to its end; gives its exit code. Nothing is begun once the rest was given up."""
    if _given_up.is_set():
        return NONE_CHOSEN
    process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, text=True)
    _running.append(process)
    if _given_up.is_set():
        process.terminate()
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # Ctrl-C reaches it too: it is waited for while it cleans up.
            _given_up.set()


def _pass_on(number: int, _frame: object) -> None:
    _given_up.set()
    for process in _running:
        process.send_signal(number)


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
