"""A stand-in of the sandbox as a process beside the product."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from chassis.process.settings import SettingsError


class SandboxProcess:
    """One module of `deploy.sandbox`, which keeps what it knows in `folder`.

    `name` begins the line by which it says where it listens. `secrets` are for its environment, where other
    users of the machine see them not, as they would in its arguments.
    """

    def __init__(self, name: str, module: str, folder: Path, **secrets: str) -> None:
        self._name, self._module, self._folder, self._secrets = name, module, folder, secrets
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Begin; it is ready once `address` has been answered."""
        self._folder.mkdir(parents=True, exist_ok=True)
        # A session of its own, as Ctrl-C is its owner's to handle.
        self._process = subprocess.Popen(
            [sys.executable, "-m", self._module, "--folder", str(self._folder)],
            env={**os.environ, **self._secrets},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def address(self) -> str:
        """Where it listens, `host:port`. To be called once. Raises `SettingsError`."""
        process = self._process
        line = process.stdout.readline().strip() if process is not None and process.stdout is not None else ""
        prefix = f"{self._name} listening on "
        if not line.startswith(prefix):
            raise SettingsError(f"The sandbox's stand-in {self._module} did not start.")
        return line.removeprefix(prefix)

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(5)
