"""Tokens at rest: sealed for their place, under keys that can be rotated while in use (product.md 6.1)."""

from __future__ import annotations

from typing import Any

import eventlet
import pytest
from eventlet import GreenPool
from sqlalchemy import insert, select, update

from chassis import context
from chassis.database.engine import Database
from chassis.database.rows import loaded
from chassis.database.unit_of_work import new_id, now
from chassis.security.vault import CannotOpen, Vault, generate_key
from deploy.allinone.product import Product
from services.connections import rekeying
from services.connections.grants import refreshing_grants, sealed_tokens
from services.connections.grants.grant_facts import StoredGrant
from services.connections.tables import Grant
from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.vendors import port
from tests.builders import Person, as_a_timer
from tests.connections.grants import connected, expire, grant_of, row
from tests.connections.stage import Stage

TOKENS = 2000


def test_a_key_is_taken_with_its_padding_or_without() -> None:
    key = generate_key()
    sealed = Vault([key]).seal("a token", "grant 1")
    assert Vault([key.rstrip("=")]).open(sealed, "grant 1") == "a token"


@pytest.fixture
def database(product: Product) -> Database:
    return product.hosted["connections"].database


def keep(database: Database, vault: Vault, practice_id: str) -> str:
    """A sign-in that is not over for a while."""
    tokens = port.Tokens("access", "refresh", 3600, 30 * 24 * 3600)
    with database.unit_of_work(everywhere=True) as uow:
        return sealed_tokens.keep(uow, vault, practice_id, "xero", tokens)


def test_tokens_moved_to_another_row_or_practice_do_not_open(
    owner: Person, registry: VendorRegistry, database: Database
) -> None:
    mine, other = (keep(database, registry.vault, owner.account_id) for _ in range(2))
    sealed = row(database, mine)
    with database.autocommit(everywhere=True) as connection:
        moved = {"sealed_access": sealed.sealed_access, "sealed_refresh": sealed.sealed_refresh}
        connection.execute(update(Grant).where(Grant.id == other).values(moved))
    for opens in (sealed_tokens.open_access, sealed_tokens.open_refresh):
        with pytest.raises(CannotOpen):
            opens(registry.vault, row(database, other))
    with database.autocommit(everywhere=True) as connection:
        elsewhere = {"practice_id": new_id("prac")}
        connection.execute(update(Grant).where(Grant.id == mine).values(elsewhere))
    with pytest.raises(CannotOpen):
        sealed_tokens.open_access(registry.vault, row(database, mine))
    with pytest.raises(CannotOpen):
        # Not even another column of its own row.
        registry.vault.open(sealed.sealed_access, sealed_tokens.place(mine, owner.account_id, "refresh"))


def test_two_thousand_tokens_are_sealed_again_while_in_use(
    product: Product, owner: Person, registry: VendorRegistry, database: Database
) -> None:
    old, new = generate_key(), generate_key()
    before, during = Vault([old]), Vault([new, old])
    ids = _many(database, before, owner.account_id)
    opened: list[str] = []
    stop = eventlet.event.Event()

    @as_a_timer()
    def use(number: int) -> None:
        while not stop.ready():
            held = refreshing_grants.fresh(
                database, VendorRegistry(during, registry.vendors), ids[number % TOKENS]
            )
            opened.append(held.access)
            number += 7
            eventlet.sleep(0)

    readers = GreenPool(4)
    for number in range(4):
        readers.spawn(use, number * 500)
    # Other practices' rows are sealed with the product's own key, which this command does not know.
    with context.enter(context.Context("tests", scope=owner.account_id)):
        rekeyed = rekeying.rekey(database, during)
    stop.send(None)
    readers.waitall()
    assert rekeyed == TOKENS
    assert len(opened) > 20
    assert set(opened) == {"access"}
    after = Vault([new])
    with database.read(everywhere=True) as connection:
        found = connection.execute(select(*refreshing_grants.COLUMNS).where(Grant.id.in_(ids))).all()
    rows = [loaded(StoredGrant, each) for each in found]
    assert {sealed_tokens.open_refresh(after, each) for each in rows} == {"refresh"}
    assert {sealed_tokens.open_access(after, each) for each in rows} == {"access"}
    with database.autocommit(everywhere=True) as connection:
        gone = {"state": "ended", "sealed_access": None, "sealed_refresh": None}
        connection.execute(update(Grant).where(Grant.id.in_(ids)).values(gone))


def test_a_token_renewed_while_it_is_sealed_again_stays_the_new_one(
    owner: Person, stage: Stage, registry: VendorRegistry, database: Database
) -> None:
    client_id, _ = connected(stage, owner, "sage")
    grant_id = grant_of(database, client_id)

    @as_a_timer()
    def renew() -> None:
        for _ in range(5):
            expire(database, grant_id)
            refreshing_grants.fresh(database, registry, grant_id)

    renewing = eventlet.spawn(renew)
    while not renewing.dead:
        _seal_again(database, registry.vault, grant_id)
        eventlet.sleep(0)
    renewing.wait()
    assert row(database, grant_id).version == 6
    assert refreshing_grants.fresh(database, registry, grant_id).version == 6


def _seal_again(database: Database, vault: Vault, grant_id: str) -> None:
    with database.unit_of_work(everywhere=True) as uow:
        found = uow.execute(select(Grant.__table__).where(Grant.id == grant_id).with_for_update()).one()
        owner = rekeying._Owner(found.id, found.practice_id)
        sealed = (found.sealed_access, found.sealed_refresh)
        rekeying._rekey_row(uow, vault, rekeying._SEALED[0], owner, sealed)


def _many(database: Database, vault: Vault, practice_id: str) -> list[str]:
    tokens = port.Tokens("access", "refresh", 3600, 30 * 24 * 3600)
    ids = [new_id("grant") for _ in range(TOKENS)]
    at = now()
    membership: dict[str, Any] = {
        "practice_id": practice_id,
        "provider": "xero",
        "state": "active",
        "version": 1,
        "used_at": at,
        "attempts": 0,
        "created_at": at,
    }
    rows = [
        {"id": each, **membership, **sealed_tokens.sealed(vault, each, practice_id, tokens, at, used_at=at)}
        for each in ids
    ]
    with database.autocommit(everywhere=True) as connection:
        connection.execute(insert(Grant), rows)
    return ids
