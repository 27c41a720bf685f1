"""Waits until an import goes on: over to another state, or through more of its rows."""

from __future__ import annotations

from collections.abc import Mapping

from contracts import accounts
from contracts.accounts.imports import Import
from contracts.messages import Rpc
from gateway.calls.shared_watch import Mark, SharedWatch

#: Seconds from one look to the next; 200 rows take longer.
_EVERY = 0.5


class ImportWatch(SharedWatch):
    """Of imports, by their versions and the rows that are done in each."""

    def __init__(self, rpc: Rpc) -> None:
        def marks(import_ids: list[str]) -> Mapping[str, Mark]:
            found = accounts.import_progress(rpc, import_ids=import_ids)
            return {each["import_id"]: (each["version"], each["done"]) for each in found["items"]}

        super().__init__(marks, _EVERY)


def mark_of(found: Import) -> Mark:
    """How far an import is, as somebody read it."""
    return found["version"], found["done"]
