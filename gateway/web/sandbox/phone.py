"""The sandbox's phone: the texts that the stand-in for Twilio caught, all on one page."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from markupsafe import Markup

from gateway.http.requests import Request
from gateway.http.responses import Response
from gateway.web.kit.rendering import Rendering
from gateway.web.sandbox.mailbox import MOST_SHOWN, linked


@dataclass(frozen=True, slots=True)
class Text:
    to: str
    sent: datetime
    body: Markup


def routes(rendering: Rendering, folder: Path) -> list[tuple[str, str, Callable[[Request], Response]]]:
    def listed(_request: Request) -> Response:
        newest = sorted(folder.glob("*.json"), reverse=True)[:MOST_SHOWN]
        texts = [text for path in newest if (text := _read(path)) is not None]
        return rendering.page("sandbox/phone.html", texts=texts)

    return [("GET", "/sandbox/phone", listed)]


def _read(path: Path) -> Text | None:
    """The text in this file; None where it cannot be read."""
    try:
        held = json.loads(path.read_bytes())
        sent = parsedate_to_datetime(held["date_created"]).astimezone(UTC)
        return Text(str(held["to"]), sent, linked(str(held["body"])))
    except (OSError, ValueError, KeyError, TypeError):
        return None
