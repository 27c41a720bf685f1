"""Who is to see a client, as it is entered and as it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, TypedDict

from contracts.fields import Id, ListOf
from contracts.shapes import RequestShape
from contracts.values import TeamId, UserId


@dataclass(frozen=True, kw_only=True, slots=True)
class Access(RequestShape):
    """Who sees a client, beside the admins, who see every one (product.md 2.5)."""

    everyone: bool = False
    colleague_ids: Annotated[list[str], ListOf(Id("user"), longest=500)] = field(default_factory=list)
    team_ids: Annotated[list[str], ListOf(Id("team"), longest=100)] = field(default_factory=list)
    account_manager_id: UserId | None = None


class ClientAccess(TypedDict):
    everyone: bool
    colleague_ids: list[UserId]
    team_ids: list[TeamId]
    account_manager_id: UserId | None


class ToldAccess(TypedDict, total=False):
    everyone: bool
    colleague_ids: list[str]
    team_ids: list[str]
    account_manager_id: str | None
