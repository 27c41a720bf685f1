"""What lists, changes and their results have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NotRequired, TypedDict

from contracts.shapes import RequestShape
from contracts.values import Cursor, ExpectedVersion, Limit


@dataclass(frozen=True, kw_only=True, slots=True)
class PageQuery(RequestShape):
    """One page of a list."""

    limit: Limit = 50
    cursor: Cursor | None = None


class IfVersion(TypedDict):
    """`if_version` refuses a stale edit; the gateway takes it from If-Match."""

    if_version: NotRequired[ExpectedVersion]


class SentMessages(TypedDict):
    """`message_ids` name the events that carry the change to the other services."""

    message_ids: list[str]
