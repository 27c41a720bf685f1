"""An import whose process is killed in the middle ends with every row exactly once (issue 5)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.builders import PASSWORD, eventually
from tests.ports import free_port

pytestmark = pytest.mark.service
ROWS = 4_000
FILE = "name\n" + "".join(f"Client {number:05}\n" for number in range(ROWS))


class Installation:
    """The all-in-one as a process of its own, which can be killed and started again on its data."""

    def __init__(self, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{free_port()}"
        self._options = {
            "CLIENTELE_PORT": self.url.rpartition(":")[2],
            "CLIENTELE_DATA": str(folder),
            "CLIENTELE_RATE_LIMITS": "false",
        }
        self._process: subprocess.Popen[str] | None = None
        self.token = ""

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "deploy.allinone"],
            env={**os.environ, **self._options},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if "is ready" in line:
                return
        pytest.fail("the product did not start")

    def stop(self, sent: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(sent)
            self._process.wait(60)

    def asks(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        answer = requests.request(method, f"{self.url}{path}", headers=headers, timeout=30, **more)
        assert answer.status_code < 300, answer.text
        return dict(answer.json())


def test_a_killed_import_goes_on_and_ends_with_every_row_once(tmp_path: Path) -> None:
    there = Installation(tmp_path / "data")
    there.start()
    try:
        place = _begin(there)
        there.asks("POST", f"{place}/start")
        _until(there, place, lambda found: found["done"] >= ROWS // 10)
        there.stop(signal.SIGKILL)
        there.start()
        found = there.asks("GET", place)
        assert found["state"] == "importing", "it was done before it was killed"
        found = _until(there, place, lambda found: found["state"] == "done")
        assert found["counts"]["created"] == ROWS
        assert there.asks("GET", "/v1/client-counts")["all"] == ROWS
        names = _all_names(there)
        assert len(names) == len(set(names)) == ROWS
    finally:
        there.stop(signal.SIGINT)


INVITED = 1_000


def test_invitations_of_many_that_are_killed_and_stopped_reach_every_client_once(tmp_path: Path) -> None:
    there = Installation(tmp_path / "data")
    there.start()
    try:
        lines = "".join(f"Client {n:05},Jo,jo{n}@many.example\n" for n in range(INVITED))
        columns = ["name", "invitee_name", "invitee_email"]
        imported = _begin(there, f"name,person,address\n{lines}", columns)
        there.asks("POST", f"{imported}/start")
        _until(there, imported, lambda found: found["state"] == "done")
        choice = {"acknowledge_existing_users": True}
        begun = there.asks("POST", f"{imported}/invitations", json=choice)
        place = f"/v1/bulk-invitations/{begun['id']}"
        _until(there, place, lambda found: found["counts"].get("invited", 0) >= INVITED // 10)
        there.stop(signal.SIGKILL)
        there.start()
        found = there.asks("GET", place)
        assert found["state"] == "sending", "it was done before it was killed"
        stopped = there.asks("POST", f"{place}/stop")["counts"]
        assert stopped["waiting"] + stopped["invited"] == INVITED
        assert there.asks("GET", place)["counts"] == stopped
        there.asks("POST", f"{place}/resume")
        found = _until(there, place, lambda found: found["state"] == "done")
        assert found["counts"] == {"invited": INVITED}
        invited = eventually(lambda: _all_invited(there), within=180)
        assert len(set(invited)) == INVITED
    finally:
        there.stop(signal.SIGINT)


def _all_invited(there: Installation) -> list[str] | None:
    """The clients of all invitations there are; None before there are enough."""
    clients, cursor = [], ""
    while True:
        page = there.asks("GET", f"/v1/invitations?limit=200{cursor}")
        clients += [each["client_id"] for each in page["items"]]
        if page["next_cursor"] is None:
            assert len(clients) <= INVITED
            return clients if len(clients) == INVITED else None
        cursor = f"&cursor={page['next_cursor']}"


def _begin(there: Installation, file: str = FILE, columns: Sequence[str] = ("name",)) -> str:
    """A new practice's file, checked and ready; gives its path."""
    owner = {"name": "Ann Smith", "email": "ann@killed.example", "password": PASSWORD}
    practice = {"name": "Smith & Co", "country": "GB", "base_currency": "GBP", "owner": owner}
    there.asks("POST", "/v1/practices", json=practice)
    credentials = {"email": owner["email"], "password": PASSWORD}
    there.token = there.asks("POST", "/v1/sessions", json=credentials)["token"]
    csv = {"Content-Type": "text/csv"}
    place = f"/v1/client-imports/{there.asks('POST', '/v1/client-imports', data=file, headers=csv)['id']}"
    _until(there, place, lambda found: found["state"] == "mapping")
    there.asks("PATCH", place, json={"columns": list(columns), "access": {"everyone": True}})
    _until(there, place, lambda found: found["state"] == "ready")
    return place


def _until(there: Installation, place: str, came: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        found = there.asks("GET", place)
        return found if came(found) else None

    found: dict[str, Any] = eventually(look, within=90)
    return found


def _all_names(there: Installation) -> list[str]:
    names, cursor = [], ""
    while True:
        page = there.asks("GET", f"/v1/clients?limit=200{cursor}")
        names += [client["name"] for client in page["items"]]
        if page["next_cursor"] is None:
            return names
        cursor = f"&cursor={page['next_cursor']}"
