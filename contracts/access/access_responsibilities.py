"""Who has which responsibility at a client (docs/adr/0073)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from contracts.shapes import RequestShape
from contracts.values import ResponsibilityId, UserId


class HeldResponsibility(TypedDict):
    responsibility_id: ResponsibilityId
    user_id: UserId


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenResponsibility(RequestShape):
    """To whom a responsibility is given."""

    responsibility_id: ResponsibilityId
    user_id: UserId
