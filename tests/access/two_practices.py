"""Somebody who works for two practices and is a user of two clients: what one does leaves the other alone."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from typing import Any

import pytest

from chassis.rpc.client import RpcClient
from contracts import access, accounts, invitations
from contracts.errors import NotFound, Unauthenticated
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    a_client_user,
    a_practice,
    caught_up,
    eventually,
    sign_in,
    unique,
)


def stay_apart(rpc: RpcClient, mailbox: Mailbox) -> None:
    """Raises AssertionError where they don't."""
    one, two = a_practice(rpc), a_practice(rpc)
    bob = works_for_both(rpc, mailbox, one, two)
    given = [_give_everything(practice, bob) for practice in (one, two)]
    token_of_two = _has_tokens_apart(bob, one, two)
    _names_stay_apart(bob, one, two)
    _companies_stay_apart(one, two)
    _of_one_nothing_of_two_is_asked(bob, given[1])
    before = _seen_by_two(two, bob, given[1])
    in_two = dataclasses.replace(bob, account_id=two.account_id)
    _let_one_end_it(one, bob, given[0])
    assert _seen_by_two(two, bob, given[1]) == before
    with bob.acting(), pytest.raises(Unauthenticated):
        access.list_teams(rpc)
    assert access.authenticate(rpc, token_hash=hashlib.sha256(token_of_two.encode()).hexdigest())
    assert sign_in(rpc, bob.email, account_id=in_two.account_id).user_id == bob.user_id
    _one_gives_no_access_of_two(one, given[1])
    _clients_stay_apart(rpc, mailbox, one)


def works_for_both(rpc: RpcClient, mailbox: Mailbox, one: Person, two: Person) -> Person:
    """A client admin of two practices, signed in for the first."""
    email, sent = f"{unique('bob')}@smith.example", []
    for place, (practice, name) in enumerate(((one, "Bob"), (two, "Robert"))):
        with practice.acting():
            access.invite_colleague(rpc, name=name, email=email, role="client_admin")
        sent.append(mailbox.token_for(email, after=place))
    invitations.redeem_invitation(rpc, token=sent[0], password=PASSWORD)
    with two.acting():
        [status] = [c["status"] for c in access.list_colleagues(rpc)["items"] if c["email"] == email]
    assert status == "invited"
    invitations.redeem_invitation(rpc, token=sent[1], password=PASSWORD)
    return sign_in(rpc, email, account_id=one.account_id)


def goes_over(before: Person, after: Person, mailbox: Mailbox, client_id: str) -> None:
    """The client goes from one practice to another (product.md 7.1)."""
    jo = a_client_user(before, mailbox, client_id)
    with sign_in(jo.rpc, jo.email).acting():
        request = accounts.request_practice(jo.rpc, practice_admin_email=after.email)
    with after.acting():
        accounts.accept_practice_request(after.rpc, request["id"], {})
        eventually(lambda: access.get_client_access(after.rpc, client_id=client_id))


def _give_everything(practice: Person, bob: Person) -> dict[str, str]:
    with practice.acting():
        team = caught_up(practice, access.create_team(practice.rpc, name="Payroll", member_ids=[bob.user_id]))
    grants = {"colleague_ids": [bob.user_id], "team_ids": [team["id"]], "account_manager_id": bob.user_id}
    return {"team": team["id"], "client": practice.adds_client(access=grants)["id"]}


def _has_tokens_apart(bob: Person, one: Person, two: Person) -> str:
    with bob.acting():
        access.create_api_token(bob.rpc, name="of one", scopes=["read"])
    there = sign_in(bob.rpc, bob.email, account_id=two.account_id)
    with there.acting():
        assert access.list_api_tokens(bob.rpc)["items"] == []
        return str(access.create_api_token(bob.rpc, name="of two", scopes=["read"])["token"])


