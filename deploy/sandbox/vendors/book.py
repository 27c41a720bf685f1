"""What the stand-ins remember: codes, sign-ins with their tokens, and what each person connected.

Kept in a file, so that connections live through a restart of `make run`.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
import uuid
from pathlib import Path
from typing import Any

#: The organisations that everybody who signs in here has: name, country, base currency, line of business.
ORGANISATIONS = (
    ("Demo Company (UK)", "GB", "GBP", "Marketing and advertising"),
    ("Brightwater Plumbing Ltd", "GB", "GBP", "Plumbing and heating"),
    ("Copper Kettle Café", "IE", "EUR", "Cafés and catering"),
    ("Northside Dental LLP", "GB", "GBP", "Dental practice"),
    ("Harbour Lights Hotel", "GB", "GBP", "Hotels"),
    ("Larkfield Farm Partnership", "GB", "GBP", "Mixed farming"),
)


def organisation_id(provider: str, login: str, number: int) -> str:
    """Each person's organisations are their own."""
    found = uuid.uuid5(uuid.NAMESPACE_URL, f"{provider}/{login}/{number}")
    if provider == "quickbooks":
        return str(found.int % 10**18)
    if provider == "freeagent":
        return f"company{found.int % 10**8}"
    return str(found)


class Book:
    """`now` is unix time, and can be moved by tests."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self.lock = threading.RLock()
        self.ahead = 0.0
        self.codes: dict[str, dict[str, Any]] = {}
        self.grants: dict[str, dict[str, Any]] = {}
        #: Of each person at Xero: organisation's number to the id of its connection.
        self.connected: dict[str, dict[str, str]] = {}
        if file is not None and file.exists():
            held = json.loads(file.read_text())
            self.codes, self.grants, self.connected = held["codes"], held["grants"], held["connected"]

    def now(self) -> float:
        return time.time() + self.ahead

    def save(self) -> None:
        """Keep what is known; called with the lock held."""
        if self._file is None:
            return
        unfinished = self._file.with_suffix(".unfinished")
        held = {"codes": self.codes, "grants": self.grants, "connected": self.connected}
        unfinished.write_text(json.dumps(held))
        unfinished.rename(self._file)

    def code(self, **request: Any) -> str:
        """A new code for a consent."""
        code = secrets.token_urlsafe(24)
        with self.lock:
            self.codes[code] = {**request, "made": self.now(), "used": False}
            self.save()
        return code

    def grant(self, provider: str, login: str, numbers: list[int]) -> dict[str, Any]:
        """A new sign-in, without tokens yet."""
        made: dict[str, Any] = {
            "id": secrets.token_hex(8),
            "provider": provider,
            "login": login,
            "numbers": numbers,
            "access": {},
            "refresh": {},
            "revoked": False,
        }
        self.grants[made["id"]] = made
        return made

    def of_access(self, provider: str, token: str) -> dict[str, Any] | None:
        """The sign-in that an access token is for, while it lives."""
        with self.lock:
            for grant in self.grants.values():
                if grant["provider"] == provider and grant["access"].get(token, 0) > self.now():
                    return grant if not grant["revoked"] else None
        return None

    def of_refresh(self, provider: str, token: str) -> dict[str, Any] | None:
        """The sign-in that a refresh token was given out for, whether it still counts or not."""
        with self.lock:
            for grant in self.grants.values():
                if grant["provider"] == provider and token in grant["refresh"]:
                    return grant
        return None
