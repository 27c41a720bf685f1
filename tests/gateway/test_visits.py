"""Pages of somebody signed in: whose they are, and what becomes of their forms."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from contracts.access import InvalidCredentials
from gateway.http import csrf
from tests.gateway.stand_in import StandIn, gateway

HTML = {"Accept": "text/html"}
SIGNED_IN = {**HTML, "Cookie": "session=a-token"}
CSRF = csrf.token_for("a-token")
SESSION: dict[str, Any] = {
    "token": "a-token",
    "expires_at": "2099-01-01T00:00:00+00:00",
    "user": {"id": "user_1", "name": "Ada <Birch>", "email": "ada@birch.example"},
    "account": {"id": "prac_1", "kind": "practice", "name": "Birch & Co", "role": "practice_admin"},
    "accounts": [],
}


@pytest.fixture(autouse=True)
def _known(services: StandIn) -> None:
    services.answers |= {
        "get_session": SESSION,
        "sign_in": SESSION,
        "list_clients": {"items": [], "next_cursor": None, "people": [], "teams": []},
        "get_practice": {"plan": "advanced", "defaults": {"country": "GB"}},
        "list_colleagues": {"items": [], "next_cursor": None},
        "switch_account": lambda _: {**SESSION, "message_ids": []},
        "end_session": lambda _: {"message_ids": []},
    }


def sign_in(http: HttpClient, **fields: str) -> TestResponse:
    given = {"email": "ada@birch.example", "password": "correct horse battery staple", **fields}
    return http.post("/sign-in", data=given, headers=HTML)


def test_who_is_not_signed_in_is_led_to_sign_in_and_back(http: HttpClient) -> None:
    response = http.get("/clients?sort=-created_at", headers=HTML)
    assert response.status_code == 303
    assert response.headers["Location"] == "/sign-in?next=/clients%3Fsort%3D-created_at"
    assert sign_in(http, next="/clients?sort=-created_at").headers["Location"] == "/clients?sort=-created_at"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "clients"]
)
def test_signing_in_never_leads_to_another_site(http: HttpClient, elsewhere: str) -> None:
    assert sign_in(http, next=elsewhere).headers["Location"] == "/home"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(http: HttpClient) -> None:
    cookie = sign_in(http).headers["Set-Cookie"]
    assert re.fullmatch(r"session=a-token; Path=/; Max-Age=\d+; HttpOnly; SameSite=Lax", cookie)


def test_a_wrong_password_keeps_the_email_and_never_the_password(http: HttpClient, services: StandIn) -> None:
    services.answers["sign_in"] = InvalidCredentials()
    response = sign_in(http)
    assert response.status_code == 401
    assert 'value="ada@birch.example"' in response.text
    assert "correct horse" not in response.text


def test_the_frame_shows_the_account_as_text_and_what_the_role_may_use(http: HttpClient) -> None:
    page = http.get("/clients", headers=SIGNED_IN).text
    assert "Birch &amp; Co" in page
    assert "Ada &lt;Birch&gt;" in page
    assert 'href="/clients"' in page


def test_the_frame_asks_access_once_for_many_pages(http: HttpClient, services: StandIn) -> None:
    for _ in range(3):
        http.get("/clients", headers=SIGNED_IN)
    assert len(services.made("get_session")) == 1


def test_a_bearer_token_opens_no_page(http: HttpClient) -> None:
    response = http.get("/clients", headers={**HTML, "Authorization": "Bearer a-token"})
    assert response.status_code == 303


@pytest.mark.parametrize("shown", ["", csrf.token_for("another"), None])
def test_a_form_without_the_sessions_csrf_token_does_nothing(
    http: HttpClient, services: StandIn, shown: str | None
) -> None:
    fields = {"key": "1"} if shown is None else {"csrf": shown}
    response = http.post("/sign-out", data=fields, headers=SIGNED_IN)
    assert response.status_code == 403
    assert not services.made("end_session")


def test_signing_out_ends_the_session_and_the_cookie(http: HttpClient, services: StandIn) -> None:
    response = http.post("/sign-out", data={"csrf": CSRF}, headers=SIGNED_IN)
    assert response.headers["Location"] == "/sign-in?done=signed-out"
    assert response.headers["Set-Cookie"].startswith("session=; Path=/; Max-Age=0;")
    assert services.made("end_session")


def test_a_double_click_is_one_command_and_a_changed_form_another(
    http: HttpClient, services: StandIn
) -> None:
    def switch(**fields: str) -> str | None:
        http.post("/account/switch", data={"csrf": CSRF, **fields}, headers=SIGNED_IN)
        return services.last("switch_account")[1].idempotency_key

    first = switch(key="1", account_id="prac_2")
    assert switch(key="1", account_id="prac_2") == first
    assert switch(key="1", account_id="prac_3") != first
    assert switch(key="2", account_id="prac_2") != first


def test_what_was_typed_outlives_the_session(http: HttpClient, services: StandIn) -> None:
    fields = {"csrf": "old", "key": "k", "account_id": "prac_2", "password": "secret words here"}
    services.accounts.clear()
    request = http.post("/account/switch", data=fields, headers=SIGNED_IN)
    assert request.status_code == 401
    assert "Your session has ended" in request.text
    assert 'name="carried.account_id" value="prac_2"' in request.text
    assert "secret words here" not in request.text
    again = sign_in(http, next="/account/switch", **{"carried.account_id": "prac_2"})
    assert again.status_code == 200
    assert 'action="/account/switch"' in again.text
    assert 'name="account_id" value="prac_2"' in again.text
    assert f'name="csrf" value="{CSRF}"' in again.text


def test_a_page_of_somebody_signed_in_is_never_kept_nor_framed(http: HttpClient) -> None:
    headers = http.get("/clients", headers=SIGNED_IN).headers
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"


def test_every_page_says_plainly_that_it_is_a_sandbox_where_it_is_one(
    http: HttpClient, services: StandIn, tmp_path: Path
) -> None:
    sandbox = gateway(services, sandbox_mailbox=tmp_path, sandbox_phone=tmp_path)
    page = sandbox.get("/clients", headers=SIGNED_IN).text
    assert "<strong>Sandbox.</strong> Nothing leaves this machine" in page
    assert 'href="/sandbox/mailbox"' in page
    assert 'href="/sandbox/phone"' in page
    assert "Sandbox." not in http.get("/clients", headers=SIGNED_IN).text
    assert "<strong>Sandbox.</strong>" in sandbox.get("/sign-in", headers=HTML).text
