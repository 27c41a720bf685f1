"""Who has which responsibility at a client (docs/adr/0073)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.access.responsibilities import MOST_RESPONSIBILITIES
from contracts.fields import ListOf, Part
from contracts.shapes import RequestShape, schema_of
from contracts.values import ResponsibilityId, UserId


class HeldResponsibility(TypedDict):
    responsibility_id: ResponsibilityId
    user_id: UserId


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenResponsibility(RequestShape):
    """To whom a responsibility is given."""

    responsibility_id: ResponsibilityId
    user_id: UserId


#: To whom each of several is given.
GivenResponsibilities = Annotated[
    list[GivenResponsibility],
    ListOf(
        Part(schema_of(GivenResponsibility, "request"), "a responsibility"), longest=MOST_RESPONSIBILITIES
    ),
]
