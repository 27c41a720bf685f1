"""The invited person's page (product.md 5)."""

from __future__ import annotations

from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from contracts.access import InvalidCredentials
from contracts.errors import InvalidInput
from contracts.invitations import InvitationUnusable
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


def test_choosing_a_password_accepts(http: HttpClient, services: StandIn) -> None:
    services.answers["redeem_invitation"] = {"account_id": "c", "user_id": "u", "email": "jo@a.example"}
    response = enter(http, "/invitation/acceptance", token="code", password="a good long one")
    assert response.status_code == 200
    assert "You are in" in response.text
    assert services.last("redeem_invitation")[0] == {"token": "code", "password": "a good long one"}


def test_a_poor_password_is_an_error_and_the_code_is_kept(http: HttpClient, services: StandIn) -> None:
    services.answers["look_up_invitation"] = OFFER
    services.answers["redeem_invitation"] = InvalidInput.at(
        "/password", "too_short", "Use at least 10 characters."
    )
    response = enter(http, "/invitation/acceptance", token="code", password="abc")
    assert response.status_code == 422
    assert "Use at least 10 characters." in response.text
    assert 'name="token" value="code"' in response.text
    assert "abc" not in response.text


def test_an_existing_user_accepts_by_signing_in(http: HttpClient, services: StandIn) -> None:
    services.answers["sign_in"] = {"token": "a-token"}
    response = enter(http, "/invitation/acceptance", token="code", email="jo@a.example", password="p")
    assert response.status_code == 200
    redeemed, here = services.last("redeem_invitation")
    assert redeemed == {"token": "code"}
    assert here.passport == "passport for prac_1"
    assert services.made("end_session"), "the session was for this one step"


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
