"""Processor time of the broker and the database of a run, as their containers' control groups count it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Where Docker keeps the group of a container, with the file that counts: of the second version, by its
#: two ways to name it, and of the first.
_GROUPS = (
    "/sys/fs/cgroup/system.slice/docker-{}.scope/cpu.stat",
    "/sys/fs/cgroup/docker/{}/cpu.stat",
    "/sys/fs/cgroup/cpuacct/docker/{}/cpuacct.usage",
)
_running: dict[str, str] = {}


@contextmanager
def counted(server: str, container: str) -> Iterator[None]:
    """Count the container's time as that of `server`, such as the broker; `container` is its whole id."""
    _running[server] = container
    try:
        yield
    finally:
        del _running[server]


def seconds() -> dict[str, float]:
    """The seconds of each server so far; without those that are not ours, or on a host that does not say."""
    found = {server: _seconds(container) for server, container in _running.items()}
    return {server: spent for server, spent in found.items() if spent is not None}


def _seconds(container: str) -> float | None:
    for group in _GROUPS:
        file = Path(group.format(container))
        if file.is_file():
            words = file.read_text().split()
            # "usage_usec 1234 …", or nanoseconds alone.
            return int(words[1]) / 1e6 if words[0] == "usage_usec" else int(words[0]) / 1e9
    return None
