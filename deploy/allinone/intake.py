"""The intake of mail, as the process of its own that it is everywhere."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping

from chassis.process.settings import SettingsError
from services.accounts.intake.intake_limits import GRACE

#: Where it listens unless another has that port, so that a line of a README works.
_USUAL = 2525
_NAME = "intake listening on "


class IntakeProcess:
    """`settings` are what it is told. It ends with whoever started it, whose output its log goes to."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self.address = ""

    def start(self, settings: Mapping[str, str], port: int) -> None:
        """Return when it listens; a port of 0 is a free one. Raises `SettingsError`."""
        # A session of its own, as Ctrl-C is its owner's to handle.
        self._process = process = subprocess.Popen(
            [sys.executable, "-m", "services.accounts.intake", "--with-parent"],
            env={
                **os.environ,
                "CLIENTELE_LOG_LEVEL": "WARNING",
                **settings,
                "CLIENTELE_INTAKE_PORT": str(port),
                "CLIENTELE_HEALTH_PORT": "0",
            },
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        line = process.stdout.readline().strip() if process.stdout is not None else ""
        if not line.startswith(_NAME):
            raise SettingsError(
                f"The intake of mail did not start on port {port}. Set CLIENTELE_INTAKE_PORT to a free one."
            )
        self.address = line.removeprefix(_NAME)

    def stop(self) -> None:
        """Let it finish the mails at hand."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(GRACE + 5)


def port_of(chosen: int | None) -> int:
    """The port to listen on: the one chosen, else the usual one, else a free one."""
    with socket.socket() as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind(("127.0.0.1", _USUAL if chosen is None else chosen))
        except OSError:
            if chosen is not None:
                return chosen
            trying.bind(("127.0.0.1", 0))
        return int(trying.getsockname()[1])
