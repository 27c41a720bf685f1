"""Invitations over HTTP: the board, resending, and Twilio's webhook (api.md, Invitations)."""

from collections.abc import Mapping
from typing import Any

import pytest
from werkzeug.test import Client as HttpClient

from chassis.rpc.client import RpcClient
from contracts import invitations
from deploy.allinone.product import BROKER_URL, Product
from deploy.sandbox.twilio import signature
from gateway.app import build
from gateway.settings import Settings
from tests.builders import PASSWORD, Mailbox, Person, eventually, unique
from tests.invitations import unusable

PUBLIC = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def http(rpc: RpcClient) -> HttpClient:
    return HttpClient(build(Settings(broker_url=BROKER_URL, public_url=PUBLIC, rate_limits=False), rpc))


def headers(owner: Person) -> dict[str, str]:
    return {"Authorization": f"Bearer {owner.token}"}


def invited(owner: Person, mobile: str | None = None) -> Mapping[str, Any]:
    address = f"{unique('jo')}@acme.example"
    return owner.adds_client(invitation={"name": "Jo", "email": address, "mobile": mobile})


def test_the_board_resend_and_revoke(owner: Person, http: HttpClient) -> None:
    invitation_id = invited(owner)["invitation"]["id"]
    board = http.get("/v1/invitations?limit=1", headers=headers(owner))
    assert board.json is not None
    assert [each["id"] for each in board.json["items"]] == [invitation_id]
    resent = http.post(f"/v1/invitations/{invitation_id}/resend", json={}, headers=headers(owner))
    assert (resent.status_code, resent.json and resent.json["state"]) == (200, "pending")
    revoked = http.post(f"/v1/invitations/{invitation_id}/revoke", headers=headers(owner))
    assert (revoked.status_code, revoked.json and revoked.json["state"]) == (200, "revoked")


def test_inviting_later_answers_201(owner: Person, http: HttpClient) -> None:
    """product.md 2.8"""
    client = owner.adds_client()
    person = {"name": "Jo", "email": f"{unique('jo')}@acme.example"}
    made = http.post(f"/v1/clients/{client['id']}/invitations", json=person, headers=headers(owner))
    assert made.status_code == 201
    assert made.json is not None
    assert made.json["channels"] == [{"channel": "email", "state": "queued", "detail": None}]


def test_twilio_reports_by_its_signature_whatever_the_host_header_says(
    owner: Person, http: HttpClient, product: Product
) -> None:
    """product.md 5.5"""
    client = invited(owner, "+447700900077")
    token = product.hosted["invitations"].container.config["outlets"].texting._client.password
    path = f"/v1/webhooks/twilio/status?invitation_id={client['invitation']['id']}&round=1"
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    signed = {"X-Twilio-Signature": signature(token, PUBLIC + path, form)}

    def state() -> str:
        with owner.acting():
            found = invitations.list_client_invitations(owner.rpc, client_id=client["id"])["items"][0]
        return str(found["channels"][1]["state"])

    eventually(lambda: state() == "sent")
    assert http.post(path, data=form).status_code == 403
    assert http.post(path, data=form, headers={"X-Twilio-Signature": "forged"}).status_code == 403
    assert http.post(path, json=form, headers=signed).status_code == 415
    assert state() == "sent"
    assert http.post(path, data=form, headers={**signed, "Host": "elsewhere.example"}).status_code == 204
    assert state() == "delivered"


@pytest.mark.parametrize("path", ["/v1/invitation-lookups", "/v1/invitation-acceptances"])
def test_whatever_became_of_a_link_the_answer_is_the_same_to_the_byte(
    owner: Person, mailbox: Mailbox, product: Product, http: HttpClient, path: str
) -> None:
    """product.md 5.2; `python -m bench.unusable_links` compares how long each takes."""
    answers = {}
    for kind, token in unusable.tokens(owner, mailbox, product).items():
        body = {"token": token, **({"password": PASSWORD} if "acceptances" in path else {})}
        answer = http.post(path, json=body)
        own = answer.json and answer.json["correlation_id"]
        seen = (answer.status, sorted(answer.headers.items()), answer.text)
        answers[kind] = str(seen).replace(str(own), "CORRELATION")
    assert answers["unknown"].startswith("('410 ")
    assert set(answers.values()) == {answers["unknown"]}
