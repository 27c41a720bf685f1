"""Waiting until accounts knows of an event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.fields import ListOf, Text
from contracts.messages import Call, Rpc
from contracts.shapes import RequestShape


@dataclass(frozen=True, kw_only=True, slots=True)
class CatchUp(RequestShape):
    message_ids: Annotated[list[str], ListOf(Text(longest=64), longest=500)]


class CaughtUp(TypedDict):
    caught_up: bool


CATCH_UP = Call("accounts", "catch_up", CatchUp, CaughtUp, "read", caller="service")


def catch_up(rpc: Rpc, message_ids: Sequence[str]) -> CaughtUp:
    """Wait, at most a second, until accounts has taken in these messages."""
    return rpc.call(CATCH_UP, CatchUp(message_ids=list(message_ids)))
