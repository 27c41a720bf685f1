"""What people paste into a client's fields, over HTTP as they send it: taken, or refused by name."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from chassis.rpc.client import RpcClient
from gateway import app
from gateway.settings import Settings
from tests.builders import Mailbox, Person, Phone, a_mobile, unique
from tests.gateway.stand_in import bearer

SAM = {
    "type": "self_employed",
    "name": "Sam Sole",
    "email": "sam@sole.example",
    "income_sources": [{"name": "Trade", "type": "self_employment"}],
    "invitation": None,
}
ACME = {"type": "business", "name": "Acme Ltd", "invitation": None}


@pytest.fixture
def http(rpc: RpcClient) -> HttpClient:
    return HttpClient(app.build(Settings(broker_url="memory://", rate_limits=False), rpc), use_cookies=False)


def adds(http: HttpClient, owner: Person, **client: Any) -> TestResponse:
    return http.post("/v1/clients", json=client, headers=bearer(owner.token))


def of(response: TestResponse, status: int = 201) -> dict[str, Any]:
    assert response.status_code == status, response.text
    return dict(response.json or {})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"national_insurance_number": "ab-12-34-56-c"}, {"national_insurance_number": "*****456C"}),
        ({"postcode": "BN12 4AX."}, {"postcode": "BN12 4AX"}),
        ({"email": "\u200bsam@sole.example"}, {"email": "sam@sole.example"}),
        ({"name": "Sam\u200b Sole\ufeff"}, {"name": "Sam Sole"}),
        ({"practice_code": "\u2060S01\u200e"}, {"practice_code": "S01"}),
    ],
)
def test_what_is_copied_along_with_a_value_is_not_kept(
    http: HttpClient, owner: Person, typed: dict[str, str], kept: dict[str, str]
) -> None:
    client = of(adds(http, owner, **{**SAM, **typed}))
    assert {name: client[name] for name in kept} == kept
    again = http.get(f"/v1/clients/{client['id']}", headers=bearer(owner.token))
    assert {name: of(again, 200)[name] for name in kept} == kept


def test_an_invitation_goes_where_the_eye_reads_it(http: HttpClient, owner: Person, mailbox: Mailbox) -> None:
    address = f"{unique('jo')}@acme.example"
    of(adds(http, owner, **{**ACME, "invitation": {"name": "Jo", "email": f"\u200b{address}"}}))
    assert mailbox.token_for(address)


@pytest.mark.parametrize("blank", ["\u200b", " \u00a0", "\u2060\ufeff"])
@pytest.mark.parametrize("client", [ACME, SAM], ids=["business", "self-employed"])
def test_no_client_has_a_name_that_nobody_sees(
    http: HttpClient, owner: Person, client: dict[str, Any], blank: str
) -> None:
    refused = of(adds(http, owner, **{**client, "name": blank}), 422)
    assert [(each["pointer"], each["code"]) for each in refused["errors"]] == [("/name", "required")]
    there = of(adds(http, owner, **{**client, "name": "Seen"}))["id"]
    changed = http.patch(f"/v1/clients/{there}", json={"name": blank}, headers=bearer(owner.token))
    assert [each["pointer"] for each in of(changed, 422)["errors"]] == ["/name"]


@pytest.mark.parametrize("number", ["020 7946 0123", "01632 960123", "070 1234 5678"])
def test_a_number_that_takes_no_texts_is_said_wherever_it_is_entered(
    http: HttpClient, owner: Person, number: str
) -> None:
    person = {"name": "Jo", "email": f"{unique('jo')}@acme.example", "mobile": number}
    headers = bearer(owner.token)
    client = of(adds(http, owner, **ACME))
    for method, path, body in (
        ("POST", "/v1/clients", {**ACME, "invitation": person}),
        ("POST", "/v1/client-drafts", {"invitation": person}),
        ("POST", f"/v1/clients/{client['id']}/invitations", person),
    ):
        refused = of(http.open(path, method=method, json=body, headers=headers), 422)
        (error,) = refused["errors"]
        assert (error["pointer"].rpartition("/")[2], error["code"]) == ("mobile", "not_a_mobile")
        assert "takes no texts" in error["message"]


def test_a_text_has_no_sign_that_was_not_in_the_name(http: HttpClient, owner: Person, phone: Phone) -> None:
    mobile = a_mobile()
    person = {"name": "Jo", "email": f"{unique('jo')}@acme.example", "mobile": mobile}
    of(adds(http, owner, **{**ACME, "name": "O’Brien’s Café – “Best” Ltd", "invitation": person}))
    phone.token_for(mobile)
    assert "O'Brien's Café - \"Best\" Ltd" in phone.to(mobile)[0]["body"]


def test_a_tag_that_a_compressing_proxy_weakened_is_of_the_version_there_is(
    http: HttpClient, owner: Person
) -> None:
    path = f"/v1/clients/{of(adds(http, owner, **ACME))['id']}"
    tag = http.head(path, headers=bearer(owner.token)).headers["ETag"]
    weakened = bearer(owner.token, If_Match=f"W/{tag}")
    assert of(http.patch(path, json={"name": "Renamed Ltd"}, headers=weakened), 200)["name"] == "Renamed Ltd"
    stale = http.patch(path, json={"name": "Again Ltd"}, headers=weakened)
    assert of(stale, 412)["code"] == "stale_version"


@pytest.mark.parametrize("pasted", ["{site}/invitation#{code}", "{site}/invitation%23{code}", "“{code}”."])
def test_whatever_was_made_of_the_link_opens_the_invitation(
    http: HttpClient, owner: Person, mailbox: Mailbox, pasted: str
) -> None:
    """product.md 5.2"""
    address = f"{unique('jo')}@acme.example"
    of(adds(http, owner, **{**ACME, "invitation": {"name": "Jo", "email": address}}))
    code = mailbox.token_for(address)
    entered = http.post(
        "/invitation",
        data={"token": pasted.format(site="https://app.clientele.example", code=code)},
        headers={"Accept": "text/html"},
    )
    assert (entered.status_code, "Acme Ltd" in entered.text) == (200, True)
    encoded = http.get(f"/invitation%23{code}", headers={"Accept": "text/html"})
    assert (encoded.status_code, code in encoded.text) == (200, True)
