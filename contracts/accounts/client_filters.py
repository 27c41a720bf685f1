"""Which clients a list shows, and in which order (product.md 8.2)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Annotated

from contracts.accounts.client_states import (
    ClientConnection,
    ClientInvitation,
    ClientSort,
    ClientStatus,
    ClientView,
)
from contracts.accounts.states import ClientType
from contracts.fields import Day, Text
from contracts.shapes import Described, Labelled, RequestShape
from contracts.values import UserId


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientFilters(RequestShape):
    """Which clients of those the caller can see (product.md 8.2)."""

    view: Annotated[ClientView, Labelled("a view")] = ClientView.ALL
    q: (
        Annotated[
            str,
            Text(
                "something to search for",
                longest=100,
                metadata={
                    "description": "Beginnings of words of the name, CRN, practice code or company number"
                },
            ),
        ]
        | None
    ) = None
    type: Annotated[ClientType, Labelled("a type of client")] | None = None
    status: Annotated[ClientStatus, Labelled("a status")] | None = None
    connection: Annotated[ClientConnection, Labelled("a state")] | None = None
    invitation: Annotated[ClientInvitation, Labelled("a state")] | None = None
    colleague_id: UserId | None = None
    responsible: Annotated[UserId, Described("Who has a responsibility at them")] | None = None
    added_from: Annotated[datetime.date, Day(), Described("The first day, in UTC")] | None = None
    added_until: Annotated[datetime.date, Day(), Described("The last day, in UTC")] | None = None
    sort: Annotated[ClientSort, Labelled("a sort order")] = ClientSort.NAME
