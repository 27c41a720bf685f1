"""The number under which a request is found in the logs."""

from __future__ import annotations

import time

import pytest
from werkzeug.test import Client as HttpClient

from gateway import app
from gateway.app import PATIENCE
from tests.gateway.stand_in import StandIn, bearer

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_a_well_formed_correlation_id_goes_through_to_the_services(
    http: HttpClient, services: StandIn
) -> None:
    response = http.get("/v1/clients", headers=bearer(X_Correlation_Id="order-4711.retry_2"))
    assert response.headers["X-Correlation-Id"] == "order-4711.retry_2"
    assert services.last("list_clients")[1].correlation_id == "order-4711.retry_2"


@pytest.mark.parametrize(
    "given", ["short", "x" * 65, "with space in it", "<script>alert(1)", "-leading-dash"]
)
def test_another_one_is_replaced(http: HttpClient, given: str) -> None:
    made = http.get("/healthz", headers={"X-Correlation-Id": given}).headers["X-Correlation-Id"]
    assert made != given
    assert len(made) == 32


def test_a_traces_id_is_taken(http: HttpClient) -> None:
    response = http.get("/healthz", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
    assert response.headers["X-Correlation-Id"] == TRACE


@pytest.mark.parametrize("trace", ["00-" + "0" * 32 + "-00f067aa0ba902b7-01", "nonsense"])
def test_a_trace_that_is_none_is_not(http: HttpClient, trace: str) -> None:
    made = http.get("/healthz", headers={"traceparent": trace}).headers["X-Correlation-Id"]
    assert len(made) == 32
    assert set(made) != {"0"}


def test_each_request_has_another(http: HttpClient) -> None:
    assert len({http.get("/healthz").headers["X-Correlation-Id"] for _ in range(5)}) == 5


def test_services_are_asked_with_a_deadline(http: HttpClient, services: StandIn) -> None:
    """api.md: a part that is down is told within three seconds."""
    http.get("/v1/clients", headers=bearer())
    deadline = services.last("list_clients")[1].deadline
    assert deadline is not None
    assert PATIENCE < 3
    assert 0 < deadline - time.time() <= app.PATIENCE
