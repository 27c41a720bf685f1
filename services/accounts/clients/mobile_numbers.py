"""Mobile numbers as people write them."""

from __future__ import annotations

from contracts import telephone


def in_e164(written: str | None, country: str, pointer: str) -> str | None:
    """The number in E.164, by default one of this country. Raises `InvalidInput` at `pointer`."""
    return None if written is None else telephone.mobile_number(written, country, pointer)
