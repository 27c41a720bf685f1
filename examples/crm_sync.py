"""Keeps a CRM's table of clients as Clientele has them: python crm_sync.py crm.sqlite [--once]

The CRM here is a table in SQLite. The place in the feed is kept in the transaction of what an event led to,
so that none is missed, whenever the program ends.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from typing import Any

from clientele import Clientele, Problem, follow
from clientele.feed import Place

TYPES = (
    "ClientCreated",
    "ClientUpdated",
    "ClientArchived",
    "ClientRestored",
    "ClientDeleted",
    "ClientTransferred",
)
TABLES = """
CREATE TABLE IF NOT EXISTS clients (id TEXT PRIMARY KEY, crn TEXT, name TEXT, status TEXT, email TEXT);
CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY CHECK (one = 1), place TEXT NOT NULL);
"""


class Crm:
    """The table of clients, and the place in the feed beside it."""

    def __init__(self, file: str) -> None:
        self.database = sqlite3.connect(file)
        self.database.executescript(TABLES)

    def load(self) -> Place:
        row = self.database.execute("SELECT place FROM place").fetchone()
        return Place(**json.loads(row[0])) if row else Place()

    def save(self, place: Place) -> None:
        """Commits what the event before led to, together with the place behind it."""
        said = json.dumps({"cursor": place.cursor, "done": place.done})
        self.database.execute("INSERT OR REPLACE INTO place VALUES (1, ?)", (said,))
        self.database.commit()

    def put(self, client: Any) -> None:
        values = tuple(client[name] for name in ("id", "crn", "name", "status", "email"))
        self.database.execute("INSERT OR REPLACE INTO clients VALUES (?, ?, ?, ?, ?)", values)

    def remove(self, client_id: str) -> None:
        self.database.execute("DELETE FROM clients WHERE id = ?", (client_id,))

    def clear(self) -> None:
        self.database.execute("DELETE FROM clients")


def begin(api: Clientele, crm: Crm) -> None:
    """Everything once in full. The place is taken first: what happens meanwhile comes again as an event."""
    cursor = api.list_events(after="latest")["cursor"]
    crm.clear()
    for client in api.each(api.list_clients, limit=200):
        crm.put(client)
    crm.save(Place(cursor))


def keep_up(api: Clientele, crm: Crm, once: bool) -> None:
    """An event says that something changed; what is true now, the API is asked."""
    for event in follow(api, crm, types=TYPES, once=once):
        client_id = event["data"]["client_id"]
        try:
            crm.put(api.get_client(client_id))
        except Problem as problem:
            if problem.status != 404:
                raise
            crm.remove(client_id)
        print(event["type"], client_id, flush=True)


def main(file: str, once: bool) -> None:
    crm = Crm(file)
    with Clientele(
        os.environ["CLIENTELE_URL"],
        client_id=os.environ["CLIENTELE_CLIENT_ID"],
        client_secret=os.environ["CLIENTELE_CLIENT_SECRET"],
    ) as api:
        if crm.load().cursor is None:
            begin(api, crm)
        while True:
            try:
                return keep_up(api, crm, once)
            except Problem as problem:
                if problem.code != "events_expired":
                    raise
                # It stood still for longer than events are kept.
                begin(api, crm)


if __name__ == "__main__":
    try:
        main(sys.argv[1], "--once" in sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)
