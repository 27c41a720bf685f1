"""Rate limits, and whose requests are counted together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from werkzeug.test import Client as HttpClient

from gateway.http.peer_addresses import Addresses, neighbourhood
from tests.gateway.stand_in import StandIn, bearer, gateway


def signing_in(http: HttpClient, address: str = "192.0.2.1", **headers: str) -> int:
    return http.post(
        "/v1/sessions",
        json={"email": "a@b.example", "password": "x"},
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        environ_overrides={"REMOTE_ADDR": address},
    ).status_code


@pytest.fixture(autouse=True)
def early_in_a_minute() -> Iterator[None]:
    """A minute that ended between two requests would let one more through."""
    with time_machine.travel(1_800_000_005):
        yield


@pytest.fixture
def limited(services: StandIn) -> HttpClient:
    rates = {"sign_in": "2/minute", "registration": "2/minute", "invitation": "2/minute"}
    return gateway(services, rate_limits=True, session_rate="3/minute", public_rates=rates)


def test_what_is_public_is_limited_by_address(limited: HttpClient) -> None:
    assert [signing_in(limited) for _ in range(3)] == [201, 201, 429]
    assert signing_in(limited, "192.0.2.2") == 201


def test_a_refusal_says_when_to_try_again(limited: HttpClient) -> None:
    for _ in range(2):
        signing_in(limited)
    response = limited.post("/v1/sessions", json={}, environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 120


def test_one_limit_does_not_use_up_another(limited: HttpClient) -> None:
    assert [signing_in(limited) for _ in range(3)][-1] == 429
    response = limited.post("/v1/practices", json={}, environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
    assert response.status_code == 201


@pytest.mark.parametrize(
    "path", ["/invitation", "/invitation/acceptance", "/v1/invitation-lookups", "/v1/invitation-acceptances"]
)
def test_who_tries_codes_of_invitations_is_stopped_by_page_and_by_api(limited: HttpClient, path: str) -> None:
    """product.md 5.8"""

    def attempt() -> int:
        sent: dict[str, Any] = {"data" if path.startswith("/invitation") else "json": {"token": "x"}}
        return limited.post(path, environ_overrides={"REMOTE_ADDR": "192.0.2.1"}, **sent).status_code

    assert [attempt() == 429 for _ in range(3)] == [False, False, True]


def test_a_session_is_limited_as_one(limited: HttpClient, services: StandIn) -> None:
    services.accounts["another"] = "prac_1"
    statuses = [limited.get("/v1/clients", headers=bearer()).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert limited.get("/v1/clients", headers=bearer("another")).status_code == 200


def test_limits_can_be_off(http: HttpClient) -> None:
    assert {signing_in(http) for _ in range(100)} == {201}


def test_a_header_of_somebody_untrusted_does_not_change_the_address(
    limited: HttpClient, services: StandIn
) -> None:
    signing_in(limited, X_Forwarded_For="203.0.113.9")
    assert services.last("sign_in")[0]["address"] == "192.0.2.1"


def test_a_trusted_proxy_tells_the_address(services: StandIn) -> None:
    http = gateway(services, trusted_proxies=("192.0.2.0/24",))
    signing_in(http, X_Forwarded_For="1.2.3.4, 203.0.113.9, 192.0.2.7")
    assert services.last("sign_in")[0]["address"] == "203.0.113.9"


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("", "10.0.0.1"),
        ("203.0.113.9", "203.0.113.9"),
        ("nonsense", "10.0.0.1"),
        ("203.0.113.9, nonsense", "10.0.0.1"),
        ("10.0.0.7, 10.0.0.8", "10.0.0.7"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_forwarded_addresses_are_believed_from_the_nearest_on(forwarded: str, address: str) -> None:
    environ = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}
    assert Addresses(("10.0.0.0/8",)).of(environ) == address


def test_an_ipv6_host_is_counted_by_its_network() -> None:
    assert neighbourhood("2001:db8:1:2:aaaa::1") == neighbourhood("2001:db8:1:2:bbbb::2")
    assert neighbourhood("2001:db8:1:2::1") != neighbourhood("2001:db8:1:3::1")
    assert neighbourhood("192.0.2.1") != neighbourhood("192.0.2.2")
