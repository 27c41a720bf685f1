"""The vendors' limits are kept, and one that is down is left in peace for a while."""

from __future__ import annotations

import datetime

import pytest
import requests
from eventlet import GreenPool
from sqlalchemy import delete, insert, update

from chassis.database.engine import Database
from chassis.database.unit_of_work import now
from deploy.allinone.product import Product
from services.connections.grants import vendor_calls
from services.connections.tables import CallMade, Pause
from services.connections.vendor_access import call_limits
from services.connections.vendor_access.vendor_registry import VendorRegistry
from services.connections.vendors import trouble
from services.connections.vendors.oauth import Vendor
from services.connections.vendors.port import NotNow, Organisation
from tests.builders import Person, as_a_timer, unique
from tests.connections.grants import connected, grant_of
from tests.connections.stage import Stage, connection


@pytest.fixture
def database(product: Product) -> Database:
    return product.hosted["connections"].database


def test_xero_is_asked_at_most_five_things_at_once_for_an_organisation(
    owner: Person, stage: Stage, registry: VendorRegistry, database: Database
) -> None:
    """The stand-in answers 429 to a sixth, as Xero does."""
    client_id, _ = connected(stage, owner, "xero")
    grant_id, organisation = grant_of(database, client_id), connection(owner, client_id)["organisation_id"]

    @as_a_timer()
    def look(_: int) -> str:
        def details(vendor: Vendor, access: str) -> Organisation:
            return vendor.details(access, Organisation(organisation, "?"))

        return vendor_calls.at_vendor(database, registry, grant_id, details, organisation).name

    assert set(GreenPool(30).imap(look, range(40))) == {"Demo Company (UK)"}
    assert not [e for e in stage.log() if e["status"] == 429 and e["provider"] == "xero"]


def test_nor_more_than_sixty_in_a_minute(registry: VendorRegistry, database: Database) -> None:
    vendor, organisation = registry.vendors["xero"], unique("org")
    at = now() - datetime.timedelta(seconds=50)
    called = {"provider": "xero", "organisation_id": organisation}
    rows = [{**called, "at": at + datetime.timedelta(milliseconds=n)} for n in range(59)]
    with database.autocommit(everywhere=True) as reading:
        reading.execute(insert(CallMade), rows)
    with call_limits.paced(database, vendor, organisation):
        pass
    with pytest.raises(NotNow) as problem, call_limits.paced(database, vendor, organisation):
        pass
    assert problem.value.retry_after is not None
    assert 5 < problem.value.retry_after <= 10
    with call_limits.paced(database, vendor, unique("other")):
        pass


def test_an_organisation_that_was_asked_too_much_is_left_until_it_wants(
    registry: VendorRegistry, database: Database
) -> None:
    vendor, organisation = registry.vendors["xero"], unique("org")
    with pytest.raises(NotNow), call_limits.paced(database, vendor, organisation):
        raise NotNow("Wait.", 30)
    with pytest.raises(NotNow) as problem, call_limits.paced(database, vendor, organisation):
        pytest.fail("it was asked all the same")
    assert problem.value.retry_after is not None
    assert 25 < problem.value.retry_after <= 30
    with call_limits.paced(database, vendor, unique("other")):
        pass


def test_a_vendor_that_is_down_is_asked_again_after_a_while_only(
    registry: VendorRegistry, database: Database
) -> None:
    vendor = registry.vendors["freeagent"]
    _forget(database)
    try:
        for _ in range(5):
            with pytest.raises(NotNow, match="down"), call_limits.watched(database, vendor):
                raise NotNow("down", down=True)
        with pytest.raises(NotNow, match="does not answer"), call_limits.watched(database, vendor):
            pytest.fail("the circuit is closed")
        with call_limits.watched(database, registry.vendors["sage"]):
            pass
        _half_open(database)
        with call_limits.watched(database, vendor):
            pass
        with call_limits.watched(database, vendor):
            pass
    finally:
        _forget(database)


def _forget(database: Database) -> None:
    with database.autocommit(everywhere=True) as reading:
        reading.execute(delete(Pause).where(Pause.provider == "freeagent"))


def _half_open(database: Database) -> None:
    with database.autocommit(everywhere=True) as reading:
        reading.execute(update(Pause).where(Pause.provider == "freeagent").values(until=now()))


@pytest.mark.rules
@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("0", 0), ("-3", 0), ("1e9", 3600), ("nan", None), ("soon", None), (None, None), ("", None)],
)
def test_a_retry_after_is_read_whatever_it_says(header: str | None, seconds: float | None) -> None:
    assert trouble.pause(header) == seconds


@pytest.mark.rules
def test_a_status_that_redirects_is_not_followed() -> None:
    answer = requests.Response()
    answer.status_code = 302
    assert isinstance(trouble.failure_of("Xero", answer), NotNow)
