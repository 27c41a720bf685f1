"""Seconds of a processor: of each process of the product, and of the broker and the database as wholes."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping

from bench import server_time
from bench.processes import cpu_seconds


def seconds(processes: Mapping[str, subprocess.Popen[bytes]]) -> dict[str, float]:
    """So far, by the name of the process or the server."""
    return {name: cpu_seconds([each]) for name, each in processes.items()} | server_time.seconds()


def spent(before: Mapping[str, float], after: Mapping[str, float], times: float) -> dict[str, float]:
    """Milliseconds for each of so many times."""
    return {name: 1000 * (after[name] - since) / times for name, since in before.items()}


def idle(processes: Mapping[str, subprocess.Popen[bytes]], wait: float) -> dict[str, float]:
    """Milliseconds in a second of which nobody asks for anything."""
    before, began = seconds(processes), time.monotonic()
    time.sleep(wait)
    return spent(before, seconds(processes), time.monotonic() - began)
