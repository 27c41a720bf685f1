"""Times as results and events show them."""

from __future__ import annotations

import datetime


def moment(at: datetime.datetime) -> str:
    """RFC 3339 in UTC."""
    return at.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
