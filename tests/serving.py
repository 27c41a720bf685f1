"""The whole product as a process of its own, for tests that ask it by HTTP."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import IO

from tests.ports import free_port


def nobody_reads(said: IO[str]) -> None:
    """What a process logs has to go somewhere: a pipe that is full holds up whoever writes to it."""
    Thread(target=deque, args=(said, 0), daemon=True).start()


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[tuple[str, int]]:
    """The address of one (`tests/served.py`) with its data in a folder, without rate limits, and its id."""
    port = free_port()
    environment = {
        "CLIENTELE_PORT": str(port),
        # Two that start at once would both find the usual one free.
        "CLIENTELE_INTAKE_PORT": "0",
        "CLIENTELE_DATA": str(folder),
        "CLIENTELE_RATE_LIMITS": "false",
        # Webhooks go to receivers of tests.
        "CLIENTELE_WEBHOOK_NETWORKS": "127.0.0.0/8",
        **settings,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.served"],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if "is ready" in line:
                break
        assert process.poll() is None, "the product did not start"
        nobody_reads(process.stdout)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
