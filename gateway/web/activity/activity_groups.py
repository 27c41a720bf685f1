"""The lines of a page of the audit trail as they belong together: by day, and by what was done at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from contracts.access import ActivityKind, ActivityLine
from gateway.web.activity import activity_changes
from gateway.web.kit import moments

#: What the rest of an operation follows from.
_FIRST = (
    ActivityKind.PRACTICE_REGISTERED,
    ActivityKind.CLIENT_TRANSFERRED,
    ActivityKind.CLIENT_CREATED,
    ActivityKind.COLLEAGUE_INVITED,
    ActivityKind.CLIENT_USER_ADDED,
)


@dataclass(slots=True)
class Operation:
    """What one request did: what led to it all, and the rest, the oldest first."""

    lead: ActivityLine
    rest: list[ActivityLine]


@dataclass(slots=True)
class Day:
    title: str
    operations: list[Operation] = field(default_factory=list)


def by_day(lines: Sequence[ActivityLine]) -> list[Day]:
    """Of lines that come newest first; each operation stands where its newest line does."""
    days: dict[date, dict[str, list[ActivityLine]]] = {}
    for line in lines:
        at_once = days.setdefault(moments.date_of(line["at"]), {})
        at_once.setdefault(line["correlation_id"], []).append(line)
    return [
        Day(moments.heading(day), [_operation(each) for each in at_once.values()])
        for day, at_once in days.items()
    ]


def _operation(lines: Sequence[ActivityLine]) -> Operation:
    # An invitation by mail and by text is sent twice, and told of once.
    once = {_sentence_of(line): line for line in sorted(lines, key=_rank, reverse=True)}
    lead, *rest = sorted(once.values(), key=_rank)
    return Operation(lead, rest)


def _sentence_of(line: ActivityLine) -> str:
    """What a page says of a line, as far as lines differ in it."""
    changes = activity_changes.of(line["kind"], line["before"], line["after"], line["names"])
    return f"{line['kind']} {line['actor']} {line['client']} {line['user']} {line['team']} {changes}"


def _rank(line: Mapping[str, Any]) -> tuple[int, int]:
    kind = line["kind"]
    return (_FIRST.index(kind) if kind in _FIRST else len(_FIRST)), line["place"]
