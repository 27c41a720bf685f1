"""The interface before the real services: what no stand-in can tell."""

from __future__ import annotations

from typing import Any

import eventlet
import pytest
from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from chassis.rpc.client import RpcClient
from gateway import app
from gateway.settings import Settings
from tests.builders import PASSWORD, Mailbox, Person, a_client, a_practice, eventually, unique
from tests.gateway.stand_in import bearer


@pytest.fixture
def http(rpc: RpcClient) -> HttpClient:
    return a_replica(rpc)


def a_replica(rpc: RpcClient) -> HttpClient:
    settings = Settings(broker_url="memory://", rate_limits=False)
    return HttpClient(app.build(settings, rpc), use_cookies=False)


def json_of(response: TestResponse, status: int = 200) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert isinstance(response.json, dict)
    return response.json


def test_a_practice_adds_a_client_and_its_first_user_comes_in(http: HttpClient, mailbox: Mailbox) -> None:
    """The journey of the README, over HTTP."""
    address, invited = f"{unique('ada')}@birch.example", f"{unique('jo')}@acme.example"
    owner = {"name": "Ada Birch", "email": address, "password": PASSWORD}
    practice = {"name": "Birch & Co", "country": "GB", "base_currency": "GBP", "owner": owner}
    json_of(http.post("/v1/practices", json=practice), 201)
    credentials = {"email": address, "password": PASSWORD}
    token = json_of(http.post("/v1/sessions", json=credentials), 201)["token"]

    wanted = a_client(access={"everyone": True}, invitation={"name": "Jo Bloggs", "email": invited})
    created = http.post("/v1/clients", json=wanted, headers=bearer(token))
    client = json_of(created, 201)
    listed = json_of(http.get("/v1/clients", headers=bearer(token)))
    assert [each["id"] for each in listed["items"]] == [client["id"]]
    read = json_of(http.get(created.headers["Location"], headers=bearer(token)))
    assert read["crn"] == client["crn"]

    invitation = {"token": mailbox.token_for(invited)}
    found = json_of(http.post("/v1/invitation-lookups", json=invitation))
    assert (found["account_name"], found["existing_user"]) == (client["name"], False)
    accepted = json_of(
        http.post("/v1/invitation-acceptances", json={**invitation, "password": PASSWORD}), 201
    )
    assert accepted["account"]["id"] == client["id"]
    assert json_of(http.get("/v1/session", headers=bearer(accepted["token"])))["user"]["email"] == invited
    refused = json_of(http.post("/v1/clients", json=wanted, headers=bearer(accepted["token"])), 403)
    assert refused["code"] == "practice_account_required"


