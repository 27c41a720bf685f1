"""Who is to be responsible for what at a row's client, where the row says so (docs/adr/0073)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from contracts.access.access_responsibilities import HeldResponsibility
from contracts.accounts.import_columns import responsibility_of
from contracts.errors import FieldError
from services.accounts.imports.rows.row_access import NamedPeople

_NOBODY = (
    "There is no colleague {name} to be responsible for {responsibility}, or more than one. Write one name "
    "as on the Team page, or one email."
)
_ENDED = "Your practice has ended the responsibility of this column. Say anew what the column is."


class RowResponsibilities(NamedTuple):
    """Who has which, and what is wrong with what the row says of that."""

    held: list[HeldResponsibility]
    errors: list[FieldError]


def of(said: Mapping[str, str], named: NamedPeople) -> RowResponsibilities:
    """What the row says: an empty cell names nobody."""
    found = RowResponsibilities([], [])
    for field, cell in said.items():
        responsibility_id = responsibility_of(field)
        if responsibility_id is None:
            continue
        name = named.responsibilities.get(responsibility_id)
        user_id = named.colleagues.get(cell.strip().casefold())
        if name is None:
            found.errors.append(_error(field, "unknown_responsibility", _ENDED))
        elif user_id is None:
            message = _NOBODY.format(name=cell.strip()[:80], responsibility=name)
            found.errors.append(_error(field, "unknown_colleague", message))
        else:
            found.held.append({"responsibility_id": responsibility_id, "user_id": user_id})
    return found


def _error(field: str, code: str, message: str) -> FieldError:
    return {"pointer": f"/{field}", "code": code, "message": message}
