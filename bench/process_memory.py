"""What `chassis.process.memory` gains: memory after passwords were hashed, and how long collections take.

    python -m bench.process_memory

Each in a process of its own, with and without, in turn (docs/adr/0036).
"""

from __future__ import annotations

import gc
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

_ROUNDS = 5
_HASHES = 8


def resident() -> float:
    """MiB of this process that are in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def child(tuned: bool) -> None:
    """A process of access: everything is loaded, passwords are hashed, and requests leave garbage."""
    from chassis.process.patching import patch

    patch()
    from chassis.process import memory

    if tuned:
        memory.return_large_blocks()
    from services.access import service
    from services.access.passwords import password_hashes

    if tuned:
        memory.freeze()
    for number in range(_HASHES):
        password_hashes.hash_password(f"a password nobody has {number}")
    after, longest, spent = resident(), 0.0, 0.0
    began = time.perf_counter()

    def note(phase: str, _info: dict[str, int]) -> None:
        nonlocal began, longest, spent
        now = time.perf_counter()
        if phase == "start":
            began = now
        else:
            longest, spent = max(longest, now - began), spent + now - began

    gc.callbacks.append(note)
    kept: list[object] = []
    for _ in range(3000):
        # What a request makes, some of which lives as long as those beside it.
        kept.append([{"id": str(n), "parts": [n, n + 1]} for n in range(100)])
        del kept[:-50]
    print(after, longest * 1000, spent * 1000, service.Access.name)


def main() -> None:
    found: dict[str, list[list[float]]] = {"tuned": [], "plain": []}
    for _ in range(_ROUNDS):
        for name, rows in found.items():
            command = [sys.executable, "-m", "bench.process_memory", name]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
            rows.append([float(value) for value in said[:3]])
    for name, rows in found.items():
        memory, longest, spent = (statistics.median(row[n] for row in rows) for n in range(3))
        print(f"{name}: {memory:.1f} MiB; longest collection {longest:.1f} ms, all of them {spent:.0f} ms")


if __name__ == "__main__":
    if sys.argv[1:]:
        child(sys.argv[1] == "tuned")
    else:
        main()
