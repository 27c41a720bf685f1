"""`clientele` as somebody runs it, with folders of its own: on a terminal or in a pipe."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from click.testing import CliRunner
from clientele.cli.program import clientele

from sdk import generate

LIBRARY = Path(generate.PACKAGE).parent
PASSWORD = "correct horse battery"
COMMAND = (sys.executable, "-m", "clientele.cli")
#: What the product of other tests, which works in this process too, says meanwhile.
_LOGGED = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[\w+ *\] .*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command said, and what it ended with."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@contextlib.contextmanager
def _ctrl_c_is_heard() -> Iterator[None]:
    """What is started hears it, also where the tests run in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@dataclass(frozen=True, slots=True)
class Machine:
    """Somebody's machine: what `clientele` keeps is in `folder`."""

    folder: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        """Of a process of its own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CLIENTELE_")}
        own = {"XDG_CONFIG_HOME": self.folder / "config", "XDG_STATE_HOME": self.folder / "state"}
        return {**kept, **{name: str(path) for name, path in own.items()}, "PYTHONPATH": str(LIBRARY)}

    @property
    def credentials(self) -> Path:
        return self.folder / "config" / "clientele" / "credentials.json"

    def runs(self, *arguments: str, typed: str = "", also: Mapping[str, str] | None = None) -> Ended:
        """In a pipe, within this process, as half a second for each to start would add up.

        `typed` is its standard input.
        """
        others = {name: None for name in os.environ if name.startswith("CLIENTELE_")}
        environment = {**others, **self.environment, **(also or {})}
        ran = CliRunner(env=environment, catch_exceptions=False).invoke(clientele, arguments, typed)
        return Ended(ran.exit_code, _LOGGED.sub("", ran.stdout), ran.stderr)

    def starts(self, *arguments: str) -> subprocess.Popen[str]:
        """One that goes on."""
        with _ctrl_c_is_heard():
            return subprocess.Popen(
                [*COMMAND, *arguments],
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )

    def on_a_terminal(self, width: int, *arguments: str, answers: Mapping[str, str] | None = None) -> Ended:
        """What is on the screen; each of `answers` is typed once, when its question stands there."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
        running = subprocess.Popen(
            [*COMMAND, *arguments],
            env={**self.environment, "TERM": "dumb"},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        screen, open_questions = b"", dict(answers or {})
        while True:
            try:
                read = os.read(master, 4096)
            except OSError:
                break
            if not read:
                break
            screen += read
            for question in [each for each in open_questions if screen.rstrip().endswith(each.encode())]:
                os.write(master, open_questions.pop(question).encode() + b"\n")
        os.close(master)
        return Ended(running.wait(30), screen.decode().replace("\r\n", "\n"), "")

    def signs_in(self, email: str) -> Ended:
        return self.runs("login", "--url", self.url, "--email", email, typed=f"{PASSWORD}\n")


def registered(url: str) -> str:
    """A practice's owner; gives the email."""
    email = f"ann-{time.time_ns() % 10**12}@smith.example"
    owner = {"name": "Ann Smith", "email": email, "password": PASSWORD}
    practice = {"name": "Smith & Co", "country": "GB", "base_currency": "GBP", "owner": owner}
    httpx.post(f"{url}/v1/practices", json=practice, timeout=30).raise_for_status()
    return email


def token_of(url: str, email: str) -> str:
    """Of a session of somebody's."""
    answer = httpx.post(f"{url}/v1/sessions", json={"email": email, "password": PASSWORD}, timeout=30)
    return str(answer.raise_for_status().json()["token"])
