"""Days that are looked back at, as addresses have them: as it was when the day ended, or is, today."""

from __future__ import annotations

from datetime import UTC, datetime

from contracts.errors import InvalidInput
from gateway.web.kit import end_dates
from gateway.web.kit.forms import Form

FIELD = "on"


def read(query: Form) -> datetime | None:
    """The moment that is meant; None where no day is named. Raises `InvalidInput`."""
    end = end_dates.read(query, FIELD)
    return min(end, datetime.now(UTC)) if end is not None else None


def of_this_field(problem: InvalidInput) -> InvalidInput:
    """What a service refuses of the moment, as of the field with the day."""
    return InvalidInput([{**error, "pointer": f"/{FIELD}"} for error in problem.errors])
