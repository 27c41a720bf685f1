"""Moments as results and events show them."""

from __future__ import annotations

import datetime


def moment(at: datetime.datetime) -> str:
    """RFC 3339 in UTC."""
    written = (at if at.tzinfo is datetime.UTC else at.astimezone(datetime.UTC)).isoformat()
    return f"{written[:-6]}Z"
