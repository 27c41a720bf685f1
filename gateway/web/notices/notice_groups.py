"""The notices of a page as they belong together: by day, and several clients that one colleague gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from contracts.access import Notice, NoticeKind
from gateway.web.kit import moments

#: Of which one line tells of several.
_TOGETHER = (NoticeKind.CLIENT_GIVEN, NoticeKind.CLIENT_TO_MANAGE)


@dataclass(slots=True)
class Group:
    """Notices that one line tells of, the newest first."""

    notices: list[Notice]

    @property
    def first(self) -> Notice:
        return self.notices[0]

    @property
    def clients(self) -> int:
        return sum(each["clients"] for each in self.notices)

    @property
    def read(self) -> bool:
        return all(each["read"] for each in self.notices)


@dataclass(slots=True)
class Day:
    title: str
    groups: list[Group] = field(default_factory=list)


def by_day(notices: Sequence[Notice]) -> list[Day]:
    """Of notices that come newest first."""
    days: dict[date, Day] = {}
    for notice in notices:
        on = moments.date_of(notice["at"])
        day = days.setdefault(on, Day(moments.heading(on)))
        if day.groups and _goes_with(notice, day.groups[-1].first):
            day.groups[-1].notices.append(notice)
        else:
            day.groups.append(Group([notice]))
    return list(days.values())


def _goes_with(notice: Notice, other: Notice) -> bool:
    return (
        notice["kind"] in _TOGETHER
        and notice["kind"] == other["kind"]
        and notice["by"] == other["by"]
        and notice["read"] == other["read"]
    )
