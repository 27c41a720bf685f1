"""A client as its table keeps it, for decisions and for whoever reads it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from contracts.accounts.clients import Connection, InvitationState, Onboarding, ToldIncomeSource

#: A part that is JSON: as what it says, or as its text, which is passed on unread.
Json = Mapping[str, object] | Sequence[Mapping[str, object]] | str | None


class SeenClient(NamedTuple):
    """What is read of a client to show it. Rows of prepared statements have these attributes."""

    id: str
    crn: str
    type: str
    name: str
    status: str
    practice_code: str | None
    company_number: str | None
    software: str | None
    industry: str | None
    solutions: Sequence[str]
    base_currency: str
    country: str
    extract_local_part: str
    nino_masked: str | None
    postcode: str | None
    email: str | None
    income_sources: Json
    account_manager_id: str | None
    access_everyone: bool
    access_colleague_ids: Sequence[str]
    access_team_ids: Sequence[str]
    responsible: Json
    connection: Json
    invitation: Json
    onboarding: Json
    version: int
    created_at: datetime.datetime
    #: That of whoever asks, where one client is read for them.
    level: str | None = None


class ClientRow(NamedTuple):
    """All of a client's row, in the order of its table's columns."""

    id: str
    practice_id: str
    crn: str
    type: str
    name: str
    name_sort: str
    status: str
    practice_code: str | None
    company_number: str | None
    software: str | None
    industry: str | None
    solutions: list[str]
    base_currency: str
    country: str
    extract_local_part: str
    email: str | None
    postcode: str | None
    nino_sealed: str | None
    nino_masked: str | None
    nino_index: str | None
    income_sources: list[ToldIncomeSource]
    account_manager_id: str | None
    access_everyone: bool
    access_colleague_ids: list[str]
    access_team_ids: list[str]
    access_version: int
    connection: Connection | None
    connection_version: int
    invitation: InvitationState | None
    invitation_version: int
    onboarding: Onboarding
    email_key: str | None
    words: list[str] | None
    connection_state: str
    invitation_state: str
    version: int
    created_by: str
    created_at: datetime.datetime
    access_colleague_ends: Mapping[str, str] | None = None
    access_levels: Mapping[str, str] | None = None
    responsible: Mapping[str, str] | None = None
