"""Columns that say who has one of the practice's responsibilities, in words (docs/adr/0073)."""

from __future__ import annotations

from collections.abc import Mapping

from contracts import access
from contracts.accounts import import_columns, imports
from contracts.accounts.import_states import ImportKind
from gateway.web.kit.visits import Visit


def of_practice(visit: Visit, kind: str) -> dict[str, str]:
    """Those that a file of this kind can have, by what such a column is."""
    kept = access.list_responsibilities(visit.rpc) if kind == ImportKind.CLIENTS else ()
    return {import_columns.of_responsibility(each["id"]): f"Responsible for {each['name']}" for each in kept}


def of_import(found: imports.Import, offered: Mapping[str, str]) -> dict[str, str]:
    """Those, and what the import's own are called of which the practice has none any more."""
    own = {
        column["field"]: column["heading"]
        for column in found["columns"]
        if column["field"] is not None and import_columns.responsibility_of(column["field"]) is not None
    }
    return {**own, **offered}


def among(words: Mapping[str, str], responsible: Mapping[str, str]) -> dict[str, str]:
    """Words for all columns in their order: these come behind who has access."""
    found = dict[str, str]()
    for field, said in words.items():
        found[field] = said
        if field == "access_level":
            found |= responsible
    return found
