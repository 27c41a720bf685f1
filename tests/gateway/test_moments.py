"""Moments have one form on every page, in the reader's zone and their country's order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextvars import copy_context
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from gateway.web.kit import moments
from gateway.web.kit.usual_zones import usual_zone

WEB = Path(moments.__file__).parents[1]
#: What a template has of a moment: an attribute of this name, or a filter that writes one.
OF_A_MOMENT = re.compile(r"(?:\w+\.)*\w+\.(?:at|sent|\w+_(?:at|since|until))\b")
#: What else would write one, in modules and in scripts.
WRITES = re.compile(r"strftime|(?<!from)isoformat\(|%[HMBbYA]\b|ctime\(|\{[^{}]*:%")
WRITES_IN_SCRIPTS = re.compile(r"toLocale\w*\(|DateTimeFormat|toUTCString|toDateString")
OLD = "2026-07-03T18:50:07Z"


@pytest.fixture(autouse=True)
def reader() -> Iterator[None]:
    """Each test has a reader of its own."""
    yield
    moments._reader.set(moments.Reader())


def reads(zone: str | None, country: str | None = None) -> None:
    moments._reader.set(moments.Reader(moments._zone(zone), lambda: country))


def words(moment: str | datetime, form: str = "moment") -> str:
    return str(re.sub("<[^>]+>", "", moments.element(moment, form)))


def title(moment: str) -> str:
    return str(re.findall('title="([^"]+)"', moments.element(moment))[0])


def test_an_old_moment_is_its_day_and_all_of_it_is_on_hover() -> None:
    reads("Europe/London", "GB")
    assert words(OLD) == "3 Jul 2026"
    assert title(OLD) == "Friday 3 July 2026, 19:50:07 BST"
    assert 'datetime="2026-07-03T18:50:07Z"' in moments.element(OLD)
    assert words(OLD, "clock") == "19:50"


def test_the_month_comes_first_where_the_practices_country_has_it_so() -> None:
    reads("America/New_York", "US")
    assert words(OLD) == "Jul 3, 2026"
    assert title(OLD) == "Friday, July 3, 2026, 14:50:07 EDT"
    assert re.sub("<[^>]+>", "", moments.weekday(OLD)) == "Friday July 3"
    reads("America/New_York", "GB")
    assert words(OLD) == "3 Jul 2026", "where the reader is says nothing of the order"


def test_near_moments_are_called_by_their_day() -> None:
    reads("Asia/Kolkata", "IN")
    here = datetime.now(moments._reader.get().own_zone).replace(hour=19, minute=50)
    near = {words(here + timedelta(days=days)) for days in (-1, 0, 1)}
    assert near == {"yesterday 19:50", "today 19:50", "tomorrow 19:50"}
    # As it is there, and not where the server is.
    early = here.replace(hour=0, minute=10)
    assert words(early.astimezone(UTC)) == "today 00:10"
    assert "today" not in words(here - timedelta(days=2))


def test_a_reader_whose_zone_is_not_known_has_their_countrys_usual_one() -> None:
    for country, clock in {"GB": "19:50", "US": "14:50", "AU": "04:50", "NZ": "06:50", "DE": "20:50"}.items():
        reads(None, country)
        assert words(OLD, "clock") == clock
    reads(None, None)
    assert (words(OLD, "clock"), title(OLD)[-3:]) == ("18:50", "UTC")
    assert usual_zone("XX") is None


@pytest.mark.parametrize(
    "named",
    ["../../etc/passwd", "/etc/passwd", "Nowhere/Atlantis", "x" * 5000, "", "zone.tab", "Europe", "\0"],
)
def test_a_cookie_that_names_no_zone_says_nothing(named: str) -> None:
    reads(named, "GB")
    assert words(OLD, "clock") == "19:50"


def test_the_country_is_asked_only_where_a_moment_is_written() -> None:
    look_ups: list[str] = []

    def country() -> str:
        look_ups.append("GB")
        return "GB"

    moments.read_in(country)
    assert look_ups == []
    words(OLD)
    assert look_ups != []


def test_days_over_what_happened_have_their_names() -> None:
    reads("Europe/London", "GB")
    today = moments.date_of(datetime.now(UTC).isoformat())
    assert moments.heading(today) == "Today"
    assert moments.heading(today - timedelta(days=1)) == "Yesterday"
    assert moments.heading(date(2026, 11, 12)) in ("Thursday 12 November 2026", "Today", "Yesterday")


def test_no_moment_is_written_for_who_comes_after() -> None:
    copy_context().run(lambda: reads("Asia/Tokyo", "JP"))
    assert words(OLD, "clock") == "18:50"


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.html")), ids=lambda path: path.name)
def test_a_template_writes_moments_by_the_one_helper(path: Path) -> None:
    shown = re.findall(r"\{\{(.*?)\}\}", path.read_text(), re.S)
    for expression in shown:
        # What decides is not shown, nor what stands in quotes.
        outside = re.sub(r"when\([^()]*\)|\bif [^{}]*?(?= else |$)|\"[^\"]*\"", "", expression)
        assert OF_A_MOMENT.search(outside) is None, expression
    assert "<time" not in path.read_text()


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.py")), ids=lambda path: path.name)
def test_a_module_of_pages_formats_no_time(path: Path) -> None:
    if path.name != "moments.py":
        assert WRITES.search(path.read_text()) is None


@pytest.mark.parametrize("path", sorted((WEB / "static/scripts").glob("*.js")), ids=lambda path: path.name)
def test_a_script_formats_no_time(path: Path) -> None:
    text = path.read_text().replace("Intl.DateTimeFormat().resolvedOptions()", "")
    assert WRITES_IN_SCRIPTS.search(text) is None
