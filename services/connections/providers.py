"""The accounting software that clients can be connected to (product.md 2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from environs import Env


@dataclass(frozen=True, slots=True)
class Provider:
    """`during_setup` is whether it is offered while a client is added; the others wait in its settings."""

    id: str
    name: str
    during_setup: bool


PROVIDERS = (
    Provider("xero", "Xero", True),
    Provider("sage", "Sage Accounting", True),
    Provider("quickbooks", "QuickBooks Online", False),
    Provider("freeagent", "FreeAgent", False),
)


def configured(env: Env) -> frozenset[str]:
    """The providers for which this installation has credentials."""
    return frozenset(
        provider.id
        for provider in PROVIDERS
        if env.str(f"{provider.id.upper()}_CLIENT_ID", "")
        and env.str(f"{provider.id.upper()}_CLIENT_SECRET", "")
    )


def view(known: frozenset[str]) -> dict[str, Any]:
    """All providers, as api.md shows them."""
    items = [
        {"id": p.id, "name": p.name, "during_setup": p.during_setup, "configured": p.id in known}
        for p in PROVIDERS
    ]
    return {"items": items, "next_cursor": None}
