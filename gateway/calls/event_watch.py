"""Waits until something happened in a practice: until its event feed goes on (docs/adr/0045)."""

from __future__ import annotations

from collections.abc import Mapping

from contracts import connections
from contracts.messages import Rpc
from gateway.calls.shared_watch import Mark, SharedWatch


class EventWatch:
    """Of practices, by the positions of their feeds."""

    def __init__(self, rpc: Rpc) -> None:
        def positions(practice_ids: list[str]) -> Mapping[str, Mark]:
            found = connections.feed_positions(rpc, practice_ids=practice_ids)
            return {each["practice_id"]: (each["position"],) for each in found["items"]}

        self._watch = SharedWatch(positions)

    def wait(self, practice_id: str, beyond: int, within: float) -> bool:
        """Wait until a practice's feed goes beyond a position; whether it did `within` so many seconds."""
        return self._watch.wait(practice_id, (beyond,), within)
