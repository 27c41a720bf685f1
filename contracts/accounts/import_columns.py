"""What a column of an imported file can be: a field of a client, or who has one of the practice's
responsibilities (docs/adr/0073), of which there is a column each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from marshmallow import ValidationError

from contracts.accounts.import_states import ImportField, ImportKind
from contracts.fields import Id, coded, fields
from contracts.fields.field_messages import messages_of

#: Begins what such a column is, before the responsibility's id.
_BEGINS = "responsible:"
_FORM = re.compile(f"{_BEGINS}({Id('resp').form.pattern})")
_MEND = "Choose one of: {}, or responsible: and the id of one of your practice's responsibilities."

#: What the columns of each kind of file can be, beside who has which responsibility.
FIELDS: dict[str, tuple[ImportField, ...]] = {
    ImportKind.CLIENTS: tuple(ImportField),
    ImportKind.PRACTICE_CODES: (ImportField.CRN, ImportField.NAME, ImportField.PRACTICE_CODE),
}


def of_responsibility(responsibility_id: str) -> str:
    """What the column is that says who has this responsibility."""
    return f"{_BEGINS}{responsibility_id}"


def responsibility_of(field: str | None) -> str | None:
    """The responsibility whose holders a column says, if it is such a column."""
    found = _FORM.fullmatch(field) if field is not None else None
    return found[1] if found is not None else None


def is_possible(field: str, kind: str, known: Mapping[str, str]) -> bool:
    """Whether a column of such a file can be this; `known` are the practice's responsibilities by id."""
    responsibility_id = responsibility_of(field)
    if responsibility_id is None:
        return field in FIELDS[kind]
    return kind == ImportKind.CLIENTS and responsibility_id in known


class ColumnOf(fields.String):
    """One of the fields, or `responsible:` and an id."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", messages_of("a field", "text"))
        named: dict[str, object] = {"type": "string", "enum": [each.value for each in ImportField]}
        if kwargs.get("allow_none"):
            named = {"type": ["string", "null"], "enum": [*ImportField, None]}
        responsible = {"type": "string", "pattern": f"^{_FORM.pattern}$"}
        super().__init__(metadata={"anyOf": [named, responsible]}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text not in ImportField.__members__.values() and responsibility_of(text) is None:
            raise ValidationError(coded("not_a_choice", _MEND.format(", ".join(ImportField))))
        return text


ColumnField = Annotated[str, ColumnOf()]
