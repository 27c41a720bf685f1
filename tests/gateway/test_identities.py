"""Who a token stands for, and for how long that is believed."""

from __future__ import annotations

import time

import pytest
import time_machine
from werkzeug.test import Client as HttpClient

from chassis import context
from contracts.errors import ServiceUnavailable, Unauthenticated
from gateway.calls import identities
from gateway.calls.identities import Identities
from gateway.http import csrf
from gateway.http.identity import Credential
from tests.gateway.stand_in import TOKEN, StandIn, bearer, gateway


def test_calls_bear_the_passport_and_not_the_token(http: HttpClient, services: StandIn) -> None:
    http.get("/v1/clients", headers=bearer())
    assert services.last("list_clients")[1].passport == "passport for prac_1"
    assert TOKEN not in str(services.calls)


def test_access_is_asked_once_in_a_while(http: HttpClient, services: StandIn) -> None:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        for _ in range(3):
            http.get("/v1/clients", headers=bearer())
        assert len(services.made("authenticate")) == 1
        clock.shift(identities.KEPT_SECONDS + 1)
        http.get("/v1/clients", headers=bearer())
        assert len(services.made("authenticate")) == 2


def test_a_passport_is_not_used_when_it_has_ended(http: HttpClient, services: StandIn) -> None:
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        answer = services._authenticate
        services.answers["authenticate"] = lambda arguments: {
            **answer(arguments),
            "passport_expires_at": time.time() + 5,
        }
        http.get("/v1/clients", headers=bearer())
        clock.shift(6)
        http.get("/v1/clients", headers=bearer())
    assert len(services.made("authenticate")) == 2


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer unknown", "Bearer " + "x" * 600, "Bearer ü"],
)
def test_what_is_no_token_of_a_session_is_refused(http: HttpClient, authorization: str) -> None:
    response = http.get("/v1/clients", headers={"Authorization": authorization})
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_the_schemes_name_may_be_written_in_any_case(http: HttpClient) -> None:
    assert http.get("/v1/clients", headers={"Authorization": f"bearer {TOKEN}"}).status_code == 200


def test_an_ended_session_is_refused_by_the_service_and_forgotten(
    http: HttpClient, services: StandIn
) -> None:
    http.get("/v1/clients", headers=bearer())
    services.accounts.clear()
    services.answers["list_clients"] = Unauthenticated()
    assert http.get("/v1/clients", headers=bearer()).status_code == 401
    assert len(services.made("authenticate")) == 2


def test_a_session_that_was_switched_elsewhere_goes_on_with_its_new_account(
    http: HttpClient, services: StandIn
) -> None:
    """Another replica switched the account: the service refuses the old passport, and the token is good."""
    http.get("/v1/clients", headers=bearer())
    services.accounts[TOKEN] = "prac_2"
    services.answers["list_clients"] = lambda _arguments: (
        {"items": []} if context.current().passport == "passport for prac_2" else Unauthenticated()
    )
    assert http.get("/v1/clients", headers=bearer()).status_code == 200


def test_without_access_nobody_new_gets_in_and_those_inside_go_on(
    http: HttpClient, services: StandIn
) -> None:
    http.get("/v1/clients", headers=bearer())
    services.answers["authenticate"] = ServiceUnavailable(service="access")
    assert http.get("/v1/clients", headers=bearer()).status_code == 200
    assert http.get("/v1/clients", headers=bearer("another")).status_code == 503


def test_only_so_many_identities_are_kept(services: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identities, "MOST_KEPT", 2)
    services.accounts = {str(number): "prac_1" for number in range(3)}
    kept = Identities(services)
    for token in ("0", "1", "0", "2", "0"):
        kept.of(Credential(token, "bearer"))
    assert len(services.made("authenticate")) == 3
    kept.of(Credential("1", "bearer"))
    assert len(services.made("authenticate")) == 4


