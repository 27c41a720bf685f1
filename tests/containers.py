"""Containers that tests start bear whose they are: the next run removes those of a run that was killed."""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path

#: Of containers, networks and volumes; the process that is to remove them.
LABEL = "clientele.tests"
#: Seconds.
MOST_PREPARING = 540
_OWNER = re.compile(r"(?P<boot>[0-9a-f]{8})-(?P<pid>\d+)-(?P<started>\d+)")


def docker_is_missing() -> str | None:
    """Why containers cannot be run here; None where they can.

    Waits where the machine is still being made ready for them: CLIENTELE_CONTAINERS_PREPARED names the file
    that the exit code of that will be in (`.ci/run`).
    """
    if prepared := os.environ.get("CLIENTELE_CONTAINERS_PREPARED"):
        ended = _ended(Path(prepared))
        if ended != "0":
            how = f"exit code {ended}" if ended else "it takes too long"
            return f"the machine was not made ready for them ({how})"
    try:
        request = subprocess.run(
            ["docker", "version"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return "there is no docker command"
    return None if request.returncode == 0 else "no Docker engine answers"


def _ended(prepared: Path) -> str:
    """The exit code in the file; empty where there is none in time."""
    give_up = time.monotonic() + MOST_PREPARING
    while not (ended := prepared.read_text().strip()) and time.monotonic() < give_up:
        time.sleep(0.5)
    return ended


def docker(*arguments: str, check: bool = True, within: float = 60) -> subprocess.CompletedProcess[str]:
    """One docker command. A failure shows what it said."""
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, timeout=within, check=False)
    assert done.returncode == 0 or not check, f"docker {' '.join(arguments)}\n{done.stdout}{done.stderr}"
    return done


def owner(pid: int | None = None) -> str:
    """A process as a label names it: pids are used again, but not within a boot at the same time of start."""
    return f"{_boot()}-{pid or os.getpid()}-{_started(pid or os.getpid())}"


def is_gone(label: str) -> bool:
    """Whether the process that a label names has ended."""
    found = _OWNER.fullmatch(label)
    if found is None:
        return False
    return found["boot"] != _boot() or found["started"] != _started(int(found["pid"]))


def remove_abandoned() -> None:
    """Remove what test runs left behind that were killed before they could clean up."""
    kinds = {
        ("ps", "--all"): ("rm", "--force", "--volumes"),
        ("network", "ls"): ("network", "rm"),
        ("volume", "ls"): ("volume", "rm", "--force"),
    }
    for listing, removing in kinds.items():
        column = ".Name" if listing[0] == "volume" else ".ID"
        shown = f'{{{{{column}}}}} {{{{.Label "{LABEL}"}}}}'
        listed = docker(*listing, f"--filter=label={LABEL}", f"--format={shown}").stdout
        abandoned = [name for name, label in map(str.split, listed.splitlines()) if is_gone(label)]
        if abandoned:
            docker(*removing, *abandoned, check=False, within=120)


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text()[:8]


def _started(pid: int) -> str:
    """When a process began, in ticks since the boot; empty for one that has ended."""
    try:
        # The name before it, in brackets, may hold anything.
        state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if state == "Z" else rest[18]
