"""The sandbox's stand-in for Twilio, beside the product."""

from __future__ import annotations

import secrets
from pathlib import Path

from deploy.allinone.sandbox_process import SandboxProcess


class Phone:
    """Catches texts in `folder`. Its account is made up anew at each start."""

    def __init__(self, folder: Path) -> None:
        self._sid, self._token = f"AC{secrets.token_hex(16)}", secrets.token_hex(16)
        self.process = SandboxProcess(
            "twilio",
            "deploy.sandbox.twilio",
            folder,
            CLIENTELE_SANDBOX_SID=self._sid,
            CLIENTELE_SANDBOX_TOKEN=self._token,
        )

    def settings(self) -> dict[str, str]:
        """What the product is given to send its texts here. Raises `SettingsError`."""
        return {
            "CLIENTELE_TWILIO_ACCOUNT_SID": self._sid,
            "CLIENTELE_TWILIO_AUTH_TOKEN": self._token,
            "CLIENTELE_TWILIO_FROM": "+15005550006",
            "CLIENTELE_TWILIO_API_URL": f"http://{self.process.address()}",
        }
