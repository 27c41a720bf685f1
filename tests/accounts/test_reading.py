"""Reading clients: who sees which, and pages that stay stable."""

import pytest

from chassis.rpc.client import RpcClient
from contracts import access, accounts, invitations
from contracts.errors import InvalidInput, NotFound, Unauthenticated
from tests.builders import PASSWORD, Mailbox, Person, a_colleague, a_practice, sign_in, unique


def pages(person: Person, **query: object) -> list[list[str]]:
    found, cursor = [], None
    while True:
        with person.acting():
            page = person.rpc.forward(accounts.LIST_CLIENTS, {"cursor": cursor, **query})
        found.append([client["name"] for client in page["items"]])
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def test_clients_are_listed_by_name_in_pages(owner: Person) -> None:
    for name in ("beta", "Alpha", "delta", "Gamma", "epsilon"):
        owner.adds_client(name=name)
    assert pages(owner, limit=2) == [["Alpha", "beta"], ["delta", "epsilon"], ["Gamma"]]
    assert pages(owner, limit=3, sort="-created_at") == [["epsilon", "Gamma", "delta"], ["Alpha", "beta"]]


def test_a_page_goes_on_where_the_last_ended_though_rows_came_between(owner: Person) -> None:
    for name in ("a", "c", "e"):
        owner.adds_client(name=name)
    with owner.acting():
        first = accounts.list_clients(owner.rpc, limit=2)
    owner.adds_client(name="b")
    owner.adds_client(name="d")
    with owner.acting():
        second = accounts.list_clients(owner.rpc, limit=2, cursor=first["next_cursor"])
    assert [client["name"] for client in second["items"]] == ["d", "e"]


@pytest.mark.parametrize("cursor", ["x", "WyJuYW1lIiwxLDJd", "bnVsbA==", "W10="])
def test_a_cursor_that_is_none_is_named(owner: Person, cursor: str) -> None:
    with owner.acting(), pytest.raises(InvalidInput) as refused:
        accounts.list_clients(owner.rpc, cursor=cursor)
    assert refused.value.errors[0]["pointer"] == "/cursor"


def test_another_practices_client_is_not_there(owner: Person, rpc: RpcClient) -> None:
    client = owner.adds_client()
    stranger = a_practice(rpc)
    with stranger.acting(), pytest.raises(NotFound):
        accounts.get_client(rpc, client["id"])
    assert stranger.sees() == []


def test_a_standard_colleague_sees_clients_for_everyone_their_own_and_those_they_manage(
    owner: Person, mailbox: Mailbox
) -> None:
    """product.md 2.5"""
    colleague = a_colleague(owner, mailbox)
    owner.adds_client(name="admins only")
    owner.adds_client(name="everyone's", access={"everyone": True})
    owner.adds_client(name="own", access={"colleague_ids": [colleague.user_id]})
    owner.adds_client(name="managed", access={"account_manager_id": colleague.user_id})
    assert colleague.sees() == ["everyone's", "managed", "own"]
    assert len(owner.sees()) == 4


def test_a_later_colleague_sees_clients_for_everyone(owner: Person, mailbox: Mailbox) -> None:
    """product.md 2.5: also future ones."""
    owner.adds_client(name="everyone's", access={"everyone": True})
    assert a_colleague(owner, mailbox).sees() == ["everyone's"]


def test_admins_see_every_client_by_role(owner: Person, mailbox: Mailbox) -> None:
    """product.md 1"""
    owner.adds_client(name="admins only")
    assert a_colleague(owner, mailbox, role="client_admin").sees() == ["admins only"]


def test_an_ended_session_reads_nothing_more_though_its_passport_is_still_good(owner: Person) -> None:
    """product.md 8.4"""
    client = owner.adds_client()
    with owner.acting("end"):
        ended = access.end_session(owner.rpc)
    accounts.catch_up(owner.rpc, ended["message_ids"])
    with owner.acting(), pytest.raises(Unauthenticated):
        accounts.get_client(owner.rpc, client["id"])
    again = sign_in(owner.rpc, owner.email)
    assert again.sees() == [client["name"]]


def test_a_clients_admins_see_their_own_account_without_what_is_the_practices(
    owner: Person, mailbox: Mailbox, rpc: RpcClient
) -> None:
    """product.md 1: the business admin sees everything in the client account, and no other client."""
    address = f"{unique('jo')}@acme.example"
    own = owner.adds_client(
        name="Acme",
        practice_code="A1",
        access={"account_manager_id": owner.user_id},
        invitation={"name": "Jo", "email": address},
    )
    other = owner.adds_client(name="Other")
    invitations.redeem_invitation(rpc, token=mailbox.token_for(address), password=PASSWORD)
    jo = sign_in(rpc, address)
    seen = jo.reads(own["id"])
    assert (seen["name"], seen["crn"], seen["practice_code"]) == ("Acme", own["crn"], None)
    assert seen["account_manager_id"] is None
    with pytest.raises(NotFound):
        jo.reads(other["id"])


def test_nobody_is_invited_to_an_archived_client(owner: Person) -> None:
    """product.md 8.3"""
    client = owner.adds_client()
    with owner.acting():
        accounts.archive_client(owner.rpc, client["id"])
        with pytest.raises(accounts.ClientArchived):
            accounts.invite_to_client(owner.rpc, client["id"], name="Jo", email="jo@acme.example")
