"""What is known of a sign-in at a vendor, and of the organisations it reaches."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from contracts.connections import AuthorizationState


@dataclass(frozen=True, slots=True)
class StoredAuthorization:
    """A sign-in at a vendor, begun by a colleague of a practice. `step` is the job that is to be done for it,
    `session_id` the session it must end in, None where only the user counts.
    """

    id: str
    practice_id: str
    user_id: str
    session_id: str | None
    provider: str
    state: AuthorizationState
    client_id: str | None
    draft_id: str | None
    step: str | None
    grant_id: str | None
    organisation_id: str | None
    error_code: str | None
    error_detail: str | None
    created_at: datetime.datetime
    expires_at: datetime.datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", AuthorizationState(self.state))


@dataclass(frozen=True, slots=True)
class StoredOrganisation:
    """An organisation that a sign-in reaches, as the vendor tells of it."""

    id: str
    name: str
    country: str | None
    base_currency: str | None
    industry_hint: str | None
    reference: str | None
