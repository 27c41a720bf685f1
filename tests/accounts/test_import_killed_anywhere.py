"""A file of clients and of people to invite, its process killed anywhere: each client and invitation once.

`CLIENTELE_IMPORT_ROWS` says how many rows, `CLIENTELE_IMPORT_KILLS` how often it is killed in each of the
three steps, and `CLIENTELE_IMPORT_SEED` where. A practice's limit of messages a day leaves some for later.
"""

from __future__ import annotations

import os
import random
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.accounts.import_columns import of_responsibility
from tests.accounts.killed_installation import Installation, all_of, checks, signs_up, until, uploads
from tests.builders import eventually

#: Each step may take its patience, and longer where it is killed.
pytestmark = [pytest.mark.service, pytest.mark.timeout(7200)]
ROWS = int(os.environ.get("CLIENTELE_IMPORT_ROWS", "600"))
KILLS = int(os.environ.get("CLIENTELE_IMPORT_KILLS", "1"))
SEED = int(os.environ.get("CLIENTELE_IMPORT_SEED", "21"))
A_DAY = ROWS * 3 // 5
#: Seconds for a step of all rows on a machine that does other things as well.
PATIENCE = 120 + ROWS / 10
#: Whoever read a file when it was killed has a lease of three minutes, for which there is no time every day.
WHILE_IT_IS_READ = [-1.0] if ROWS > 1000 else []
LEASE = 180
NAMES = [f"Client {number:05}" for number in range(ROWS)]
ADDRESSES = {f"jo{number}@anywhere.example" for number in range(ROWS)}
FILE = "name,person,address,who\n" + "".join(
    f"{name},Jo Bloggs,jo{number}@anywhere.example,Ann Smith\n" for number, name in enumerate(NAMES)
)
COLUMNS = ("name", "invitee_name", "invitee_email")
ACKNOWLEDGED = {"acknowledge_existing_users": True}


class Walk:
    """From the upload to the last invitation of a day. `points` are where the process is killed: by how much
    is done of checking each row, adding its client, and inviting its person.
    """

    def __init__(self, there: Installation, points: list[float], responsibility_id: str) -> None:
        self.there, self.points, self.kills = there, points, 0
        self.columns = (*COLUMNS, of_responsibility(responsibility_id))
        self.place = uploads(there, FILE)
        self.sending = ""

    def goes(self) -> None:
        """Each step with the key it was sent with before the process was killed: it is done once."""
        self._comes_to("mapping", LEASE + PATIENCE)
        checks(self.there, self.place, self.columns)
        self._comes_to("ready")
        self._sends(f"{self.place}/start", None)
        self._comes_to("done")
        self.sending = f"/v1/bulk-invitations/{self._invites()['id']}"
        self._until(lambda _: not self.points, "the last point")
        assert self._invites()["id"] == self.sending.rpartition("/")[2]

    def _invites(self) -> dict[str, Any]:
        return self._sends(f"{self.place}/invitations", ACKNOWLEDGED)

    def _sends(self, path: str, body: dict[str, bool] | None) -> dict[str, Any]:
        return self.there.asks("POST", path, json=body, headers={"Idempotency-Key": path})

    def _comes_to(self, state: str, within: float = PATIENCE) -> None:
        self._until(lambda found: found["state"] == state, state, within)

    def _until(self, came: Callable[[dict[str, Any]], bool], what: str, within: float = PATIENCE) -> None:
        give_up = time.monotonic() + within
        while not came(self._looks()):
            assert time.monotonic() < give_up, f"it did not come to {what}"
            time.sleep(0.2)

    def _looks(self) -> dict[str, Any]:
        """How far it is; where a point is passed, the process is killed."""
        found = self.there.asks("GET", self.place)
        if self.points and self._done(found) >= self.points[0]:
            self.points.pop(0)
            self.there.stop(signal.SIGKILL)
            self.there.start()
            self.kills += 1
            self._goes_on(found["state"])
        return found

    def _goes_on(self, state: str) -> None:
        """Whoever sent something does not know whether it arrived; and a sending is stopped and resumed."""
        if state in ("importing", "done"):
            self._sends(f"{self.place}/start", None)
        if self.sending and self.there.asks("GET", self.sending)["state"] == "sending":
            self.there.asks("POST", f"{self.sending}/stop")
            self.there.asks("POST", f"{self.sending}/resume")

    def _done(self, found: dict[str, Any]) -> float:
        """In thirds, of which each is a step of all rows."""
        if self.sending:
            counts = self.there.asks("GET", self.sending)["counts"]
            return 2 + int(counts.get("invited", 0)) / A_DAY
        before = {"checking": 0, "ready": 1, "importing": 1, "done": 2}.get(found["state"])
        moving = int(found["done"]) / ROWS if found["state"] in ("checking", "importing") else 0
        return -1 if before is None else before + moving