def test_an_existing_user_accepts_within_their_session(
    http: HttpClient, rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    """product.md 4.2"""
    another = a_practice(rpc)
    owner.adds_client(invitation={"name": "Ann", "email": another.email}, acknowledge_existing_user=True)
    invitation = {"token": mailbox.token_for(another.email)}
    headers = bearer(another.token)
    accepted = json_of(http.post("/v1/invitation-acceptances", json=invitation, headers=headers), 201)
    assert accepted["token"] == another.token
    assert accepted["account"]["kind"] == "client"
    back = {"account_id": another.account_id}
    switched = json_of(http.patch("/v1/session", json=back, headers=headers))
    assert switched["account"]["id"] == another.account_id
    assert len(switched["accounts"]) == 2
    assert json_of(http.get("/v1/clients", headers=headers))["items"] == []


def test_a_new_user_accepts_where_somebody_else_is_signed_in(
    http: HttpClient, owner: Person, mailbox: Mailbox
) -> None:
    """api.md: with a password it is answered as signing in is, whoever's request it is."""
    invited = f"{unique('jo')}@acme.example"
    client = owner.adds_client(invitation={"name": "Jo Bloggs", "email": invited})
    acceptance = {"token": mailbox.token_for(invited), "password": PASSWORD}
    answer = http.post("/v1/invitation-acceptances", json=acceptance, headers=bearer(owner.token))
    accepted = json_of(answer, 201)
    assert accepted["account"]["id"] == client["id"]
    assert accepted["user"]["email"] == invited
    assert json_of(http.get("/v1/session", headers=bearer(owner.token)))["user"]["email"] == owner.email


def test_signing_out_counts_at_every_replica_from_the_next_request_on(rpc: RpcClient, owner: Person) -> None:
    one, other = a_replica(rpc), a_replica(rpc)
    for replica in (one, other):
        json_of(replica.get("/v1/clients", headers=bearer(owner.token)))
    assert one.delete("/v1/session", headers=bearer(owner.token)).status_code == 204
    for replica in (one, other):
        assert replica.get("/v1/clients", headers=bearer(owner.token)).status_code == 401


def test_switching_counts_at_every_replica_from_the_next_request_on(
    rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    another = a_practice(rpc)
    owner.adds_client(invitation={"name": "Ann", "email": another.email}, acknowledge_existing_user=True)
    one, other = a_replica(rpc), a_replica(rpc)
    headers = bearer(another.token)
    json_of(other.get("/v1/practice", headers=headers))
    invitation = {"token": mailbox.token_for(another.email)}
    json_of(one.post("/v1/invitation-acceptances", json=invitation, headers=headers), 201)
    assert json_of(other.get("/v1/practice", headers=headers), 403)["code"] == "practice_account_required"


def test_the_same_key_32_times_at_once_is_one_client_and_one_answer(http: HttpClient, owner: Person) -> None:
    headers, wanted = bearer(owner.token, Idempotency_Key="once"), a_client()

    def add(_number: int) -> TestResponse:
        answer: TestResponse = eventually(
            lambda: _after_its_writes(http.post("/v1/clients", json=wanted, headers=headers))
        )
        return answer

    answers = list(eventlet.GreenPool(32).imap(add, range(32)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in answers) == 1
    listed = json_of(http.get("/v1/clients", headers=bearer(owner.token)))
    assert len(listed["items"]) == 1


def _after_its_writes(answer: TestResponse) -> TestResponse | None:
    """None where the first request is still at work, which says to ask again."""
    if answer.status_code == 409:
        assert answer.json is not None
        assert answer.json["code"] == "idempotency_key_in_use"
        return None
    return answer


def test_the_key_with_another_body_is_refused(http: HttpClient, owner: Person) -> None:
    headers = bearer(owner.token, Idempotency_Key="once")
    json_of(http.post("/v1/clients", json=a_client(), headers=headers), 201)
    refused = json_of(http.post("/v1/clients", json=a_client(), headers=headers), 422)
    assert refused["code"] == "idempotency_key_reused"


def test_signing_in_again_with_the_same_key_gives_the_same_session(http: HttpClient, owner: Person) -> None:
    credentials = {"email": owner.email, "password": PASSWORD}
    first, second = (
        json_of(http.post("/v1/sessions", json=credentials, headers={"Idempotency-Key": "k"}), 201)
        for _ in range(2)
    )
    assert first == second


def test_a_stale_edit_is_refused_and_a_fresh_one_made(http: HttpClient, owner: Person) -> None:
    before = http.get("/v1/practice", headers=bearer(owner.token)).headers["ETag"]
    edit = {"defaults": {"base_currency": "EUR"}}
    json_of(http.patch("/v1/practice", json=edit, headers=bearer(owner.token, If_Match=before)))
    stale = http.patch("/v1/practice", json=edit, headers=bearer(owner.token, If_Match=before))
    assert json_of(stale, 412)["code"] == "stale_version"


@pytest.mark.parametrize("path", ["/v1/practices", "/v1/sessions", "/v1/clients", "/v1/colleagues"])
def test_wrong_input_names_every_field(http: HttpClient, owner: Person, path: str) -> None:
    problem = json_of(http.post(path, json={"name": 1, "x": {}}, headers=bearer(owner.token)), 422)
    pointers = {error["pointer"] for error in problem["errors"]}
    assert "/x" in pointers
    assert len(pointers) > 1


def test_each_part_is_ready_by_name(http: HttpClient) -> None:
    parts = json_of(http.get("/readyz"))["parts"]
    for service in ("accounts", "access", "invitations", "connections"):
        assert parts[f"{service}.database"] == parts[f"{service}.migrations"] == "ok"


def test_a_clients_invitations_are_not_there_for_who_may_not_see_the_client(
    http: HttpClient, owner: Person, rpc: RpcClient
) -> None:
    client = owner.adds_client()
    path = f"/v1/clients/{client['id']}/invitations"
    assert json_of(http.get(path, headers=bearer(owner.token))) == {"items": [], "next_cursor": None}
    stranger = a_practice(rpc)
    assert json_of(http.get(path, headers=bearer(stranger.token)), 404)["code"] == "not_found"
