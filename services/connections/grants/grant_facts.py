"""What is known of a grant where something is decided about it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum

from contracts.transitions import Transitions


class GrantState(StrEnum):
    """Whether the vendor takes a grant's tokens. `ending`: to be revoked; `ended`: its tokens are erased."""

    ACTIVE = "active"
    REFUSED = "refused"
    ENDING = "ending"
    ENDED = "ended"


#: New tokens are better than what was said of the old ones: one that was refused is active again.
GRANT_TRANSITIONS = Transitions(
    GrantState,
    {
        GrantState.ACTIVE: {GrantState.REFUSED, GrantState.ENDING},
        GrantState.REFUSED: {GrantState.ACTIVE},
        GrantState.ENDING: {GrantState.ENDED},
        GrantState.ENDED: (),
    },
)
#: While a grant is alive its tokens are refreshed; one that is ending needs them to be revoked.
ALIVE = (GrantState.ACTIVE, GrantState.ENDING)


@dataclass(frozen=True, slots=True)
class StoredGrant:
    """The tokens of one sign-in, sealed. `version` grows with each pair; `lease_by` is refreshing them."""

    id: str
    practice_id: str
    provider: str
    state: GrantState
    version: int
    sealed_access: str | None = field(repr=False)
    sealed_refresh: str | None = field(repr=False)
    access_expires_at: datetime.datetime
    refresh_expires_at: datetime.datetime
    used_at: datetime.datetime
    lease_by: str | None
    lease_until: datetime.datetime | None
    attempts: int
    failing_since: datetime.datetime | None
    problem: str | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", GrantState(self.state))
