"""The invited person's page (product.md 5)."""

from __future__ import annotations

import pytest
from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from contracts.access import InvalidCredentials
from contracts.errors import InvalidInput
from contracts.invitations import InvitationUnusable
from gateway.http import csrf
from tests.gateway.stand_in import StandIn

OFFER = {
    "account_name": "Acme <Widgets>",
    "practice_name": "Birch & Co",
    "invited_name": "Jo Bloggs",
    "existing_user": False,
}


def enter(http: HttpClient, path: str = "/invitation", **fields: str) -> TestResponse:
    return http.post(path, data=fields)


def test_the_page_asks_for_the_code_and_asks_no_service(http: HttpClient, services: StandIn) -> None:
    response = http.get("/invitation")
    assert response.status_code == 200
    assert 'name="token"' in response.text
    assert not services.calls


def test_the_code_shows_who_invites_and_for_what(http: HttpClient, services: StandIn) -> None:
    services.answers["look_up_invitation"] = OFFER
    page = enter(http, token=" code ").text
    assert services.last("look_up_invitation")[0] == {"token": "code"}
    assert "Join Acme &lt;Widgets&gt;" in page
    assert "Birch &amp; Co invites you" in page
    assert 'autocomplete="new-password"' in page


def test_an_existing_user_is_asked_to_sign_in(http: HttpClient, services: StandIn) -> None:
    services.answers["look_up_invitation"] = {**OFFER, "existing_user": True}
    page = enter(http, token="code").text
    assert 'autocomplete="current-password"' in page
    assert 'name="email"' in page


def test_no_code_is_an_error_beside_the_field(http: HttpClient) -> None:
    response = enter(http, token=" ")
    assert response.status_code == 422
    assert 'href="#token"' in response.text
    assert 'aria-invalid="true"' in response.text


def test_a_code_that_cannot_be_used_says_what_to_do(http: HttpClient, services: StandIn) -> None:
    services.answers["look_up_invitation"] = InvitationUnusable()
    response = enter(http, token="old")
    assert response.status_code == 410
    assert "send the invitation again" in response.text
    assert 'name="token"' in response.text


CODE = "Xx3yK7Q2mM4TXp9WZPa3HBNdV6RDe8YCFg2LMSh5JQt"


@pytest.mark.parametrize("page", ["invitation", "password-reset"])
@pytest.mark.parametrize("link", ["/{}%23{}", "/{}%2523{}", "/{}/%23{}", "/{}%23{}.", "/{}%23{}%3E"])
def test_a_link_whose_sign_was_encoded_on_its_way_leads_to_its_page(
    http: HttpClient, services: StandIn, page: str, link: str
) -> None:
    """product.md 5.2; opening it asks no service, as mail scanners do (5.4)."""
    path = link.format(page, CODE)
    shown = http.get(path)
    assert shown.status_code == 200
    assert f'data-code="{CODE}"' in shown.text
    assert f'name="token" type="text" value="{CODE}"' in shown.text
    assert not services.calls
    assert shown.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/Invitation", "/INVITATION/", "/invitation/", "/password-reset/"])
def test_other_case_and_a_slash_are_the_same_page(http: HttpClient, path: str) -> None:
    assert http.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/invitations%23x", "/%23", "/clients%23invitation", "/invitation/x%23y"])
def test_no_other_path_becomes_one(http: HttpClient, path: str) -> None:
    assert http.get(path).status_code == 404


SESSION = {
    "token": "a-token",
    "expires_at": "2099-01-01T00:00:00+00:00",
    "user": {"id": "user_1", "name": "Jo Bloggs", "email": "jo@a.example"},
    "account": {"id": "client_1", "kind": "client", "name": "Acme", "role": "business_admin"},
    "accounts": [],
}
REDEEMED = {"account_id": "client_1", "user_id": "user_1", "email": "jo@a.example"}


