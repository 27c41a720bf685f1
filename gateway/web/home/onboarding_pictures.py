"""The pictures of onboarding: where each bar is, and which list has the clients that it counts.

Widths and places along a picture are shares of it, so that nothing in it is scaled with the screen, and
heights are pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from contracts.accounts import OnboardedWeek
from contracts.invitations import AcceptanceFigures
from gateway.web.kit import moments

#: A lane has its name, the numbers over the bars, and the bars; under the last are the weeks.
LANE, NAME, NUMBER, BAR = 84, 20, 18, 40
#: Of a week's column, what its bar takes.
_FILLED = 0.7
_STAGES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("added", "Added", {}),
    ("invited", "Invited", {"invitation": "any"}),
    ("accepted", "Joined", {"invitation": "accepted"}),
    ("connected", "Connected", {"connection": "any"}),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """Of one stage and week. `x`, `middle` and `width` are percents; `y` and `height` pixels."""

    count: int
    x: float
    middle: float
    width: float
    y: float
    height: float
    path: str


class Lane(NamedTuple):
    """A stage, with its twelve weeks."""

    name: str
    total: int
    top: int
    bars: Sequence[Bar]

    @property
    def floor(self) -> int:
        """Where the bars stand."""
        return self.top + NAME + NUMBER + BAR


class Weeks(NamedTuple):
    """All stages over each other, with the weeks' Mondays as they are said."""

    lanes: Sequence[Lane]
    mondays: Sequence[str]
    height: int
    description: str


class Inviter(NamedTuple):
    """A colleague's line. `share` is how long theirs takes of whoever's takes longest, in percent."""

    name: str
    invited: int
    accepted: int
    lasted: str
    share: float
    path: str


def weeks(found: Sequence[OnboardedWeek]) -> Weeks | None:
    """The picture of clients by week; None where none was added."""
    highest = max((week["added"] for week in found), default=0)
    if not highest:
        return None
    lanes = [_lane(number, found, highest) for number in range(len(_STAGES))]
    added, invited, accepted, connected = (lane.total for lane in lanes)
    return Weeks(
        lanes,
        [moments.short(date.fromisoformat(week["begins"])) for week in found],
        LANE * len(lanes) + NAME,
        f"Of {added:,} added within twelve weeks, {invited:,} are invited, {accepted:,} have joined and "
        f"{connected:,} have their software connected. The table has each week.",
    )


def _lane(number: int, found: Sequence[OnboardedWeek], highest: int) -> Lane:
    stage, name, filters = _STAGES[number]
    column, floor = 100 / len(found), LANE * number + NAME + NUMBER + BAR
    bars = []
    for place, week in enumerate(found):
        count: int = week[stage]  # type: ignore[literal-required]  # a stage is a key of a week
        height = round(BAR * count / highest, 1)
        x = round(column * (place + (1 - _FILLED) / 2), 2)
        bars.append(
            Bar(
                count,
                x,
                round(column * (place + 0.5), 2),
                round(column * _FILLED, 2),
                round(floor - height, 1),
                height,
                _path(week["begins"], filters),
            )
        )
    return Lane(name, sum(bar.count for bar in bars), LANE * number, bars)


def _path(begins: str, filters: dict[str, str]) -> str:
    last = date.fromisoformat(begins) + timedelta(days=6)
    return f"/clients?{urlencode({'added_from': begins, 'added_until': last, **filters})}"


def inviters(found: AcceptanceFigures) -> list[Inviter]:
    """Colleagues with how soon those accept whom they invite."""
    longest = max((each["median_hours"] or 0 for each in found["colleagues"]), default=0)
    return [
        Inviter(
            each["name"],
            each["invited"],
            each["accepted"],
            lasted(each["median_hours"]),
            round(100 * (each["median_hours"] or 0) / longest, 1) if longest else 0,
            f"/invitations?{urlencode({'invited_by': each['user_id']})}",
        )
        for each in found["colleagues"]
    ]


def lasted(hours: float | None) -> str:
    """How long something took, as one would say it."""
    if hours is None:
        return "nobody yet"
    if hours < 1:
        return "within an hour"
    return _several(round(hours), "hour") if hours < 48 else _several(round(hours / 24), "day")


def _several(count: int, unit: str) -> str:
    return f"{count} {unit}{'s' if count != 1 else ''}"
