"""What a practice does in a working day, and how much of it comes at once. Assumed, not measured."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.capacity import operations


@dataclass(frozen=True, slots=True)
class Workload:
    """A practice of 200 clients, as there are 200,000,000 of 1,000,000 practices.

    `in_a_day` are operations; an `event` is a change of a client, of access or of a document. Of a day's, the
    busiest hour has `busiest_hour`, and the busiest minutes of it `burst` times its mean: all practices of a
    country begin at nine. A year has `working_days`; years that are kept count for what is never forgotten.
    """

    clients: int = 200
    colleagues: int = 5
    users_of_clients: int = 100
    in_a_day: dict[str, float] = field(
        default_factory=lambda: {
            operations.PAGE: 150.0,
            operations.READ: 200.0,
            operations.LIST: 50.0,
            operations.SIGN_IN: 8.0,
            operations.PLAIN: 0.3,
            operations.FOR_ALL: 0.3,
            operations.INVITATION: 0.6,
            operations.COLLEAGUE: 0.02,
            operations.EVENT: 20.0,
        }
    )
    busiest_hour: float = 0.2
    burst: float = 2.0
    working_days: int = 250
    years: int = 3

    def per_second(self, operation: str) -> float:
        """How often a practice does it in a second, at the busiest moment."""
        return self.in_a_day[operation] * self.busiest_hour * self.burst / 3600


USUAL = Workload()
#: Days for which each is kept (chassis/messaging/housekeeping.py; connections/event_feed/feed_upkeep.py).
KEPT_DAYS = {"outbox": 7, "commands": 7, "inbox": 90, "feed_events": 31}
