"""Time passes for what was given until a moment: its ends are moved into the past, in each service."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from deploy.allinone.product import Product

_PROJECTED = (
    "UPDATE clients SET access_colleague_ends = (SELECT jsonb_object_agg(key, to_jsonb(now()))"
    " FROM jsonb_each(access_colleague_ends)) WHERE id = :id AND access_colleague_ends <> '{}'"
)
_OWN = (
    "UPDATE client_colleagues SET ends_at = now() WHERE client_id = :id AND ends_at IS NOT NULL",
    "UPDATE client_teams SET ends_at = now() WHERE client_id = :id AND ends_at IS NOT NULL",
    # Each for itself: what was given for good has no end beside one that comes.
    "UPDATE client_access SET everyone_ends_at = least(everyone_ends_at, now())"
    " WHERE client_id = :id AND everyone_ends_at IS NOT NULL",
    "UPDATE client_access SET manager_ends_at = least(manager_ends_at, now())"
    " WHERE client_id = :id AND manager_ends_at IS NOT NULL",
)


def in_days(days: float) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(days=days)


def ends_come(product: Product, client_id: str) -> dict[str, int]:
    """Whatever of a client's access was to end has ended; gives how much that was in each service."""
    moved = {}
    for service, statements in {
        "accounts": [_PROJECTED],
        "connections": [_PROJECTED],
        "access": _OWN,
    }.items():
        with product.hosted[service].database.unit_of_work(everywhere=True) as uow:
            moved[service] = sum(uow.execute(text(each), {"id": client_id}).rowcount for each in statements)
    return moved
