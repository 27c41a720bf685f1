"""What tests of connections share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deploy.allinone.product import Product
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
    """The stand-ins for the vendors, without faults."""
    assert product.vendors is not None
    found = Stage(product.vendors.url)
    yield found
    found.mend()
    found.clock(0)


@pytest.fixture
def registry(product: Product) -> VendorRegistry:
    """What the connections service of `product` works with."""
    found = product.hosted["connections"].container.config["registry"]
    assert isinstance(found, VendorRegistry)
    return found
