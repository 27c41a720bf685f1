"""The all-in-one as a process of its own, which can be killed and started again on its data."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.builders import PASSWORD, eventually, unique
from tests.ports import free_port
from tests.serving import nobody_reads

#: Seconds that a part may be too busy to answer.
_PATIENCE = 60
#: Seconds in which it ends, at most: it finishes what somebody waits for.
_END = 150


class Installation:
    """`settings` are of its environment; they can be changed while it is not running."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self.settings = {
            "CLIENTELE_PORT": self.url.rpartition(":")[2],
            "CLIENTELE_DATA": str(folder),
            "CLIENTELE_RATE_LIMITS": "false",
            **settings,
        }
        self._process: subprocess.Popen[str] | None = None
        self.token = ""

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "deploy.allinone"],
            env={**os.environ, **self.settings},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if "is ready" in line:
                nobody_reads(self._process.stdout)
                return
        pytest.fail("the product did not start")

    def stop(self, sent: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(sent)
            self._process.wait(_END)

    def asks(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        """Its answer. A part that is too busy to give one is asked again, under the same key."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        if method == "POST":
            headers.setdefault("Idempotency-Key", unique("asks"))
        give_up = time.monotonic() + _PATIENCE
        while True:
            answer = requests.request(method, f"{self.url}{path}", headers=headers, timeout=30, **more)
            if answer.status_code != 503 or time.monotonic() > give_up:
                assert answer.status_code < 300, answer.text
                return dict(answer.json())
            time.sleep(1)


def signs_up(there: Installation) -> None:
    """Found a practice, whose owner asks from now on."""
    owner = {"name": "Ann Smith", "email": "ann@killed.example", "password": PASSWORD}
    practice = {"name": "Smith & Co", "country": "GB", "base_currency": "GBP", "owner": owner}
    there.asks("POST", "/v1/practices", json=practice)
    credentials = {"email": owner["email"], "password": PASSWORD}
    there.token = there.asks("POST", "/v1/sessions", json=credentials)["token"]


def uploads(there: Installation, file: str) -> str:
    """Send a file; gives the path of its import."""
    csv = {"Content-Type": "text/csv"}
    return f"/v1/client-imports/{there.asks('POST', '/v1/client-imports', data=file, headers=csv)['id']}"


def checks(there: Installation, place: str, columns: Sequence[str]) -> None:
    """Say what its columns are, once it is read."""
    there.asks("PATCH", place, json={"columns": list(columns), "access": {"everyone": True}})


def until(
    there: Installation, place: str, came: Callable[[dict[str, Any]], bool], within: float = 90
) -> dict[str, Any]:
    """What is at this place once it has come so far."""

    def look() -> dict[str, Any] | None:
        found = there.asks("GET", place)
        return found if came(found) else None

    found: dict[str, Any] = eventually(look, within=within)
    return found


def all_of(there: Installation, path: str, field: str) -> list[Any]:
    """This field of everything in a list."""
    found, cursor = [], ""
    while True:
        page = there.asks("GET", f"{path}{'&' if '?' in path else '?'}limit=200{cursor}")
        found += [each[field] for each in page["items"]]
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"
