"""Gives a process a part of a core, so that it can be saturated while everything beside it has room."""

from __future__ import annotations

import secrets
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.processes import ServerFailed

#: Whoever has used up its part of a period waits for the next; shorter ones take their toll in switches.
_PERIOD_MICROSECONDS = 20_000
_ROOT = Path("/sys/fs/cgroup")


@contextmanager
def limited(processes: Mapping[str, subprocess.Popen[bytes]], share: float) -> Iterator[None]:
    """Each gets `share` of a core while this runs. Raises `ServerFailed` where this host does not let us."""
    with ExitStack() as stack:
        for process in processes.values():
            stack.enter_context(_limited(process.pid, share))
        yield


@contextmanager
def _limited(pid: int, share: float) -> Iterator[None]:
    first = _first_version()
    # Of the second version only the root may have processes and groups at once.
    above = first if first is not None else _ROOT
    group = above / f"clientele-bench-{secrets.token_hex(4)}"
    quota = int(share * _PERIOD_MICROSECONDS)
    try:
        group.mkdir()
        if first is not None:
            (group / "cpu.cfs_period_us").write_text(str(_PERIOD_MICROSECONDS))
            (group / "cpu.cfs_quota_us").write_text(str(quota))
        else:
            (group / "cpu.max").write_text(f"{quota} {_PERIOD_MICROSECONDS}")
        (group / "cgroup.procs").write_text(str(pid))
    except OSError as error:
        raise ServerFailed(f"no quota of a core can be given here: {error}") from None
    try:
        yield
    finally:
        for each in (group / "cgroup.procs").read_text().split():
            (above / "cgroup.procs").write_text(each)
        group.rmdir()


def _first_version() -> Path | None:
    """This process' group, where control groups are of the first version."""
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if "cpu" in controllers.split(","):
            return _ROOT / "cpu" / path.lstrip("/")
    return None