def test_signing_out_counts_from_the_next_request_on(http: HttpClient, services: StandIn) -> None:
    services.answers["end_session"] = {"message_ids": ["m1"]}
    response = http.delete("/v1/session", headers=bearer())
    assert (response.status_code, response.data) == (204, b"")
    assert services.last("catch_up")[0] == {"message_ids": ["m1"]}
    http.get("/v1/clients", headers=bearer())
    assert len(services.made("authenticate")) == 2


def test_signing_out_is_answered_although_accounts_is_down(http: HttpClient, services: StandIn) -> None:
    services.answers["end_session"] = {"message_ids": ["m1"]}
    services.answers["catch_up"] = ServiceUnavailable(service="accounts")
    assert http.delete("/v1/session", headers=bearer()).status_code == 204


def test_switching_answers_with_the_session_alone(http: HttpClient, services: StandIn) -> None:
    services.answers["switch_account"] = {"account": {"id": "prac_2"}, "message_ids": ["m1"]}
    response = http.patch("/v1/session", json={"account_id": "prac_2"}, headers=bearer())
    assert response.json == {"account": {"id": "prac_2"}}
    assert services.last("catch_up")[0] == {"message_ids": ["m1"]}
    assert "ETag" not in response.headers


def test_an_existing_user_accepts_within_their_session(http: HttpClient, services: StandIn) -> None:
    services.answers["redeem_invitation"] = {"account_id": "client_1", "user_id": "u", "email": "a@b.example"}
    services.answers["switch_account"] = {"account": {"id": "client_1"}, "message_ids": []}
    response = http.post("/v1/invitation-acceptances", json={"token": "t"}, headers=bearer())
    assert (response.status_code, response.json) == (201, {"token": TOKEN, "account": {"id": "client_1"}})
    assert not services.made("sign_in")


class TestCookies:
    """A session by cookie, as the pages use it."""

    COOKIE = {"Cookie": f"theme=dark; session={TOKEN}"}

    def test_a_cookie_stands_for_its_session(self, http: HttpClient) -> None:
        assert http.get("/v1/clients", headers=self.COOKIE).status_code == 200

    def test_over_https_only_the_host_cookie_counts(self, services: StandIn) -> None:
        http = gateway(services, public_url="https://clientele.example")
        assert http.get("/v1/clients", headers=self.COOKIE).status_code == 401
        assert http.get("/v1/clients", headers={"Cookie": f"a=b; __Host-session={TOKEN}"}).status_code == 200

    @pytest.mark.parametrize("shown", [None, "", "0" * 64, csrf.token_for("another"), "ü"])
    def test_a_write_by_cookie_needs_the_sessions_csrf_token(
        self, http: HttpClient, services: StandIn, shown: str | None
    ) -> None:
        headers = self.COOKIE if shown is None else {**self.COOKIE, "X-CSRF-Token": shown}
        response = http.post("/v1/clients", json={}, headers=headers)
        assert response.status_code == 403
        assert response.json is not None
        assert response.json["code"] == "csrf_failed"
        assert not services.made("create_client")

    def test_with_the_csrf_token_a_write_by_cookie_is_done(self, http: HttpClient) -> None:
        headers = {**self.COOKIE, "X-CSRF-Token": csrf.token_for(TOKEN)}
        assert http.post("/v1/clients", json={}, headers=headers).status_code == 201

    def test_a_header_counts_before_the_cookie(self, http: HttpClient) -> None:
        assert http.post("/v1/clients", json={}, headers={**self.COOKIE, **bearer()}).status_code == 201
        assert http.get("/v1/clients", headers={**self.COOKIE, **bearer("wrong")}).status_code == 401

    def test_the_token_of_a_cookie_is_not_shown_to_scripts(self, http: HttpClient, services: StandIn) -> None:
        services.answers["redeem_invitation"] = {"account_id": "c", "user_id": "u", "email": "a@b.example"}
        services.answers["switch_account"] = {"account": {"id": "c"}, "message_ids": []}
        headers = {**self.COOKIE, "X-CSRF-Token": csrf.token_for(TOKEN)}
        response = http.post("/v1/invitation-acceptances", json={"token": "t"}, headers=headers)
        assert response.json == {"account": {"id": "c"}}
