"""What is kept of a self-employed client (product.md 3). The National Insurance number is sealed at rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

import orjson
from sqlalchemy import select, update

from chassis.database.engine import Database
from chassis.security.vault import Vault
from contracts.accounts.client_fields import IncomeSource
from services.accounts.tables import Client

_SHOWN = 4
_AT_A_TIME = 200


class NumberColumns(TypedDict):
    """A National Insurance number as it is kept: sealed, masked, and what finds its like."""

    nino_sealed: str | None
    nino_masked: str | None
    nino_index: str | None


def number_columns(vault: Vault, client_id: str, number: str | None) -> NumberColumns:
    """The columns of a number, or of none."""
    if number is None:
        return {"nino_sealed": None, "nino_masked": None, "nino_index": None}
    return {
        "nino_sealed": vault.seal(number, place(client_id)),
        "nino_masked": masked(number),
        "nino_index": vault.index(number, "nino"),
    }


def sources_column(sources: Sequence[IncomeSource]) -> str:
    """Income sources as the column's JSON."""
    return orjson.dumps(sources).decode()


def masked(number: str) -> str:
    """`*****795B` for `TC663795B`."""
    return "*" * (len(number) - _SHOWN) + number[-_SHOWN:]


def place(client_id: str) -> str:
    """What a sealed number is bound to."""
    return f"client {client_id} nino"


def seal_anew(database: Database, vault: Vault) -> None:
    """Seal numbers with the current key that were sealed with one before it."""
    last = ""
    while True:
        with database.unit_of_work() as uow:
            rows = uow.execute(
                select(Client.id, Client.nino_sealed)
                .where(Client.nino_sealed.is_not(None), Client.id > last)
                .order_by(Client.id)
                .limit(_AT_A_TIME)
            ).all()
            for row in rows:
                if not vault.is_current(row.nino_sealed):
                    number = vault.open(row.nino_sealed, place(row.id))
                    uow.execute(
                        update(Client)
                        .where(Client.id == row.id, Client.nino_sealed == row.nino_sealed)
                        .values(number_columns(vault, row.id, number))
                    )
        if len(rows) < _AT_A_TIME:
            return
        last = rows[-1].id
