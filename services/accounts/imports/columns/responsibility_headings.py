"""Which of the practice's responsibilities a column most likely says the holders of (docs/adr/0073)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from contracts.accounts import import_columns
from contracts.accounts.import_states import ImportKind
from contracts.accounts.imports import Column
from services.accounts import words
from services.accounts.client_lists import exported_headings
from services.accounts.imports.columns import heading_words

#: As it is exported, and with other signs or capitals: more than any heading that is known.
_EXPORTED, _ALMOST = 102.0, 101.0
#: Of a heading whose words say it: less than one that is known, and where it is another field's as well. The
#: name alone may be of anything else: what is due, or whether there is any.
_UNDERSTOOD, _RANK, _NAME_ALONE = 99.0, 200, 100
_NONE_SUCH = (
    "“{}” names no responsibility of your practice, so the column is left out unless you say what it is. "
    "The responsibility may have been ended or renamed."
)


def likeness(heading: str, name: str) -> tuple[float, int]:
    """How alike a heading is to those of a responsibility of this name, and which of them it is."""
    exported = exported_headings.of_responsibility(name)
    if _plain(heading) == _plain(exported):
        return _EXPORTED, 0
    if words.of(name) and words.of(heading) == words.of(exported):
        return _ALMOST, 0
    beside = heading_words.said_beside_name(heading, name)
    return (0.0, 0) if beside is None else (_UNDERSTOOD, _RANK + (beside or _NAME_ALONE))


def fields_of(responsibilities: Mapping[str, str]) -> dict[str, str]:
    """The names of these by what their columns are."""
    return {import_columns.of_responsibility(each): name for each, name in responsibilities.items()}


def notices(kind: str, columns: Iterable[Column]) -> list[str]:
    """What is said of columns that name a responsibility that is none of the practice."""
    headings = [column["heading"] for column in columns if column["field"] is None]
    named = [
        each for each in headings if _plain(each).startswith(_plain(exported_headings.RESPONSIBLE) + " ")
    ]
    return [_NONE_SUCH.format(each[:80]) for each in named] if kind == ImportKind.CLIENTS else []


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
