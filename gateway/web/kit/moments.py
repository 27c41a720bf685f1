"""Moments as a page writes them: one form everywhere, in the reader's zone and their country's order.

Near ones by their day's name, such as "today 19:50"; others as "12 Nov 2026", or "Nov 12, 2026" where months
come first; all of a moment, with its zone, on hover. Nothing else formats a time for a page.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markupsafe import Markup

from gateway.http import cookies
from gateway.http.requests import Request
from gateway.http.responses import Response
from gateway.web.kit.usual_zones import usual_zone

#: Set by scripts/times.js, as only the browser knows.
_COOKIE = "zone"
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: Countries that write the month before the day, as CLDR has it for their English.
_MONTH_FIRST = frozenset(["AS", "BZ", "CA", "FM", "GU", "MH", "MP", "PH", "PR", "PW", "UM", "US", "VI"])
_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


@dataclass(frozen=True)
class Reader:
    """Who reads a page: the zone that their browser told, and how to learn their account's country."""

    zone: tzinfo | None = None
    country: Callable[[], str | None] = lambda: None

    @cached_property
    def own_zone(self) -> tzinfo:
        return self.zone or _zone(usual_zone(self.country())) or UTC

    @cached_property
    def month_first(self) -> bool:
        return self.country() in _MONTH_FIRST


class Reading(NamedTuple):
    """How moments are written, and on which day."""

    zone: tzinfo
    month_first: bool
    today: date


_NOBODY = Reader()
_reader: ContextVar[Reader] = ContextVar("clientele_reader", default=_NOBODY)


def read_by(request: Request) -> None:
    """What is written from here on is read by this request's browser."""
    _reader.set(Reader(_zone(cookies.read(request.environ, _COOKIE))))


def read(page: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """The page, with its moments as its reader has them."""

    def written(request: Request) -> Response:
        read_by(request)
        return page(request)

    return written


def read_in(country: Callable[[], str | None]) -> None:
    """And by somebody whose account is of this country, which is asked only where it is needed."""
    _reader.set(Reader(_reader.get().zone, country))


def element(moment: str | datetime | None, form: str = "moment") -> Markup:
    """A moment (RFC 3339) as its `form`, with all of it on hover: `moment`, `day` (its date) or `clock`."""
    if not moment:
        return Markup()
    at = _local(moment)
    return _said(at, _FORMS[form](at))


def date_of(moment: str) -> date:
    """The day of a moment, where the reader is."""
    return _local(moment).date()


def reading() -> Reading:
    """All that the words for a moment depend on, beside the moment."""
    reader = _reader.get()
    return Reading(reader.own_zone, reader.month_first, _today())


def zone() -> tzinfo:
    """Where the reader is."""
    return _reader.get().own_zone


def heading(day: date) -> str:
    """A day over what happened on it: "Today", "Yesterday", "Thursday 12 November 2026"."""
    near = _NEAR.get((day - _today()).days)
    return near.capitalize() if near else _long(day)


def ago(moment: str) -> Markup:
    """How long ago: "today", "yesterday", "3 days ago"."""
    days = (_today() - date_of(moment)).days
    return _said(_local(moment), _NEAR.get(-days) or f"{days} days ago")


def calendar_day(day: date) -> str:
    """A day that is one in the calendar, wherever the reader is: "7 Sep 2026"."""
    return _day(day)


def short(day: date) -> str:
    """A day among others, as under a picture: "7 Sep", or "Sep 7"."""
    month = _MONTHS[day.month - 1][:3]
    return f"{month} {day.day}" if _reader.get().month_first else f"{day.day} {month}"


def weekday(moment: str) -> Markup:
    """A day of the next days: "Thursday 12 November"."""
    at = _local(moment)
    order = f"{_MONTHS[at.month - 1]} {at.day}" if _reader.get().month_first else _day_and_month(at)
    return _said(at, f"{_WEEKDAYS[at.weekday()]} {order}")


def _said(at: datetime, words: str) -> Markup:
    in_utc = at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    # All of it is our own words and figures. A list has fifty, and escaping takes longer than the rest.
    return Markup(f'<time datetime="{in_utc}Z" title="{_whole(at)}">{words}</time>')  # noqa: S704  see above


def _local(moment: str | datetime) -> datetime:
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return at.astimezone(_reader.get().own_zone)


def _today() -> date:
    return datetime.now(_reader.get().own_zone).date()


def _day(at: date) -> str:
    month = _MONTHS[at.month - 1][:3]
    return f"{month} {at.day}, {at.year}" if _reader.get().month_first else f"{at.day} {month} {at.year}"


def _long(at: date) -> str:
    weekday, month = _WEEKDAYS[at.weekday()], _MONTHS[at.month - 1]
    if _reader.get().month_first:
        return f"{weekday}, {month} {at.day}, {at.year}"
    return f"{weekday} {at.day} {month} {at.year}"


def _day_and_month(at: date) -> str:
    return f"{at.day} {_MONTHS[at.month - 1]}"


def _clock(at: datetime) -> str:
    return f"{at.hour:02}:{at.minute:02}"


def _moment(at: datetime) -> str:
    near = _NEAR.get((at.date() - _today()).days)
    return f"{near} {_clock(at)}" if near else _day(at)


def _whole(at: datetime) -> str:
    zone = at.tzname() or ""
    # Where a zone has no letters of its own it is called "+04".
    named = zone if zone[:1].isalpha() else f"UTC{zone}"
    return f"{_long(at)}, {_clock(at)}:{at.second:02} {named}"


def _zone(name: str | None) -> tzinfo | None:
    if not name or len(name) > 64:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # Nothing that a browser says of itself is a zone for certain.
        return None


_FORMS: dict[str, Callable[[datetime], str]] = {"moment": _moment, "day": _day, "clock": _clock}
