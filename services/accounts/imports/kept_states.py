"""The states of imports as they are kept: those of imports that change clients are told apart.

A release before this knows no such imports, and would add their clients once more. It leaves alone what is
in a state that it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping

from contracts.accounts.import_states import ImportMode, ImportStatus

_CHANGES = "update:"


def kept(state: ImportStatus, options: Mapping[str, object]) -> str:
    """The state as it is kept of an import with these options."""
    return state if options.get("mode", ImportMode.CREATE) == ImportMode.CREATE else f"{_CHANGES}{state}"


def state_of(written: str) -> ImportStatus:
    """The state that is meant."""
    return ImportStatus(written.removeprefix(_CHANGES))


def both(*states: ImportStatus) -> tuple[str, ...]:
    """These states as they can be kept."""
    return (*states, *(f"{_CHANGES}{state}" for state in states))
