"""The sandbox's stand-in for Twilio, as a process beside the product."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

from chassis.process.settings import SettingsError

_SETTINGS = ("ACCOUNT_SID", "AUTH_TOKEN", "FROM", "API_URL")


class Phone:
    """Catches texts in `folder`. Its account is made up anew at each start."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sid, self._token = f"AC{secrets.token_hex(16)}", secrets.token_hex(16)
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Begin; it is ready once `settings` has been answered."""
        command = [sys.executable, "-m", "deploy.sandbox.twilio", "--folder", str(self._folder)]
        # A session of its own, as Ctrl-C is its owner's to handle.
        self._process = subprocess.Popen(
            command,
            env={**os.environ, "CLIENTELE_SANDBOX_SID": self._sid, "CLIENTELE_SANDBOX_TOKEN": self._token},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def settings(self) -> dict[str, str]:
        """What the product is told to send its texts here. Raises `SettingsError`."""
        process = self._process
        line = process.stdout.readline().strip() if process is not None and process.stdout is not None else ""
        prefix = "twilio listening on "
        if not line.startswith(prefix):
            raise SettingsError("The sandbox phone did not start.")
        values = (self._sid, self._token, "+15005550006", f"http://{line.removeprefix(prefix)}")
        return {f"CLIENTELE_TWILIO_{name}": value for name, value in zip(_SETTINGS, values, strict=True)}

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(5)
