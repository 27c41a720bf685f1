"""Has mails read by processes of their own (`mail_reader`): none can take this one's memory or time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from queue import LifoQueue
from typing import IO

import orjson

from chassis.process import child_environment
from services.accounts.intake.mail_reader.__main__ import LENGTH
from services.accounts.intake.mail_reader.mail_files import MailFile

#: Seconds that reading one mail may take.
_PATIENCE = 60
_COMMAND = (sys.executable, "-m", "services.accounts.intake.mail_reader")
_ROOT = Path(__file__).parents[3]


class MailReaders:
    """So many of them as mails are read at a time, each started when it is first needed."""

    def __init__(self, count: int) -> None:
        self._all = [_MailReader() for _ in range(count)]
        self._idle: LifoQueue[_MailReader] = LifoQueue()
        for each in self._all:
            self._idle.put(each)

    def files_in(self, mail: bytes) -> list[MailFile]:
        """The files in a mail; none where it cannot be taken apart: it is kept as a whole in any case."""
        reader = self._idle.get()
        try:
            return reader.files_in(mail)
        except (OSError, ValueError):
            # It may be in the middle of that mail: another begins with the next.
            reader.end()
            return []
        finally:
            self._idle.put(reader)

    def running(self) -> tuple[int, ...]:
        """The processes that there are."""
        return tuple(each.process_id for each in self._all if each.process_id is not None)

    def end(self) -> None:
        for each in self._all:
            each.end()


class _MailReader:
    """One of the processes, with which one thread speaks at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process_id(self) -> int | None:
        return None if self._process is None else self._process.pid

    def files_in(self, mail: bytes) -> list[MailFile]:
        """Raises OSError and ValueError where it ends before it has answered."""
        process, mails, answers = self._running()
        # Neither writing nor reading goes on for longer: what is killed closes both its ends.
        ending = threading.Timer(_PATIENCE, _kill, [process])
        ending.start()
        try:
            mails.write(len(mail).to_bytes(LENGTH))
            mails.write(mail)
            mails.flush()
            return _files(answers)
        finally:
            ending.cancel()

    def end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            _kill(process)
            with suppress(OSError):
                process.communicate()

    def _running(self) -> tuple[subprocess.Popen[bytes], IO[bytes], IO[bytes]]:
        """The process, what it reads and what it writes."""
        if self._process is None or self._process.poll() is not None:
            self.end()
            self._process = subprocess.Popen(
                _COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                env=child_environment.without_keys(),
                # A group of its own, which ends with what it forked.
                start_new_session=True,
            )
        mails, answers = self._process.stdin, self._process.stdout
        if mails is None or answers is None:
            raise ValueError("it was started without pipes")
        return self._process, mails, answers


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _files(answer: IO[bytes]) -> list[MailFile]:
    """Raises ValueError where the answer is not whole."""
    found = []
    while (line := answer.readline()) != b"\n":
        said = orjson.loads(line)
        content = answer.read(said["size"])
        if len(content) < said["size"]:
            raise ValueError("the answer ends in a file")
        found.append(MailFile(said["name"], content))
    return found
