"""A program as it is stored, and as it is shown."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.access import Program, ProgramScope
from contracts.access.states import PracticeRole
from contracts.moments import moment


@dataclass(frozen=True, slots=True)
class StoredProgram:
    """A program, with the role of its membership."""

    id: str
    practice_id: str
    user_id: str
    name: str
    scopes: list[str]
    networks: list[str]
    expires_at: datetime.datetime
    last_used_at: datetime.datetime | None
    created_at: datetime.datetime
    version: int
    role: str


def view(program: StoredProgram, secrets: Sequence[datetime.datetime | None]) -> Program:
    """A program as its practice sees it; `secrets` are the ends of those that count."""
    used = program.last_used_at
    return {
        "id": program.id,
        "user_id": program.user_id,
        "name": program.name,
        "role": PracticeRole(program.role),
        "scopes": [ProgramScope(each) for each in program.scopes],
        "networks": program.networks,
        "expires_at": moment(program.expires_at),
        "last_used_at": moment(used) if used is not None else None,
        "secrets": [moment(each) if each is not None else None for each in secrets],
        "created_at": moment(program.created_at),
        "version": program.version,
    }
