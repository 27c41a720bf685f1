"""Days until which something is given, as forms have them: it ends with the day, where the reader is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from contracts.errors import InvalidInput
from gateway.web.kit import moments
from gateway.web.kit.forms import Form

_LAST = time(23, 59, 59)


def read(form: Form, name: str = "until") -> datetime | None:
    """The end of the day that a form names; None where it names none. Raises `InvalidInput`."""
    written = form.text(name)
    if not written:
        return None
    try:
        return datetime.combine(date.fromisoformat(written), _LAST, moments.zone()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidInput.at(f"/{name}", "invalid_format", "Enter a date like 2026-12-24.") from None
