"""The tokens of a sign-in at a vendor: sealed for their grant and practice, opened only here."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import insert, update

from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.security.vault import Vault
from services.connections.tables import Grant
from services.connections.vendors.port import Tokens

#: Seconds before its end at which an access token is not used any more.
MARGIN = 45
#: A refresh token is used this far into its life, so that a connection nobody uses stays alive.
_KEEP_ALIVE = 0.25
#: Seconds after its last use in which the access of a connection is renewed ahead of its end.
_IN_USE = 1800


def place(grant_id: str, practice_id: str, kind: str) -> str:
    """Where a sealed token belongs: moved to another row or practice it does not open. `kind` is which."""
    return f"grant {grant_id} of {practice_id}: {kind}"


def keep(uow: UnitOfWork, vault: Vault, practice_id: str, provider: str, tokens: Tokens) -> str:
    """Keep the tokens of a sign-in; gives the grant's id."""
    grant_id, at = new_id("grant"), now()
    row = {
        "id": grant_id,
        "practice_id": practice_id,
        "provider": provider,
        "state": "active",
        "version": 1,
        "used_at": at,
        "attempts": 0,
        "created_at": at,
        **_sealed(vault, grant_id, practice_id, tokens, at, used_at=at),
    }
    uow.execute(insert(Grant).values(row))
    return grant_id


def renew(uow: UnitOfWork, vault: Vault, grant: Any, tokens: Tokens) -> bool:
    """Replace the tokens that `grant` was read with; whether they were still those.

    New tokens are always better than what was said of the old ones meanwhile: the grant is active again.
    """
    sealed = _sealed(vault, grant.id, grant.practice_id, tokens, now(), used_at=grant.used_at)
    clear = {"lease_by": None, "lease_until": None, "attempts": 0, "failing_since": None, "problem": None}
    changed = uow.execute(
        update(Grant)
        .where(
            Grant.id == grant.id,
            Grant.version == grant.version,
            Grant.state.in_(("active", "refused", "ending")),
        )
        .values(version=Grant.version + 1, **sealed, **clear)
    )
    uow.execute(update(Grant).where(Grant.id == grant.id, Grant.state == "refused").values(state="active"))
    return bool(changed.rowcount)


def open_refresh(vault: Vault, grant: Any) -> str:
    """The refresh token. Raises `CannotOpen`."""
    return vault.open(grant.sealed_refresh, place(grant.id, grant.practice_id, "refresh"))


def open_access(vault: Vault, grant: Any) -> str:
    """The access token. Raises `CannotOpen`."""
    return vault.open(grant.sealed_access, place(grant.id, grant.practice_id, "access"))


def is_fresh(grant: Any, at: datetime.datetime) -> bool:
    """Whether the access token can be used, and for longer than a call takes."""
    margin = datetime.timedelta(seconds=MARGIN)
    return bool(grant.sealed_access is not None and grant.access_expires_at - margin > at)


def due_at(
    at: datetime.datetime, access_life: int, refresh_life: int, used_at: datetime.datetime
) -> datetime.datetime:
    """When to refresh next: ahead of the access's end where it is in use, else to keep the sign-in alive."""
    alive = at + datetime.timedelta(seconds=refresh_life * _KEEP_ALIVE)
    if (at - used_at).total_seconds() > _IN_USE:
        return alive
    return min(alive, at + datetime.timedelta(seconds=max(access_life - 2 * MARGIN, access_life // 2)))


def _sealed(
    vault: Vault,
    grant_id: str,
    practice_id: str,
    tokens: Tokens,
    at: datetime.datetime,
    used_at: datetime.datetime,
) -> dict[str, Any]:
    return {
        "sealed_access": vault.seal(tokens.access, place(grant_id, practice_id, "access")),
        "sealed_refresh": vault.seal(tokens.refresh, place(grant_id, practice_id, "refresh")),
        "access_expires_at": at + datetime.timedelta(seconds=tokens.access_life),
        "refresh_expires_at": at + datetime.timedelta(seconds=tokens.refresh_life),
        "refresh_due_at": due_at(at, tokens.access_life, tokens.refresh_life, used_at),
    }
