"""What each answer says about how it may be used."""

from __future__ import annotations

import gzip

import pytest
from werkzeug.test import Client as HttpClient

from chassis.observability import metrics
from tests.gateway.stand_in import CLIENT_ID, StandIn, bearer, gateway


@pytest.mark.parametrize(
    "path", [f"/v1/clients/{CLIENT_ID}", "/v1/clients/x", "/v1/nothing", "/healthz", "/openapi.json"]
)
def test_the_apis_answers_are_kept_and_shown_nowhere(http: HttpClient, path: str) -> None:
    headers = http.get(path, headers=bearer()).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "Access-Control-Allow-Origin" not in headers
    assert "Server" not in headers


@pytest.mark.parametrize("path", ["/", "/docs", "/docs/clients", "/invitation", "/nothing"])
def test_pages_take_nothing_from_elsewhere_and_nothing_inline(http: HttpClient, path: str) -> None:
    response = http.get(path, headers={"Accept": "text/html"})
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    for inline in ("<style", " style=", "onclick", "<script>", "javascript:"):
        assert inline not in response.text
    assert "http://fonts" not in response.text


@pytest.mark.parametrize("path", ["/", "/v1/nothing", "/healthz", "/docs"])
def test_a_site_on_https_is_asked_for_on_https_only(services: StandIn, path: str) -> None:
    secure = gateway(services, public_url="https://app.clientele.example").get(path)
    assert secure.headers["Strict-Transport-Security"] == "max-age=15552000"
    assert "Strict-Transport-Security" not in gateway(services).get(path).headers


def test_files_are_kept_because_their_address_changes_with_them(http: HttpClient) -> None:
    page = http.get("/").text
    address = next(part for part in page.split('"') if part.endswith("/clientele.css"))
    response = http.get(address)
    assert response.content_type == "text/css; charset=utf-8"
    assert "immutable" in response.headers["Cache-Control"]
    packed = http.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.data) == response.data
    assert http.get("/static/0000000000000000/clientele.css").status_code == 404


def test_an_error_on_a_page_is_a_page(http: HttpClient) -> None:
    response = http.get("/nothing", headers={"Accept": "text/html,*/*"})
    assert (response.status_code, response.content_type) == (404, "text/html; charset=utf-8")


def test_readiness_names_each_part(http: HttpClient, services: StandIn) -> None:
    services.answers["ping"] = {"broker": "ok", "database": "ok", "migrations": "ok"}
    response = http.get("/readyz")
    assert response.status_code == 200
    assert response.json is not None
    assert response.json["parts"]["accounts.database"] == "ok"


def test_a_part_that_is_not_ready_makes_the_whole_not_ready(services: StandIn) -> None:
    services.answers["ping"] = {"broker": "ok", "database": "failed", "migrations": "ok"}
    response = gateway(services).get("/readyz")
    assert response.status_code == 503
    assert response.json is not None
    assert response.json["ready"] is False


def test_metrics_count_requests_by_operation_and_outcome(http: HttpClient) -> None:
    http.get("/v1/clients")
    shown = metrics.exposition().decode()
    assert (
        'clientele_call_seconds_count{method="listClients",outcome="unauthenticated",service="gateway"}'
        in shown
    )


def test_metrics_are_not_for_everybody(http: HttpClient) -> None:
    """They say how much a practice's product is used, and by what its parts fail."""
    assert http.get("/metrics").status_code == 404
    assert "/metrics" not in http.get("/").text
