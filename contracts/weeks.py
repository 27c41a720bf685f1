"""The weeks that pictures of onboarding are of: the twelve that end with this one, in UTC."""

from __future__ import annotations

import datetime

WEEKS = 12
_A_WEEK = datetime.timedelta(weeks=1)


def first_day(at: datetime.datetime) -> datetime.date:
    """The Monday that the oldest of them begins with."""
    day = at.astimezone(datetime.UTC).date()
    return day - datetime.timedelta(days=day.weekday()) - (WEEKS - 1) * _A_WEEK


def begins(at: datetime.datetime) -> list[datetime.date]:
    """Their Mondays, the oldest first."""
    return [first_day(at) + number * _A_WEEK for number in range(WEEKS)]
