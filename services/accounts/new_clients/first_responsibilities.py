"""Who is responsible for what at a client that is added (docs/adr/0073), decided."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.access.access_responsibilities import GivenResponsibility
from contracts.errors import FieldError, InvalidInput
from services.accounts.new_clients.client_access import Unknown

_TWICE = "Name each responsibility once: one colleague has it."
_NONE = "Choose a responsibility of your practice."
_NOBODY = "Choose a colleague of your practice."


def decide(wanted: Sequence[GivenResponsibility], unknown: Unknown) -> dict[str, str]:
    """Who is to have each. Raises `InvalidInput` naming what is unknown, and what is named twice."""
    errors, held = list[FieldError](), dict[str, str]()
    for place, each in enumerate(wanted):
        pointer = f"/responsibilities/{place}"
        if each.responsibility_id in held:
            errors.append(_error(f"{pointer}/responsibility_id", "named_twice", _TWICE))
            continue
        if each.responsibility_id in unknown.responsibilities:
            errors.append(_error(f"{pointer}/responsibility_id", "unknown_responsibility", _NONE))
        if each.user_id in unknown.colleagues:
            errors.append(_error(f"{pointer}/user_id", "unknown_colleague", _NOBODY))
        held[each.responsibility_id] = each.user_id
    if errors:
        raise InvalidInput(errors)
    return held


def _error(pointer: str, code: str, message: str) -> FieldError:
    return {"pointer": pointer, "code": code, "message": message}
