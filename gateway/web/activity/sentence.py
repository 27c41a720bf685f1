"""What one kind of line says happened."""

from __future__ import annotations

from typing import NamedTuple


class Sentence(NamedTuple):
    """`name` is what the kind is called in a list to choose from."""

    name: str
    by: str
    alone: str
