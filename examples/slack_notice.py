"""Tells a Slack channel what happens in Clientele: a receiver of webhooks.

CLIENTELE_WEBHOOK_SECRET  of the webhook endpoint
SLACK_WEBHOOK_URL         an incoming webhook
PORT                      where it listens, 9000 if nothing is said
SEEN                      the file that keeps which events were sent, seen.sqlite if nothing is said

A receiver on the internet stands behind a proxy that speaks https.
"""

from __future__ import annotations

import os
import sqlite3
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
from clientele import WebhookNotVerified, verify_webhook

SECRET, SLACK = os.environ["CLIENTELE_WEBHOOK_SECRET"], os.environ["SLACK_WEBHOOK_URL"]
LARGEST = 1024 * 1024


class Seen:
    """Which events were sent: the same one may come twice."""

    def __init__(self, file: str) -> None:
        self.database = sqlite3.connect(file)
        self.database.execute("CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY)")

    def __contains__(self, event_id: str) -> bool:
        return self.database.execute("SELECT 1 FROM seen WHERE id = ?", (event_id,)).fetchone() is not None

    def add(self, event_id: str) -> None:
        self.database.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event_id,))
        self.database.commit()


def notice_of(event: Any) -> str | None:
    """The line for the channel; None where nothing is."""
    data = event["data"]
    if event["type"] == "ClientCreated":
        return f"New client: {escaped(data['name'])} ({data['crn']})"
    if event["type"] == "InvitationFailed":
        return f"An invitation did not arrive: {data['client_id']}"
    return None


def escaped(text: str) -> str:
    """As Slack wants it, so that no name becomes a link or a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Receiver(BaseHTTPRequestHandler):
    seen: Seen

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        if length > LARGEST:
            return self.answer(413)
        try:
            event = verify_webhook(SECRET, dict(self.headers.items()), self.rfile.read(length))
        except WebhookNotVerified:
            return self.answer(401)
        if event["id"] not in self.seen:
            notice = notice_of(event)
            if notice is not None:
                try:
                    httpx.post(SLACK, json={"text": notice}, timeout=5).raise_for_status()
                except httpx.HTTPError:
                    # Clientele sends it again, later and later, for three days.
                    return self.answer(503)
            self.seen.add(event["id"])
        return self.answer(204)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.end_headers()


def main() -> None:
    Receiver.seen = Seen(os.environ.get("SEEN", "seen.sqlite"))
    port = int(os.environ.get("PORT", "9000"))
    print(f"Listening on port {port}", flush=True)
    HTTPServer(("127.0.0.1", port), Receiver).serve_forever()


if __name__ == "__main__":
    main()
