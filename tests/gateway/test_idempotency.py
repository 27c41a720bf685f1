"""Keys under which a write is done once (api.md, Conventions)."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import Client as HttpClient

from chassis import context
from tests.gateway.stand_in import StandIn, bearer


def key_of(http: HttpClient, services: StandIn, key: str | None = "k", **request: Any) -> str | None:
    headers = bearer(request.pop("token", "a-token"))
    if key is not None:
        headers["Idempotency-Key"] = key
    response = http.post(request.pop("path", "/v1/clients"), json=request or {"name": "A"}, headers=headers)
    assert response.status_code < 300, response.text
    return services.calls[-1][2].idempotency_key


def test_the_same_request_has_the_same_key_and_fingerprint(http: HttpClient, services: StandIn) -> None:
    first, second = key_of(http, services), key_of(http, services)
    assert first == second
    assert first is not None
    assert len(first) == 64
    one, two = (here.fingerprint for _, here in services.made("create_client"))
    assert one == two


def test_the_order_and_spacing_of_a_body_make_no_other_request(http: HttpClient, services: StandIn) -> None:
    for body in ('{"a": 1, "b": 2}', '{"b":2,\n"a":1}'):
        http.post(
            "/v1/clients",
            data=body,
            content_type="application/json",
            headers=bearer(Idempotency_Key="k"),
        )
    one, two = (here.fingerprint for _, here in services.made("create_client"))
    assert one == two


def test_another_body_under_the_same_key_has_another_fingerprint(http: HttpClient, services: StandIn) -> None:
    assert key_of(http, services, name="A") == key_of(http, services, name="B")
    one, two = (here.fingerprint for _, here in services.made("create_client"))
    assert one != two


def test_nobody_without_the_key_can_guess_at_a_body_by_its_fingerprint(
    http: HttpClient, services: StandIn
) -> None:
    """Fingerprints are stored; a body may hold a password."""
    assert key_of(http, services, key="one") != key_of(http, services, key="two")
    one, two = (here.fingerprint for _, here in services.made("create_client"))
    assert one != two


def test_a_key_counts_for_one_caller_and_path(http: HttpClient, services: StandIn) -> None:
    services.accounts["another"] = "prac_2"
    keys = {
        key_of(http, services),
        key_of(http, services, key="other"),
        key_of(http, services, token="another"),
        key_of(http, services, path="/v1/colleagues"),
    }
    assert len(keys) == 4


def test_the_publics_keys_count_for_one_address(http: HttpClient, services: StandIn) -> None:
    for address in ("192.0.2.1", "192.0.2.2"):
        http.post(
            "/v1/practices",
            json={},
            headers={"Idempotency-Key": "k"},
            environ_overrides={"REMOTE_ADDR": address},
        )
    one, two = (here.idempotency_key for _, here in services.made("register_practice"))
    assert one != two


def test_a_write_without_a_key_gets_one_of_its_own(http: HttpClient, services: StandIn) -> None:
    first, second = key_of(http, services, key=None), key_of(http, services, key=None)
    assert first is not None
    assert second is not None
    assert first != second


def test_a_patch_and_a_delete_get_a_key_of_their_own_too(http: HttpClient, services: StandIn) -> None:
    services.answers["end_session"] = {"message_ids": []}
    http.patch("/v1/practice", json={}, headers=bearer())
    http.delete("/v1/session", headers=bearer())
    assert services.last("change_practice")[1].idempotency_key
    assert services.last("end_session")[1].idempotency_key


def test_a_read_has_no_key(http: HttpClient, services: StandIn) -> None:
    http.get("/v1/clients", headers=bearer(Idempotency_Key="k"))
    assert services.last("list_clients")[1].idempotency_key is None


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\tbed", "ümlaut"])
def test_a_key_that_is_not_printable_or_too_long_is_invalid(
    http: HttpClient, services: StandIn, key: str
) -> None:
    response = http.post("/v1/clients", json={}, headers=bearer(Idempotency_Key=key))
    assert response.status_code == 422
    assert response.json is not None
    assert response.json["errors"][0]["pointer"] == "/Idempotency-Key"
    assert not services.made("create_client")


def test_a_key_of_255_characters_is_taken(http: HttpClient, services: StandIn) -> None:
    assert key_of(http, services, key="x" * 255)


def test_a_replayed_answer_says_so(http: HttpClient, services: StandIn) -> None:
    def replay(_arguments: object) -> object:
        context.current().replayed = True
        return {"id": "client_1", "version": 1}

    assert "Idempotent-Replayed" not in http.post("/v1/clients", json={}, headers=bearer()).headers
    services.answers["create_client"] = replay
    response = http.post("/v1/clients", json={}, headers=bearer())
    assert (response.status_code, response.headers["Idempotent-Replayed"]) == (201, "true")


def test_the_two_writes_of_an_acceptance_have_keys_of_their_own(http: HttpClient, services: StandIn) -> None:
    services.answers["redeem_invitation"] = {
        "account_id": "client_1",
        "user_id": "u",
        "email": "jo@a.example",
    }
    services.answers["sign_in"] = {"token": "t"}
    for _ in range(2):
        http.post(
            "/v1/invitation-acceptances",
            json={"token": "t", "password": "p"},
            headers={"Idempotency-Key": "k"},
        )
    redeemed = {here.idempotency_key for _, here in services.made("redeem_invitation")}
    signed_in = {here.idempotency_key for _, here in services.made("sign_in")}
    assert (len(redeemed), len(signed_in), len(redeemed | signed_in)) == (1, 1, 2)
