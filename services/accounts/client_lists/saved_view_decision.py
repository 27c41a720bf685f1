"""Whether somebody may keep a view of this name beside those that they have, and what is then kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from contracts.accounts.client_filters import ClientFilters
from contracts.accounts.client_states import ClientColumn
from contracts.accounts.saved_views import MOST_SAVED_VIEWS, SavedViewLimit, SavedViewNameTaken, SaveView
from contracts.errors import NotFound, StaleVersion
from contracts.shapes import names_of


class KeptView(NamedTuple):
    """What a decision needs to know of a view that there is."""

    id: str
    name_key: str
    version: int


class ViewContent(NamedTuple):
    """What is kept of a view."""

    name: str
    name_key: str
    filters: dict[str, object]
    columns: list[str]
    version: int


def of_new(kept: Sequence[KeptView], wanted: SaveView) -> ViewContent:
    """Raises `SavedViewNameTaken`, `SavedViewLimit`."""
    content = _content(kept, wanted, 1)
    if len(kept) >= MOST_SAVED_VIEWS:
        raise SavedViewLimit(most=MOST_SAVED_VIEWS)
    return content


def of_replaced(
    kept: Sequence[KeptView], wanted: SaveView, view_id: str, if_version: int | None
) -> ViewContent:
    """Raises `NotFound`, `StaleVersion`, `SavedViewNameTaken`."""
    replaced = next((each for each in kept if each.id == view_id), None)
    if replaced is None:
        raise NotFound(what="view")
    if if_version is not None and if_version != replaced.version:
        raise StaleVersion()
    return _content([each for each in kept if each.id != view_id], wanted, replaced.version + 1)


def _content(others: Sequence[KeptView], wanted: SaveView, version: int) -> ViewContent:
    key = unicodedata.normalize("NFKC", wanted.name).casefold()
    if any(each.name_key == key for each in others):
        raise SavedViewNameTaken(name=wanted.name)
    chosen = {name: getattr(wanted, name) for name in names_of(ClientFilters)}
    filters: dict[str, object] = {name: str(value) for name, value in chosen.items() if value is not None}
    columns = [column.value for column in ClientColumn if column in wanted.columns]
    return ViewContent(wanted.name, key, filters, columns, version)
