"""A system of the three operations: its requests, and how it is known that it has caught up."""

import json
import subprocess
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field

import psycopg2

from bench import load
from bench.processes import wait_for_answer

READ_CLIENTS = 200
DRAIN_SECONDS = 60.0

NEW_CLIENT = {
    "type": "business",
    "name": f"Acme {load.UNIQUE} Ltd",
    "solutions": ["bookkeeping"],
    "practice_code": load.UNIQUE,
    "industry": "62012",
}
"""What is created in each system; each request has a name and a practice code of its own."""

FOR_EVERYONE = {"access": {"everyone": True}}
"""In ours this is a step of creation that access does, with messages both ways."""


class OutboxNotDrained(load.LoadFailed):
    """A system's relay has not published everything in time."""


@dataclass(frozen=True)
class Subject:
    """A running system with the data set in it."""

    port: int
    headers: dict[str, str]
    processes: Mapping[str, subprocess.Popen[bytes]]
    database: str
    unsent: str
    """The query that counts what is left to do after the answers, such as unpublished messages."""
    environments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Of each service, for programs that do as it does."""

    def create(self, count: int | None = None, more: Mapping[str, object] | None = None) -> load.Plan:
        headers = {**self.headers, "Idempotency-Key": load.UNIQUE}
        wire = load.request("POST", "/v1/clients", json.dumps({**NEW_CLIENT, **(more or {})}), headers)
        return load.Plan(self.port, [wire], status=201, count=count)

    def list_fifty(self) -> load.Plan:
        return load.Plan(self.port, [load.request("GET", "/v1/clients?limit=50", headers=self.headers)])

    def client_ids(self) -> list[str]:
        """Of the first page."""
        first_page = f"/v1/clients?limit={READ_CLIENTS}"
        page = wait_for_answer(self.port, first_page, self.processes.values(), self.headers)
        return [client["id"] for client in json.loads(page)["items"]]

    def read(self) -> load.Plan:
        paths = [f"/v1/clients/{each}" for each in self.client_ids()]
        return load.Plan(self.port, [load.request("GET", path, headers=self.headers) for path in paths])

    def show_fifty(self) -> load.Plan:
        """The page, as a browser asks for it: with the session's cookie."""
        token = self.headers["Authorization"].removeprefix("Bearer ")
        headers = {"Cookie": f"session={token}", "Accept": "text/html"}
        return load.Plan(self.port, [load.request("GET", "/clients", headers=headers)])

    def drain(self) -> float:
        """Wait until the outbox is empty; the seconds it took."""
        started = time.monotonic()
        with closing(psycopg2.connect(self.database)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                while time.monotonic() - started < DRAIN_SECONDS:
                    cursor.execute(self.unsent)
                    row = cursor.fetchone()
                    if row is not None and row[0] == 0:
                        return time.monotonic() - started
                    time.sleep(0.02)
        raise OutboxNotDrained(f"after {DRAIN_SECONDS:g} s there still is something to do")
