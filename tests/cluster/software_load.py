"""Clients that come with their accounting software, whose access is renewed meanwhile (product.md 6.3)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests

from tests.builders import unique
from tests.cluster.patient_requests import PatientRequests
from tests.connections.stage import Stage

#: Its tokens count once, and for half an hour more where their answer was lost.
_VENDOR = "xero"
#: Seconds that access lasts meanwhile, which is renewed after half of them, and else. Connections takes none
#: that ends in less than 45.
_SHORT, _USUAL = 100, 1800
#: Seconds between two sign-ins, and until one is known at most.
_PAUSE, _KNOWN = 1.5, 120.0

#: Adds a client of that description; gives its id, None where that was refused.
Add = Callable[[requests.Session, dict[str, Any]], str | None]


@dataclass
class SoftwareLoad:
    """Signs in at the vendor, one after the other, and adds a client with each. `connected` are the clients'
    ids; `begun_again` counts sign-ins whose code was not taken in time, as a person would begin another.
    """

    stage: Stage
    patient: PatientRequests
    connected: set[str] = field(default_factory=set)
    begun_again: int = 0

    @contextmanager
    def short_lived(self) -> Iterator[None]:
        """With access that soon has to be renewed."""
        self.stage.life(_VENDOR, _SHORT)
        try:
            yield
        finally:
            self.stage.life(_VENDOR, _USUAL)

    def renewals(self) -> dict[int, int]:
        """How often the vendor was asked to renew access, by what it answered."""
        found: dict[int, int] = {}
        for line in self.stage.log():
            if line["provider"] == _VENDOR and line["grant_type"] == "refresh_token":
                found[line["status"]] = found.get(line["status"], 0) + 1
        return found

    def connect_one(self, session: requests.Session, add: Add, ended: threading.Event) -> None:
        """Sign in, come back from the vendor, and add the client."""
        answer = self.patient.until_answered(
            session, "POST", "/v1/authorizations", unique("key"), {"provider": _VENDOR}
        )
        if not self.patient.must(201, answer):
            return
        begun = answer.json()
        back = urlsplit(self.stage.consent(begun["authorization_url"]))
        self.patient.until_answered(session, "GET", f"{back.path}?{back.query}")
        if self._state(session, begun["id"]) == "ready":
            client_id = add(session, {"authorization_id": begun["id"]})
            if client_id is not None:
                self.connected.add(client_id)
        else:
            self.begun_again += 1
        ended.wait(_PAUSE)

    def _state(self, session: requests.Session, authorization_id: str) -> str:
        give_up = time.monotonic() + _KNOWN
        state = "started"
        while state == "started" and time.monotonic() < give_up:
            time.sleep(0.2)
            path = f"/v1/authorizations/{authorization_id}"
            answer = self.patient.until_answered(session, "GET", path)
            if not self.patient.must(200, answer):
                break
            state = answer.json()["state"]
        return state
