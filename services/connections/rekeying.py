"""`python -m services.connections.rekeying`: seals again what an old key sealed, while everything is in use.

CLIENTELE_SECRET_KEYS names the keys, the new one first; every replica has to know both before it is run. When
it says that nothing is left, the old key can go.
"""

from __future__ import annotations

import sys
from typing import Any

from sqlalchemy import Row, func, not_, or_, select, update

from chassis import context
from chassis.database.engine import Database
from chassis.database.unit_of_work import UnitOfWork
from chassis.process import settings
from chassis.security.vault import Vault
from services.connections.authorizations import begun_authorizations
from services.connections.grants import sealed_tokens
from services.connections.tables import Authorization, Grant

_AT_ONCE = 50


def rekey(database: Database, vault: Vault) -> int:
    """Seal with the current key what another one sealed; gives how many rows. Each stays usable meanwhile."""
    done = 0
    for table, places in ((Grant, _grant_places), (Authorization, _authorization_places)):
        while changed := _rekey_some(database, vault, table, places):
            done += changed
    return done


def left(database: Database, vault: Vault) -> int:
    """How many rows another key than the current one sealed."""
    counted = 0
    with database.read() as connection:
        for table, places in ((Grant, _grant_places), (Authorization, _authorization_places)):
            old = _old(table, vault, list(places(None)))
            counted += connection.execute(select(func.count()).select_from(table).where(old)).scalar_one()
    return counted


def _rekey_some(database: Database, vault: Vault, table: Any, places: Any) -> int:
    columns = list(places(None))
    with database.unit_of_work() as uow:
        rows = uow.execute(
            select(table.__table__)
            .where(_old(table, vault, columns))
            .order_by(table.id)
            .limit(_AT_ONCE)
            .with_for_update()
        ).all()
        for row in rows:
            _rekey_row(uow, vault, table, row, places(row))
    return len(rows)


def _rekey_row(uow: UnitOfWork, vault: Vault, table: Any, row: Row[Any], places: dict[str, str]) -> None:
    sealed = {
        column: vault.seal(vault.open(getattr(row, column), place), place)
        for column, place in places.items()
        if getattr(row, column) is not None
    }
    uow.execute(update(table).where(table.id == row.id).values(sealed))


def _old(table: Any, vault: Vault, columns: list[str]) -> Any:
    return or_(*(not_(getattr(table, column).startswith(f"{vault.current}.")) for column in columns))


def _grant_places(row: Row[Any] | None) -> dict[str, str]:
    if row is None:
        return dict.fromkeys(("sealed_access", "sealed_refresh"), "")
    return {
        f"sealed_{kind}": sealed_tokens.place(row.id, row.practice_id, kind) for kind in ("access", "refresh")
    }


def _authorization_places(row: Row[Any] | None) -> dict[str, str]:
    kinds = ("code", "verifier")
    return {
        f"sealed_{kind}": begun_authorizations.place(row.id, kind) if row is not None else ""
        for kind in kinds
    }


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
