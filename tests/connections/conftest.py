"""What tests of connections share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text, update

from chassis.database.engine import Database
from deploy.allinone.product import Product
from services.connections.tables import Connection, Grant
from services.connections.vendor_access.vendor_registry import VendorRegistry
from tests.builders import Person, as_a_timer
from tests.connections.stage import Stage, heard_of


@pytest.fixture(autouse=True)
def _works_as_a_timer() -> Iterator[None]:
    """What tests call here, timers and loops of the service call."""
    with as_a_timer():
        yield


@pytest.fixture
def owner(owner: Person) -> Person:
    return heard_of(owner)


@pytest.fixture
def stage(product: Product) -> Iterator[Stage]:
    """The stand-ins for the vendors, without faults, and asked by nothing that earlier tests left."""
    assert product.vendors is not None
    _put_off_what_is_due(product.hosted["connections"].database)
    found = Stage(product.vendors.url)
    yield found
    found.mend()
    found.clock(0)


def _put_off_what_is_due(database: Database) -> None:
    """A fault is for so many requests: a grant of another test that is due would use it up."""
    later = text("now() + interval '1 year'")
    with database.autocommit(everywhere=True) as connection:
        connection.execute(update(Grant).values(refresh_due_at=later))
        connection.execute(update(Connection).values(check_due_at=later))


@pytest.fixture
def registry(product: Product) -> VendorRegistry:
    """What the connections service of `product` works with."""
    found = product.hosted["connections"].container.config["registry"]
    assert isinstance(found, VendorRegistry)
    return found
