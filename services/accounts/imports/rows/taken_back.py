"""What of a row's changes can be taken back: what nobody has changed since."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from services.accounts.clients.client_row import ClientRow
from services.accounts.imports.rows.row_changes import NUMBER, FieldChange

_CALLED = {"national_insurance_number": "National Insurance number"}


class Restoring(NamedTuple):
    """`settings` are put back; `changed` are fields that somebody has changed since; `taken` those whose
    value another client has now.
    """

    settings: dict[str, object]
    changed: list[str]
    taken: list[str]


def decide(
    client: ClientRow,
    changes: Sequence[FieldChange],
    has_number: Callable[[ClientRow, str], bool],
    taken: Collection[str],
) -> Restoring:
    """`taken` are fields whose value before another client has now."""
    found = Restoring({}, [], [])
    for each in changes:
        name = each["field"]
        if not _is_as_written(client, each, has_number):
            found.changed.append(name)
        elif name in taken:
            found.taken.append(name)
        else:
            found.settings[name] = each["before"]
    return found


def _is_as_written(
    client: ClientRow, change: FieldChange, has_number: Callable[[ClientRow, str], bool]
) -> bool:
    after = change["after"]
    if change["field"] != NUMBER:
        return bool(getattr(client, change["field"]) == after)
    return has_number(client, after) if isinstance(after, str) else client.nino_sealed is None


def why_not(found: Restoring) -> str | None:
    """What is said of fields that stay as they are; None where all go back."""
    said = []
    if found.changed:
        said.append(f"Left as it is, as somebody has changed it since: {_listed(found.changed)}.")
    if found.taken:
        said.append(f"Left as it is, as another client has the former value: {_listed(found.taken)}.")
    if said and found.settings:
        said.append("The rest is put back.")
    return " ".join(said) or None


def _listed(names: Sequence[str]) -> str:
    return ", ".join(_CALLED.get(name, name.replace("_", " ")) for name in names)
