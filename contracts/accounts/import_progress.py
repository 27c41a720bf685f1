"""How far imports are, for pages that wait for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypedDict

from contracts.fields import ListOf, Text
from contracts.messages import Call, Rpc
from contracts.shapes import RequestShape
from contracts.values import ImportId, Version


@dataclass(frozen=True, kw_only=True, slots=True)
class FindImportProgress(RequestShape):
    import_ids: Annotated[list[ImportId], ListOf(Text(longest=40), longest=1000)]


class ImportProgress(TypedDict):
    """An import has moved where either is another: from state to state, or on through its rows."""

    import_id: ImportId
    version: Version
    done: int


class FoundImportProgress(TypedDict):
    """Imports that are no more are left out."""

    items: list[ImportProgress]


IMPORT_PROGRESS = Call(
    "accounts", "import_progress", FindImportProgress, FoundImportProgress, "read", caller="service"
)


def import_progress(rpc: Rpc, *, import_ids: Sequence[str]) -> FoundImportProgress:
    """How far these imports are."""
    return rpc.call(IMPORT_PROGRESS, FindImportProgress(import_ids=list(import_ids)))