def test_choosing_a_password_accepts_and_signs_in(http: HttpClient, services: StandIn) -> None:
    services.answers |= {"redeem_invitation": REDEEMED, "sign_in": SESSION}
    response = enter(http, "/invitation/acceptance", token="code", password="a good long one")
    assert response.status_code == 303
    assert response.headers["Location"] == "/account?done=joined"
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("session=a-token; Path=/; Max-Age=")
    assert cookie.endswith("; HttpOnly; SameSite=Lax")
    assert services.last("redeem_invitation")[0] == {"token": "code", "password": "a good long one"}


def test_a_poor_password_is_an_error_and_the_code_is_kept(http: HttpClient, services: StandIn) -> None:
    services.answers["look_up_invitation"] = OFFER
    services.answers["redeem_invitation"] = InvalidInput.at(
        "/password", "too_short", "Use at least 10 characters."
    )
    response = enter(http, "/invitation/acceptance", token="code", password="so short")
    assert response.status_code == 422
    assert "Use at least 10 characters." in response.text
    assert 'name="token" value="code"' in response.text
    assert "so short" not in response.text


def test_an_existing_user_accepts_by_signing_in(http: HttpClient, services: StandIn) -> None:
    services.answers |= {"redeem_invitation": REDEEMED, "sign_in": SESSION}
    services.answers["switch_account"] = lambda _: {**SESSION, "message_ids": []}
    response = enter(http, "/invitation/acceptance", token="code", email="jo@a.example", password="p")
    assert response.headers["Location"] == "/account?done=joined"
    redeemed, here = services.last("redeem_invitation")
    assert redeemed == {"token": "code"}
    assert here.passport == "passport for prac_1"


def test_a_session_begun_for_a_dead_invitation_ends_with_it(http: HttpClient, services: StandIn) -> None:
    services.answers |= {"redeem_invitation": InvitationUnusable(), "sign_in": SESSION}
    response = enter(http, "/invitation/acceptance", token="old", email="jo@a.example", password="p")
    assert response.status_code == 410
    assert services.made("end_session")


def test_who_is_signed_in_already_accepts_with_one_click(http: HttpClient, services: StandIn) -> None:
    services.answers |= {"look_up_invitation": {**OFFER, "existing_user": True}, "get_session": SESSION}
    cookie = {"Cookie": "session=a-token"}
    page = http.post("/invitation", data={"token": "code"}, headers=cookie).text
    assert "You are signed in as <strong>jo@a.example</strong>" in page
    services.answers["redeem_invitation"] = REDEEMED
    services.answers["switch_account"] = lambda _: {**SESSION, "message_ids": []}
    fields = {"token": "code", "as": "me", "csrf": csrf.token_for("a-token")}
    response = http.post("/invitation/acceptance", data=fields, headers=cookie)
    assert response.headers["Location"] == "/account?done=joined"
    assert not services.made("sign_in")


def test_accepting_as_who_is_signed_in_takes_a_form_of_that_session(
    http: HttpClient, services: StandIn
) -> None:
    fields = {"token": "code", "as": "me", "csrf": csrf.token_for("another")}
    response = http.post("/invitation/acceptance", data=fields, headers={"Cookie": "session=a-token"})
    assert response.status_code == 403
    assert not services.made("redeem_invitation")


def test_a_wrong_password_of_an_existing_user_keeps_their_email(http: HttpClient, services: StandIn) -> None:
    services.answers["look_up_invitation"] = {**OFFER, "existing_user": True}
    services.answers["sign_in"] = InvalidCredentials()
    response = enter(http, "/invitation/acceptance", token="code", email="jo@a.example", password="p")
    assert response.status_code == 401
    assert 'value="jo@a.example"' in response.text
    assert not services.made("redeem_invitation")


def test_another_sites_form_is_refused(http: HttpClient, services: StandIn) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        response = http.post(
            "/invitation", data={"token": "code"}, headers={"Accept": "text/html", **headers}
        )
        assert response.status_code == 403
    assert not services.calls


def test_the_pages_own_form_is_taken(http: HttpClient, services: StandIn) -> None:
    services.answers["look_up_invitation"] = OFFER
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}):
        assert http.post("/invitation", data={"token": "code"}, headers=headers).status_code == 200
