"""Disconnecting revokes at the vendor; what nobody used is revoked and forgotten (product.md 6.4, 6.5)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, text, update

from chassis.database.engine import Database
from contracts import connections
from contracts.errors import NotFound
from deploy.allinone.product import Product
from services.connections.authorizations import unused_authorizations
from services.connections.grants import unused_grants
from services.connections.tables import Authorization, Departure
from tests.builders import Person, eventually
from tests.connections.grants import connected, grant_of, row
from tests.connections.stage import (
    PROVIDERS,
    Stage,
    a_client_known,
    authorization,
    begin,
    connect,
    connection,
    signed_in,
)


@pytest.fixture
def database(product: Product) -> Database:
    return product.hosted["connections"].database


def disconnect(owner: Person, client_id: str) -> None:
    with owner.acting():
        connections.disconnect_client(owner.rpc, client_id)


def day_over(database: Database, authorization_id: str) -> None:
    """24 hours pass, and the task comes by."""
    with database.autocommit(everywhere=True) as reading:
        over = {"expires_at": text("now()")}
        reading.execute(update(Authorization).where(Authorization.id == authorization_id).values(over))
    more = True
    while more:
        with database.unit_of_work(everywhere=True) as uow:
            more = unused_authorizations.forget_one(uow)


def calls(stage: Stage, path: str) -> int:
    return sum(each["path"].startswith(path) and each["status"] in (200, 204) for each in stage.log())


@pytest.mark.parametrize("provider", PROVIDERS)
def test_disconnecting_ends_the_access_at_the_vendor_and_erases_the_tokens(
    owner: Person, stage: Stage, database: Database, provider: str
) -> None:
    client_id, _ = connected(stage, owner, provider)
    grant_id = grant_of(database, client_id)
    revocations = {"xero": "/connect/revocation", "sage": "/revoke", "quickbooks": "/v2/oauth2/tokens/revoke"}
    before = calls(stage, revocations.get(provider, "/none"))
    disconnect(owner, client_id)
    eventually(lambda: row(database, grant_id).state == "ended")
    assert row(database, grant_id).sealed_refresh is None
    if provider in revocations:
        assert calls(stage, revocations[provider]) == before + 1


def test_a_vendor_that_is_away_is_told_later(
    owner: Person, stage: Stage, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        unused_grants,
        "REVOCATIONS",
        replace(unused_grants.REVOCATIONS, back_off=(0, 0, 0, 0)),
    )
    client_id, _ = connected(stage, owner, "sage")
    grant_id = grant_of(database, client_id)
    stage.fault("sage", "/revoke", "500")
    disconnect(owner, client_id)
    with pytest.raises(NotFound):
        connection(owner, client_id)
    eventually(lambda: row(database, grant_id).state == "ended")


def test_clients_of_one_sign_in_are_disconnected_one_by_one(
    owner: Person, stage: Stage, database: Database
) -> None:
    """Xero's revocation would end every connection of the person; it is kept for the last."""
    first, _ = connected(stage, owner, "xero", login="ann@two.example", organisations=(0,))
    second = a_client_known(owner)
    found = signed_in(stage, owner, "xero", login="ann@two.example", organisations=(1,))
    with owner.acting():
        connections.choose_organisation(owner.rpc, found["id"], found["organisations"][1]["id"])
    connect(owner, second["id"], found["id"])
    grants_ids = [grant_of(database, client_id) for client_id in (first, second["id"])]
    before = calls(stage, "/connect/revocation")
    disconnect(owner, first)
    eventually(lambda: row(database, grants_ids[0]).state == "ended")
    assert calls(stage, "/connect/revocation") == before
    assert row(database, grants_ids[1]).state == "active"
    disconnect(owner, second["id"])
    eventually(lambda: row(database, grants_ids[1]).state == "ended")
    assert calls(stage, "/connect/revocation") == before + 1


@pytest.mark.parametrize("provider", ["xero", "sage"])
def test_an_authorisation_nobody_used_is_revoked_and_forgotten_after_a_day(
    owner: Person, stage: Stage, database: Database, provider: str
) -> None:
    found = signed_in(stage, owner, provider)
    with database.read(everywhere=True) as reading:
        of = select(Authorization.grant_id).where(Authorization.id == found["id"])
        grant_id = reading.execute(of).scalar_one()
    day_over(database, found["id"])
    with pytest.raises(NotFound):
        authorization(owner, found["id"])
    eventually(lambda: row(database, str(grant_id)).state == "ended")


def test_a_used_authorisation_is_forgotten_and_its_connection_goes_on(
    owner: Person, stage: Stage, database: Database
) -> None:
    client_id, authorization_id = connected(stage, owner, "sage")
    day_over(database, authorization_id)
    with pytest.raises(NotFound):
        authorization(owner, authorization_id)
    assert connection(owner, client_id)["state"] == "connected"
    assert row(database, grant_of(database, client_id)).state == "active"


def test_a_sign_in_that_was_never_finished_is_forgotten(owner: Person, database: Database) -> None:
    begun = begin(owner)
    day_over(database, begun["id"])
    with pytest.raises(NotFound):
        authorization(owner, begun["id"])


def test_reconnecting_lets_the_old_sign_in_end(owner: Person, stage: Stage, database: Database) -> None:
    client_id, _ = connected(stage, owner, "sage", login="ann@again.example")
    old = grant_of(database, client_id)
    again = signed_in(stage, owner, "sage", login="ann@again.example", client_id=client_id)
    connect(owner, client_id, again["id"])
    eventually(lambda: row(database, old).state == "ended")
    assert row(database, grant_of(database, client_id)).state == "active"
    with database.read(everywhere=True) as reading:
        assert reading.execute(select(Departure.id).where(Departure.grant_id == old)).first() is None


def test_one_sign_in_mends_every_connection_it_reaches(
    owner: Person, stage: Stage, database: Database
) -> None:
    made = [
        connected(stage, owner, "sage", login="ann@many.example", organisations=(number,))[0]
        for number in (0, 1, 2)
    ]
    with database.unit_of_work(everywhere=True) as uow:
        from services.connections import connection_changes

        for client_id in made[:2]:
            connection_changes.need_reconnect(uow, grant_of(database, client_id), "sage")
    found = signed_in(stage, owner, "sage", login="ann@many.example", organisations=(0, 1, 2, 3))
    with owner.acting():
        mended = connections.reconnect_many(owner.rpc, found["id"])["items"]
    assert {each["client_id"] for each in mended} == set(made[:2])
    assert {each["state"] for each in mended} == {"connected"}
    assert len({grant_of(database, client_id) for client_id in made[:2]}) == 1