def _names_stay_apart(bob: Person, one: Person, two: Person) -> None:
    """Each practice calls a colleague what it has typed itself."""
    for practice, name in ((one, "Bob"), (two, "Robert")):
        with practice.acting():
            page = accounts.list_clients(practice.rpc, include="names")
        assert page["people"] == [{"id": bob.user_id, "name": name}]


def _companies_stay_apart(one: Person, two: Person) -> None:
    """Nobody is told that a company is another practice's client."""
    two.adds_client(company_number="01234567")
    with one.acting():
        assert accounts.find_by_number(one.rpc, ["01234567"]) == []


def _of_one_nothing_of_two_is_asked(bob: Person, given: dict[str, str]) -> None:
    """Who acts for one practice reaches no client of the other, though they see it there."""
    for ask in (
        lambda: access.get_client_access(bob.rpc, client_id=given["client"]),
        lambda: access.list_client_users(bob.rpc, client_id=given["client"]),
        lambda: access.list_activity(bob.rpc, client_id=given["client"]),
        lambda: accounts.get_client(bob.rpc, given["client"]),
    ):
        with bob.acting(), pytest.raises(NotFound):
            ask()


def _seen_by_two(two: Person, bob: Person, given: dict[str, str]) -> list[Any]:
    with two.acting():
        [colleague] = [c for c in access.list_colleagues(two.rpc)["items"] if c["id"] == bob.user_id]
        teams = access.list_teams(two.rpc)["items"]
        return [colleague, teams, access.get_client_access(two.rpc, client_id=given["client"])]


def _let_one_end_it(one: Person, bob: Person, given: dict[str, str]) -> None:
    with one.acting():
        caught_up(
            one, access.change_colleague(one.rpc, user_id=bob.user_id, role=access.PracticeRole.STANDARD)
        )
    _unheard_of_clients_are_admins(one, bob)
    with one.acting():
        gone: Mapping[str, Any] = {"user_id": bob.user_id, "reassign_managed_clients_to": None}
        caught_up(one, access.deactivate_colleague(one.rpc, **gone))
        caught_up(one, access.remove_colleague(one.rpc, **gone))
        left = access.get_client_access(one.rpc, client_id=given["client"])
        assert (left["colleague_ids"], left["account_manager_id"]) == ([], None)


def _unheard_of_clients_are_admins(practice: Person, standard: Person) -> None:
    """A client that access has not heard of yet is seen by admins alone."""
    unheard_of = "client_7ZZZZZZZZZZZZZZZZZZZZZZZZZ"
    for person, seen in ((practice, [unheard_of]), (standard, [])):
        with person.acting():
            found = access.sees_clients(person.rpc, client_ids=[unheard_of], practice_id=practice.account_id)
        assert found == {"client_ids": seen, "admin": bool(seen), "levels": []}


def _one_gives_no_access_of_two(one: Person, given: dict[str, str]) -> None:
    with one.acting():
        answer = access.change_access_of_many(one.rpc, client_ids=[given["client"]], give={"everyone": True})
    assert [item["result"] for item in answer["items"]] == ["not_found"]


def _clients_stay_apart(rpc: RpcClient, mailbox: Mailbox, owner: Person) -> None:
    first, second, empty = (owner.adds_client() for _ in range(3))
    email = f"{unique('jo')}@acme.example"
    jo: Mapping[str, Any] = {}
    with owner.acting():
        for client in (first, second):
            jo = access.add_client_user(
                rpc, client_id=client["id"], name="Jo", email=email, role="user_admin", invite=False
            )
        access.change_client_user(rpc, client_id=first["id"], user_id=jo["id"], role="standard_user")
        access.remove_client_user(rpc, client_id=first["id"], user_id=jo["id"])
        [left] = access.list_client_users(rpc, client_id=second["id"])["items"]
        assert (left["role"], left["status"], left["version"]) == ("user_admin", "no_login", 1)
        accounts.delete_client(rpc, client_id=empty["id"], confirm_name=empty["name"])