def points() -> list[float]:
    """In thirds: anywhere in each of them, and while the file is read."""
    chosen = random.Random(SEED)  # noqa: S311 - they are no secret, and come again.
    return WHILE_IT_IS_READ + sorted(third + chosen.random() for third in (0, 1, 2) for _ in range(KILLS))


def test_wherever_it_is_killed_each_client_and_invitation_is_there_once(tmp_path: Path) -> None:
    """product.md 5.8, 8.4: and the limits of who sends are kept, before and after."""
    limited = {
        "CLIENTELE_RATE_LIMITS": "true",
        "CLIENTELE_SESSION_RATE": "1000000/minute",
        "CLIENTELE_INVITATIONS_A_DAY": str(A_DAY),
    }
    there = Installation(tmp_path / "data", **limited)
    there.start()
    try:
        signs_up(there)
        tax = there.asks("POST", "/v1/responsibilities", json={"name": "Tax", "level": "view"})["id"]
        walk = Walk(there, points(), tax)
        walk.goes()
        assert walk.kills == 3 * KILLS + len(WHILE_IT_IS_READ)
        assert there.asks("GET", walk.place)["counts"]["created"] == ROWS
        assert sorted(all_of(there, "/v1/clients", "name")) == NAMES
        assert eventually(lambda: _given_once(there, tax), within=PATIENCE)

        until(there, walk.sending, _waits_for_another_day, within=PATIENCE)
        first = eventually(lambda: _written_to(tmp_path, A_DAY), within=PATIENCE)
        assert _invited_once(there) == A_DAY
        assert len(first) == A_DAY

        # With room for the others, it is stopped, killed once more, and goes on.
        there.asks("POST", f"{walk.sending}/stop")
        there.stop(signal.SIGKILL)
        there.settings["CLIENTELE_INVITATIONS_A_DAY"] = str(2 * ROWS)
        there.start()
        stopped = there.asks("GET", walk.sending)
        assert (stopped["state"], stopped["counts"]) == (
            "stopped",
            {"invited": A_DAY, "waiting": ROWS - A_DAY},
        )
        there.asks("POST", f"{walk.sending}/resume")
        until(there, walk.sending, lambda found: found["state"] == "done", within=PATIENCE)
        assert there.asks("GET", walk.sending)["counts"] == {"invited": ROWS}
        assert eventually(lambda: _written_to(tmp_path, ROWS), within=PATIENCE) == ADDRESSES
        assert _invited_once(there) == ROWS
    finally:
        there.stop(signal.SIGINT)


def _waits_for_another_day(found: dict[str, Any]) -> bool:
    counts = {"invited": A_DAY, "waiting": ROWS - A_DAY}
    return found["waits_until"] is not None and found["counts"] == counts


def _given_once(there: Installation, responsibility_id: str) -> bool:
    """Whether each client has its responsible colleague, by one change of who sees it and no more."""
    held = all_of(there, "/v1/clients", "responsibilities")
    given = [each["id"] for each in all_of(there, "/v1/activity?kind=client_access.changed", "client")]
    assert len(set(given)) == len(given) <= ROWS
    each_has = [[each["responsibility_id"] for each in of_client] for of_client in held]
    return each_has == [[responsibility_id]] * ROWS and len(given) == ROWS


def _invited_once(there: Installation) -> int:
    """How many clients have an invitation; none has two."""
    clients = all_of(there, "/v1/invitations", "client_id")
    assert len(set(clients)) == len(clients)
    return len(clients)


def _written_to(folder: Path, many: int) -> set[str] | None:
    """Whose mail has come, once it has come for so many; never for more."""
    found = set(_recipients(folder / "data" / "mailbox"))
    assert len(found) <= many
    return found if len(found) == many else None


def _recipients(mailbox: Path) -> Iterator[str]:
    for file in mailbox.glob("*.eml"):
        with file.open("rb") as mail:
            if to := re.search(rb"X-Envelope-To: (\S+@anywhere\.example)", mail.read(500)):
                yield to[1].decode()
