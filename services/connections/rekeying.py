"""`python -m services.connections.rekeying`: seals again what an old key sealed, while everything is in use.

CLIENTELE_SECRET_KEYS names the keys, the new one first; every replica has to know both before it is run. When
it says that nothing is left, the old key can go.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, not_, or_, select, update

from chassis import context
from chassis.database.engine import Database
from chassis.database.rows import Column
from chassis.database.unit_of_work import UnitOfWork
from chassis.process import settings
from chassis.security.vault import Vault
from services.connections.authorizations import begun_authorizations
from services.connections.grants import sealed_tokens
from services.connections.tables import Authorization, Grant, WebhookEndpoint
from services.connections.webhooks import signed_requests

_AT_ONCE = 50


class _Owner(NamedTuple):
    """Whose a row is; `practice_id` is part of where a grant's tokens belong."""

    id: str
    practice_id: str


@dataclass(frozen=True, slots=True)
class _Sealed:
    """What of a table is sealed: columns by their names after `sealed_`, and where each belongs."""

    table: type[Grant | Authorization | WebhookEndpoint]
    kinds: tuple[str, ...]
    place: Callable[[_Owner, str], str]

    @property
    def columns(self) -> list[Column]:
        return [getattr(self.table, f"sealed_{kind}") for kind in self.kinds]

    def by_another_key(self, vault: Vault) -> ColumnElement[bool]:
        return or_(*(not_(column.startswith(f"{vault.current}.")) for column in self.columns))


_SEALED = (
    _Sealed(
        Grant,
        ("access", "refresh"),
        lambda owner, kind: sealed_tokens.place(owner.id, owner.practice_id, kind),
    ),
    _Sealed(
        Authorization, ("code", "verifier"), lambda owner, kind: begun_authorizations.place(owner.id, kind)
    ),
    _Sealed(
        WebhookEndpoint,
        ("secret", "previous", "header", "key"),
        lambda owner, kind: signed_requests.place(owner.id, owner.practice_id, kind),
    ),
)


def rekey(database: Database, vault: Vault) -> int:
    """Seal with the current key what another one sealed; gives how many rows. Each stays usable meanwhile."""
    done = 0
    for sealed in _SEALED:
        while changed := _rekey_some(database, vault, sealed):
            done += changed
    return done


def left(database: Database, vault: Vault) -> int:
    """How many rows another key than the current one sealed."""
    counted = 0
    with database.read() as connection:
        for sealed in _SEALED:
            rows = select(func.count()).select_from(sealed.table).where(sealed.by_another_key(vault))
            counted += connection.execute(rows).scalar_one()
    return counted


def _rekey_some(database: Database, vault: Vault, sealed: _Sealed) -> int:
    table = sealed.table
    with database.unit_of_work() as uow:
        rows = uow.execute(
            select(table.id, table.practice_id, *sealed.columns)
            .where(sealed.by_another_key(vault))
            .order_by(table.id)
            .limit(_AT_ONCE)
            .with_for_update()
        ).all()
        for row in rows:
            _rekey_row(uow, vault, sealed, _Owner(row.id, row.practice_id), row[2:])
    return len(rows)


def _rekey_row(
    uow: UnitOfWork, vault: Vault, sealed: _Sealed, owner: _Owner, values: Sequence[str | None]
) -> None:
    again = {}
    for kind, value in zip(sealed.kinds, values, strict=True):
        if value is not None:
            place = sealed.place(owner, kind)
            again[f"sealed_{kind}"] = vault.seal(vault.open(value, place), place)
    uow.execute(update(sealed.table).where(sealed.table.id == owner.id).values(again))


def main() -> int:
    """Seal everything with the first key; gives the exit code."""
    try:
        url = settings.required("DATABASE_URL", settings.DATABASE_LIKE)
        vault = settings.vault(settings.environment())
    except settings.SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    database = Database(url, name="connections", pool_size=1)
    with context.everywhere():
        print(f"{rekey(database, vault)} sealed again, {left(database, vault)} left with another key")
    database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
