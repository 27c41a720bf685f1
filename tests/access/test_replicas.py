"""A change of rights counts on the next request, at whichever replica of the gateway (product.md 8.4)."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import Client as HttpClient

from chassis.rpc.client import RpcClient
from contracts import access
from tests.builders import PASSWORD, Mailbox, Person, a_colleague, a_team, sign_in
from tests.gateway.stand_in import bearer
from tests.gateway.test_with_services import a_replica

Replicas = tuple[HttpClient, HttpClient]


@pytest.fixture
def replicas(rpc: RpcClient) -> Replicas:
    return a_replica(rpc), a_replica(rpc)


def names(replica: HttpClient, person: Person) -> list[str] | int:
    """What the person sees there, or the status of the refusal."""
    answer = replica.get("/v1/clients", headers=bearer(person.token))
    if answer.status_code != 200:
        return answer.status_code
    assert answer.json is not None
    return [client["name"] for client in answer.json["items"]]


def known_to_both(replicas: Replicas, person: Person) -> list[Any]:
    """Let both replicas keep who the person is."""
    return [names(replica, person) for replica in replicas]


def test_access_that_is_taken(replicas: Replicas, owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox)
    client = owner.adds_client(access={"colleague_ids": [bob.user_id]})
    assert known_to_both(replicas, bob) == [[client["name"]]] * 2
    path, headers = f"/v1/clients/{client['id']}", bearer(owner.token)
    assert replicas[0].put(f"{path}/access", json={}, headers=headers).status_code == 200
    assert names(replicas[1], bob) == []
    assert replicas[1].get(path, headers=bearer(bob.token)).status_code == 404
    assert replicas[1].get(f"{path}/users", headers=bearer(bob.token)).status_code == 404


def test_a_team_that_is_left_or_deleted(replicas: Replicas, owner: Person, mailbox: Mailbox) -> None:
    bob, cy = a_colleague(owner, mailbox), a_colleague(owner, mailbox)
    team_id = a_team(owner, bob, cy)
    client = owner.adds_client(access={"team_ids": [team_id]})
    assert known_to_both(replicas, bob) == known_to_both(replicas, cy) == [[client["name"]]] * 2
    path, headers = f"/v1/teams/{team_id}", bearer(owner.token)
    changed = replicas[0].patch(path, json={"member_ids": [cy.user_id]}, headers=headers)
    assert changed.status_code == 200
    assert (names(replicas[1], bob), names(replicas[1], cy)) == ([], [client["name"]])
    assert replicas[0].delete(path, headers=headers).status_code == 204
    assert names(replicas[1], cy) == []


def test_a_colleague_who_is_deactivated(replicas: Replicas, owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox, role="client_admin")
    known_to_both(replicas, bob)
    path = f"/v1/colleagues/{bob.user_id}"
    assert replicas[0].post(f"{path}/deactivate", headers=bearer(owner.token)).status_code == 200
    assert names(replicas[1], bob) == 401


def test_a_role_that_is_changed(replicas: Replicas, owner: Person, mailbox: Mailbox) -> None:
    bob = a_colleague(owner, mailbox, role="client_admin")
    client = owner.adds_client()
    assert known_to_both(replicas, bob) == [[client["name"]]] * 2
    path = f"/v1/colleagues/{bob.user_id}"
    changed = replicas[0].patch(path, json={"role": "standard"}, headers=bearer(owner.token))
    assert changed.status_code == 200
    assert names(replicas[1], bob) == []
    assert replicas[1].get("/v1/colleagues", headers=bearer(bob.token)).status_code == 403


def test_a_session_that_is_ended_elsewhere(replicas: Replicas, owner: Person) -> None:
    elsewhere = sign_in(owner.rpc, owner.email)
    assert known_to_both(replicas, elsewhere) == [[], []]
    with elsewhere.acting():
        listed = access.list_own_sessions(owner.rpc)["items"]
    [session_id] = [session["id"] for session in listed if session["current"]]
    ended = replicas[0].delete(f"/v1/sessions/{session_id}", headers=bearer(owner.token))
    assert ended.status_code == 204
    assert [names(replica, elsewhere) for replica in replicas] == [401, 401]
    assert names(replicas[1], owner) == []


def test_a_password_that_is_changed_ends_the_other_sessions(replicas: Replicas, owner: Person) -> None:
    elsewhere = sign_in(owner.rpc, owner.email)
    known_to_both(replicas, elsewhere)
    change = {"current_password": PASSWORD, "password": "four other words here"}
    answer = replicas[0].post("/v1/password-changes", json=change, headers=bearer(owner.token))
    assert answer.status_code == 204
    assert (names(replicas[1], elsewhere), names(replicas[1], owner)) == (401, [])


def test_an_api_token_that_is_revoked(replicas: Replicas, owner: Person) -> None:
    made = replicas[0].post(
        "/v1/api-tokens", json={"name": "export", "scopes": ["read"]}, headers=bearer(owner.token)
    )
    assert made.json is not None
    token = bearer(made.json["token"])
    for replica in replicas:
        assert replica.get("/v1/clients", headers=token).status_code == 200
    path = f"/v1/api-tokens/{made.json['id']}"
    assert replicas[0].delete(path, headers=bearer(owner.token)).status_code == 204
    assert replicas[1].get("/v1/clients", headers=token).status_code == 401


def test_a_colleague_is_removed_with_a_body_that_says_who_manages_next(
    replicas: Replicas, owner: Person, mailbox: Mailbox
) -> None:
    bob = a_colleague(owner, mailbox)
    owner.adds_client(access={"account_manager_id": bob.user_id})
    path, headers = f"/v1/colleagues/{bob.user_id}", bearer(owner.token)
    assert replicas[0].delete(path, headers=headers).status_code == 409
    known_to_both(replicas, bob)
    removed = replicas[0].delete(path, json={"reassign_managed_clients_to": None}, headers=headers)
    assert removed.status_code == 204
    assert names(replicas[1], bob) == 401
