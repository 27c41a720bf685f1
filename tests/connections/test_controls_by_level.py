"""No page shows a control that the level of whoever looks does not let them use (docs/adr/0064; ui.md)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from chassis.rpc.client import RpcClient
from contracts import access, accounts, connections, invitations
from contracts.access import AccessLevel, GivenLevel
from deploy.allinone.product import Product
from services.connections import connection_changes
from tests.accounts.document_calls import uploads
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_client_user, a_colleague, eventually, gives, unique
from tests.connections.grants import connected, grant_of
from tests.connections.stage import Stage, heard_of
from tests.gateway.page_controls import Control, Shown, is_refused, pressed, walked

VIEW, WORK, MANAGE = AccessLevel
#: What each kind of page shows to whoever manages its client, by where it is sent.
_OF_CLIENTS = ("settings", "users", "users/role", "users/removal", "connection/check", "documents")


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return heard_of(a_colleague(owner, mailbox, name="Bob Jones", permissions=["add_clients"]))


@pytest.fixture
def clients(owner: Person, stage: Stage, mailbox: Mailbox, product: Product) -> list[str]:
    """With users, invitations that wait and that failed, documents, and connections that work and do not."""
    ids = [connected(stage, owner, "xero")[0] for _ in range(3)]
    database, used = product.hosted["connections"].database, ids[2]
    with database.unit_of_work(everywhere=True) as uow:
        for client_id in ids[:2]:
            connection_changes.need_reconnect(uow, grant_of(database, client_id), "xero")
    a_client_user(owner, mailbox, used)
    uploads(owner, used)
    deleted = uploads(owner, used, name="Old.pdf")
    with owner.acting():
        accounts.delete_document(owner.rpc, client_id=used, document_id=deleted["id"])
        access.add_client_user(owner.rpc, client_id=used, name="Jo", email=f"{unique('jo')}@oak.example")
        eventually(lambda: len(invitations.list_client_invitations(owner.rpc, client_id=used)["items"]) > 1)
    return [*ids, str(owner.adds_client(name="Nobody is invited")["id"])]


def given(owner: Person, bob: Person, clients: list[str], level: AccessLevel) -> None:
    levels = [GivenLevel(user_id=bob.user_id, level=level)]
    for client_id in clients:
        gives(owner, client_id, colleague_ids=[bob.user_id], levels=levels)


def addresses(controls: Mapping[Control, Shown]) -> set[str]:
    """Where controls of clients' pages lead, below the client."""
    return {each.action.split("/", 3)[-1] for each in controls if each.action.startswith("/clients/client_")}


def test_what_is_shown_is_what_the_level_lets(
    rpc: RpcClient, owner: Person, bob: Person, clients: list[str]
) -> None:
    browser = Browser(rpc, bob)
    given(owner, bob, clients, MANAGE)
    everything = walked(browser)
    assert set(_OF_CLIENTS) <= addresses(everything)
    shown = {}
    for level in (WORK, VIEW):
        given(owner, bob, clients, level)
        shown[level] = walked(browser)
    # At the lowest first, as what is let changes what there is.
    for level in (VIEW, WORK):
        given(owner, bob, clients, level)
        refused = {each for each, at in everything.items() if is_refused(pressed(browser, each, at))}
        assert refused, "nothing would be noticed"
        assert sorted(refused & shown[level].keys()) == []
        wrongly = [each for each, at in shown[level].items() if is_refused(pressed(browser, each, at))]
        assert wrongly == []


def test_many_are_invited_of_those_alone_that_one_works_with(
    rpc: RpcClient, owner: Person, bob: Person, clients: list[str]
) -> None:
    browser, path, nobody_is_invited = Browser(rpc, bob), "/clients/invite", clients[-1]
    for level, offered in ((VIEW, False), (WORK, True), (MANAGE, True)):
        given(owner, bob, clients, level)
        assert (f'value="{nobody_is_invited}"' in browser.opens(path)) == offered
        with bob.acting():
            found = accounts.list_clients(bob.rpc, level=level)["items"]
            none = [accounts.list_clients(bob.rpc, level=more)["items"] for more in level.and_above[1:]]
        assert {each["id"] for each in found} == set(clients)
        assert none == [[] for _ in none]


def test_lists_say_what_the_level_lets_and_home_what_is_ones_to_do(
    rpc: RpcClient, owner: Person, bob: Person, clients: list[str]
) -> None:
    browser = Browser(rpc, bob)
    for level in AccessLevel:
        given(owner, bob, clients, level)
        with bob.acting():
            board = invitations.list_invitations(bob.rpc)["items"]
            one = invitations.get_invitation(bob.rpc, board[0]["id"])
            health = connections.list_connections(bob.rpc)["items"]
            waiting = accounts.get_home(bob.rpc)["reconnects"]["count"]
        assert {each.get("level") for each in (*board, one, *health)} == {level}
        assert waiting == (0 if level is VIEW else 2)
        shown = browser.opens("/connections")
        assert ("One sign-in mends all" in shown) == (level is not VIEW)
        correct = browser.opens(f"/invitations/{one['id']}")
        assert ("ask for more" in correct) == (level is VIEW and one["state"] != "accepted")
        disconnect = browser.asks(f"/clients/{clients[2]}/connection/disconnect")
        assert disconnect.status_code == (200 if level is MANAGE else 403)
        senders = browser.opens(f"/clients/{clients[2]}/documents/senders")
        assert ('name="policy"' in senders) == (level is not VIEW)
