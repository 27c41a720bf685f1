"""The gateway before a stand-in for the services."""

from __future__ import annotations

import pytest
from werkzeug.test import Client as HttpClient

from tests.gateway.stand_in import StandIn, gateway


@pytest.fixture
def services() -> StandIn:
    return StandIn()


@pytest.fixture
def http(services: StandIn) -> HttpClient:
    return gateway(services)
