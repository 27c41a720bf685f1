"""What a vendor's status means: wait, come back later, or never."""

from __future__ import annotations

import datetime
import math
from email.utils import parsedate_to_datetime

import requests

from services.connections.vendors.port import NotNow, Refused

_LONGEST_PAUSE = 3600.0


def is_trouble(answer: requests.Response) -> bool:
    """Whether the status tells of the vendor's trouble, and not of our request."""
    return answer.status_code == 429 or answer.status_code >= 500 or 300 <= answer.status_code < 400


def failure_of(vendor: str, answer: requests.Response) -> Exception:
    """`NotNow` or `Refused` for a status that is no success."""
    status = answer.status_code
    if status == 429:
        return NotNow(f"{vendor} asks us to wait.", pause(answer.headers.get("Retry-After")))
    if status >= 500:
        retry_after = pause(answer.headers.get("Retry-After"))
        return NotNow(f"{vendor} has a problem of its own.", retry_after, down=True)
    if 300 <= status < 400:
        return NotNow(f"{vendor} sent us elsewhere, where we do not follow.")
    return Refused(f"{vendor} does not allow this.")


def pause(retry_after: str | None) -> float | None:
    """Seconds of a Retry-After, which is a number or a date; at most an hour."""
    if retry_after is None:
        return None
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            moment = parsedate_to_datetime(retry_after)
        except ValueError:
            return None
        seconds = (moment - datetime.datetime.now(datetime.UTC)).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_PAUSE) if math.isfinite(seconds) else None
