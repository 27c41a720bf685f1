"""The sandbox's stand-ins for the vendors of accounting software, as a process beside the product."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

from chassis.process.settings import SettingsError

#: Where each vendor's addresses are under its own path (`deploy.sandbox.vendors`).
ADDRESSES = {
    "XERO": ("/identity/connect/authorize", "/connect/token", "", "/connect/revocation"),
    "SAGE": ("/oauth2/auth/central", "/token", "/v3.1", "/revoke"),
    "QUICKBOOKS": ("/connect/oauth2", "/oauth2/v1/tokens/bearer", "", "/v2/oauth2/tokens/revoke"),
    "FREEAGENT": ("/v2/approve_app", "/v2/token_endpoint", "/v2", ""),
}


def have_credentials() -> bool:
    """Whether the environment names an app at any vendor: then no stand-in is wanted."""
    return any(os.environ.get(f"CLIENTELE_{name}_CLIENT_ID") for name in ADDRESSES)


class Vendors:
    """What they know is kept in `folder`; the apps' secret is made up anew at each start."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._secret = secrets.token_hex(16)
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def start(self) -> None:
        """Begin; it is ready once `settings` has been answered."""
        command = [sys.executable, "-m", "deploy.sandbox.vendors", "--folder", str(self._folder)]
        # A session of its own, as Ctrl-C is its owner's to handle.
        self._process = subprocess.Popen(
            command,
            env={**os.environ, "CLIENTELE_SANDBOX_SECRET": self._secret},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def settings(self) -> dict[str, str]:
        """What the product is told to find its vendors here. Raises `SettingsError`."""
        process = self._process
        line = process.stdout.readline().strip() if process is not None and process.stdout is not None else ""
        prefix = "vendors listening on "
        if not line.startswith(prefix):
            raise SettingsError("The sandbox vendors did not start.")
        self.url = f"http://{line.removeprefix(prefix)}"
        return settings(self.url, self._secret)

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(5)


def settings(url: str, secret: str) -> dict[str, str]:
    """The settings that point every vendor at stand-ins at `url`."""
    found: dict[str, str] = {}
    for name, (authorize, token, api, revoke) in ADDRESSES.items():
        here = f"{url}/{name.lower()}"
        found |= {
            f"CLIENTELE_{name}_CLIENT_ID": f"sandbox-{name.lower()}",
            f"CLIENTELE_{name}_CLIENT_SECRET": secret,
            f"CLIENTELE_{name}_AUTHORIZE_URL": here + authorize,
            f"CLIENTELE_{name}_TOKEN_URL": here + token,
            f"CLIENTELE_{name}_API_URL": here + api,
            **({f"CLIENTELE_{name}_REVOKE_URL": here + revoke} if revoke else {}),
        }
    return found
