"""The sandbox's stand-ins for the vendors of accounting software, beside the product."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from deploy.allinone.sandbox_process import SandboxProcess

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
        self._secret = secrets.token_hex(16)
        self.process = SandboxProcess(
            "vendors", "deploy.sandbox.vendors", folder, CLIENTELE_SANDBOX_SECRET=self._secret
        )
        self.url = ""

    def settings(self) -> dict[str, str]:
        """What the product is given to find its vendors here. Raises `SettingsError`."""
        self.url = f"http://{self.process.address()}"
        return settings(self.url, self._secret)


def settings(url: str, secret: str) -> dict[str, str]:
    """The settings that point every vendor at stand-ins at `url`, and Companies House where it has no key."""
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
    if not os.environ.get("CLIENTELE_COMPANIES_HOUSE_KEY"):
        found |= {
            "CLIENTELE_COMPANIES_HOUSE_KEY": secret,
            "CLIENTELE_COMPANIES_HOUSE_URL": f"{url}/companies_house",
        }
    return found
