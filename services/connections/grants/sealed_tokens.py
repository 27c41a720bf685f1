"""The tokens of a sign-in at a vendor: sealed for their grant and practice, opened only here."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict

from sqlalchemy import case, insert, update

from chassis.database.unit_of_work import UnitOfWork, new_id, now
from chassis.security.vault import CannotOpen, Vault
from services.connections.grants.grant_facts import GRANT_TRANSITIONS, GrantState, StoredGrant
from services.connections.grants.refresh_decision import lives
from services.connections.tables import Grant
from services.connections.vendors.port import Tokens


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
        "state": GrantState.ACTIVE,
        "version": 1,
        "used_at": at,
        "attempts": 0,
        "created_at": at,
        **sealed(vault, grant_id, practice_id, tokens, at, used_at=at),
    }
    uow.execute(insert(Grant).values(row))
    return grant_id


def renew(uow: UnitOfWork, vault: Vault, grant: StoredGrant, tokens: Tokens) -> bool:
    """Replace the tokens that `grant` was read with; whether they were still those.

    New tokens are always better than what was said of the old ones meanwhile: the grant is active again.
    """
    new = sealed(vault, grant.id, grant.practice_id, tokens, now(), used_at=grant.used_at) | {"attempts": 0}
    clear = {"lease_by": None, "lease_until": None, "failing_since": None, "problem": None}
    changed = uow.execute(
        update(Grant)
        .where(
            Grant.id == grant.id,
            Grant.version == grant.version,
            Grant.state.in_(GRANT_TRANSITIONS.open),
        )
        .values(version=Grant.version + 1, **clear, **but_of_revocation(new))
    )
    uow.execute(
        update(Grant)
        .where(Grant.id == grant.id, Grant.state.in_(GRANT_TRANSITIONS.before(GrantState.ACTIVE)))
        .values(state=GrantState.ACTIVE)
    )
    return bool(changed.rowcount)


def but_of_revocation(values: Mapping[str, object]) -> dict[str, object]:
    """Columns as a refresh leaves them. When an ending grant is due, and how often it was tried, is its
    revocation's to say (`unused_grants`), also where it began to end during the refresh.
    """
    ending = Grant.state == GrantState.ENDING
    kept = {
        column.key: case((ending, column), else_=values[column.key])
        for column in (Grant.refresh_due_at, Grant.attempts)
    }
    return {**values, **kept}


def open_refresh(vault: Vault, grant: StoredGrant) -> str:
    """The refresh token. Raises `CannotOpen`."""
    return _open(vault, grant, grant.sealed_refresh, "refresh")


def open_access(vault: Vault, grant: StoredGrant) -> str:
    """The access token. Raises `CannotOpen`."""
    return _open(vault, grant, grant.sealed_access, "access")


def _open(vault: Vault, grant: StoredGrant, token: str | None, kind: str) -> str:
    if token is None:
        raise CannotOpen(kind)
    return vault.open(token, place(grant.id, grant.practice_id, kind))


def sealed(
    vault: Vault,
    grant_id: str,
    practice_id: str,
    tokens: Tokens,
    at: datetime.datetime,
    *,
    used_at: datetime.datetime,
) -> dict[str, object]:
    """Tokens that were given `at`, as the columns of their grant."""
    return {
        "sealed_access": vault.seal(tokens.access, place(grant_id, practice_id, "access")),
        "sealed_refresh": vault.seal(tokens.refresh, place(grant_id, practice_id, "refresh")),
        **asdict(lives(tokens, at, used_at=used_at)),
    }
