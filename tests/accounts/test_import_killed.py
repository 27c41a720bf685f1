"""An import whose process is killed in the middle ends with every row exactly once (issue 5)."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.accounts.killed_installation import Installation, all_of, checks, signs_up, until, uploads
from tests.builders import eventually

pytestmark = pytest.mark.service
ROWS = 4_000
FILE = "name\n" + "".join(f"Client {number:05}\n" for number in range(ROWS))


def test_a_killed_import_goes_on_and_ends_with_every_row_once(tmp_path: Path) -> None:
    there = Installation(tmp_path / "data")
    there.start()
    try:
        place = _begin(there)
        there.asks("POST", f"{place}/start")
        until(there, place, lambda found: found["done"] >= ROWS // 10)
        there.stop(signal.SIGKILL)
        there.start()
        found = there.asks("GET", place)
        assert found["state"] == "importing", "it was done before it was killed"
        found = until(there, place, lambda found: found["state"] == "done")
        assert found["counts"]["created"] == ROWS
        assert there.asks("GET", "/v1/client-counts")["all"] == ROWS
        names = all_of(there, "/v1/clients", "name")
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
        until(there, imported, lambda found: found["state"] == "done")
        choice = {"acknowledge_existing_users": True}
        begun = there.asks("POST", f"{imported}/invitations", json=choice)
        place = f"/v1/bulk-invitations/{begun['id']}"
        until(there, place, lambda found: found["counts"].get("invited", 0) >= INVITED // 10)
        there.stop(signal.SIGKILL)
        there.start()
        found = there.asks("GET", place)
        assert found["state"] == "sending", "it was done before it was killed"
        stopped = there.asks("POST", f"{place}/stop")["counts"]
        assert stopped["waiting"] + stopped["invited"] == INVITED
        assert there.asks("GET", place)["counts"] == stopped
        there.asks("POST", f"{place}/resume")
        found = until(there, place, lambda found: found["state"] == "done")
        assert found["counts"] == {"invited": INVITED}
        invited = eventually(lambda: _all_invited(there), within=180)
        assert len(set(invited)) == INVITED
    finally:
        there.stop(signal.SIGINT)


def _all_invited(there: Installation) -> list[str] | None:
    """The clients of all invitations there are; None before there are enough."""
    clients = all_of(there, "/v1/invitations", "client_id")
    assert len(clients) <= INVITED
    return clients if len(clients) == INVITED else None


def _begin(there: Installation, file: str = FILE, columns: Sequence[str] = ("name",)) -> str:
    """A new practice's file, checked and ready; gives its path."""
    signs_up(there)
    place = uploads(there, file)
    until(there, place, lambda found: found["state"] == "mapping")
    checks(there, place, columns)
    until(there, place, lambda found: found["state"] == "ready")
    return place
