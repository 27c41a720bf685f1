"""What a row of a file says, in api.md's words, and what of it a client of its type has no place for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from contracts import spreadsheet_cells
from contracts.accounts.import_rows import RowNotice
from contracts.errors import FieldError, InvalidInput
from services.accounts.client_lists import income_sources_text
from services.accounts.imports.rows import cell_words, client_type_words

#: What a client of each type keeps of a row; of a person's names and its type is made something else.
_KEPT = {
    "business": ("name", "practice_code", "company_number", "email", "postcode"),
    "self_employed": ("name", "practice_code", "email", "national_insurance_number", "postcode"),
}
_NO_PLACE = {
    "business": {
        "national_insurance_number": "A business has no National Insurance number: it is not kept.",
        "income_sources": "A business has no income sources: they are not kept.",
    },
    "self_employed": {
        "company_number": "A self-employed client has no company number: it is not kept.",
        "industry": "A self-employed client has no industry code: it is not kept.",
    },
}
#: What a cell shows where its formula failed (ECMA-376, 18.17.3, and newer ones).
_ERROR_VALUES = frozenset(
    {
        *("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"),
        *("#FIELD!", "#BLOCKED!", "#BUSY!", "#GETTING_DATA", "#CONNECT!", "#UNKNOWN!", "#ERROR!"),
    }
)
_CRN = "Each new client gets a CRN of its own: this one is not kept."
_NAMES = "The client has a name already: first and last name are not kept."


def values(cells: Sequence[str], columns: Sequence[str | None]) -> dict[str, str]:
    """What a row says, by field; empty cells say nothing, and those that say so in words."""
    said = {
        field: spreadsheet_cells.unsafe(cell)
        for field, cell in zip(columns, cells, strict=False)
        if field is not None and cell
    }
    return {field: cell for field, cell in said.items() if not cell_words.says_nothing(field, cell)}


def creation(said: Mapping[str, str], access: Mapping[str, object]) -> dict[str, object]:
    """The request of a creation for a row. Raises `InvalidInput` for a type that is not known."""
    refuse_failed_formulas(said)
    if cell_words.ends_list(said):
        message = f"“{said['name'][:60]}” looks like the end of a list. If it is a client, add it by itself."
        raise InvalidInput.at("/name", "no_client", message)
    kind = type_of(said)
    wanted: dict[str, object] = {"type": kind, "access": dict(access)}
    named = {**said, **_name(said)}
    wanted |= {field: named[field] for field in _KEPT[kind] if field in named}
    if "company_number" in wanted:
        wanted["company_number"] = cell_words.company_number(said["company_number"])
    if kind == "self_employed" and "income_sources" in said:
        lets = client_type_words.is_property(said.get("type", ""))
        wanted["income_sources"] = income_sources_text.read(said["income_sources"], property_=lets)
    if kind == "business" and "industry" in said:
        wanted["industry"] = cell_words.industry(said["industry"])
    if "solutions" in said:
        wanted["solutions"] = solutions(said["solutions"])
    return wanted


def solutions(written: str) -> list[str]:
    """The solutions in a cell."""
    return [each.strip().lower() for each in re.split("[;,|]", written) if each.strip()]


def refuse_failed_formulas(said: Mapping[str, str]) -> None:
    """Raises `InvalidInput` for cells that say only that a formula failed."""
    errors: list[FieldError] = [
        {
            "pointer": f"/{field}",
            "code": "failed_formula",
            "message": f"The cell says {cell}: a formula failed there. Mend it in the spreadsheet.",
        }
        for field, cell in said.items()
        if cell.upper() in _ERROR_VALUES
    ]
    if errors:
        raise InvalidInput(errors)


def not_kept(said: Mapping[str, str], kind: str) -> list[RowNotice]:
    """What a row says that a client of this type has no place for, each with why."""
    left: list[RowNotice] = [
        {"field": field, "message": message}
        for field, message in (*_NO_PLACE[kind].items(), ("crn", _CRN))
        if field in said
    ]
    # They are the person's who is invited.
    invited = "invitee_name" not in said and bool({"email", "invitee_email"} & said.keys())
    if _given_names(said) and "name" in said and said["name"] != _joined(said) and not invited:
        left += [{"field": field, "message": _NAMES} for field in _given_names(said)]
    return left


def person(said: Mapping[str, str]) -> str | None:
    """The person whose first and last name a row has beside the client's own."""
    return _joined(said) or None


def has_both_names(said: Mapping[str, str]) -> bool:
    """Whether a row has a person's first and last name."""
    return len(_given_names(said)) == len(("first_name", "last_name"))


def type_of(said: Mapping[str, str]) -> str:
    """The type that a row says, or that what it says is only of. Raises `InvalidInput`."""
    if "type" in said:
        return client_type_words.type_of(said["type"])
    person = "national_insurance_number" in said or "income_sources" in said
    return "self_employed" if person else "business"


def _name(said: Mapping[str, str]) -> dict[str, str]:
    return {"name": _joined(said)} if "name" not in said and _given_names(said) else {}


def _given_names(said: Mapping[str, str]) -> list[str]:
    return [field for field in ("first_name", "last_name") if field in said]


def _joined(said: Mapping[str, str]) -> str:
    return " ".join(said[field] for field in _given_names(said))
