"""Which connections work by whose sign-in, and the way out of a practice by them (product.md 1.4, 6.4)."""

from __future__ import annotations

import pytest

from chassis.rpc.client import RpcClient
from contracts import access, connections
from tests.access.review_calls import finishes, starts
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_colleague, gives
from tests.connections.stage import Stage, a_client_known, connect, heard_of, signed_in
from tests.gateway.review_document.documents import in_one_line

#: Whoever signs in with it at the vendor reaches the same organisations.
LOGIN = "practice@smith.example"


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return heard_of(a_colleague(owner, mailbox, name="Bob Jones", permissions=["add_clients"]))


def authorized_by(owner: Person, person: Person) -> list[str]:
    with owner.acting():
        found = connections.list_connections(owner.rpc, connected_by=person.user_id)["items"]
    return [each["client_name"] for each in found]


def test_a_connection_is_of_whoever_signed_in_for_it_last(owner: Person, bob: Person, stage: Stage) -> None:
    client = a_client_known(owner, name="Oak Ltd")
    gives(owner, client["id"], colleague_ids=[bob.user_id])
    connect(bob, client["id"], signed_in(stage, bob, "sage", login=LOGIN)["id"])
    nobodys = a_client_known(owner, name="Elm Ltd")
    connect(owner, nobodys["id"], signed_in(stage, owner, "sage", organisations=(1,))["id"])
    assert (authorized_by(owner, bob), authorized_by(owner, owner)) == (["Oak Ltd"], ["Elm Ltd"])
    connect(owner, client["id"], signed_in(stage, owner, "sage", login=LOGIN)["id"])
    assert (authorized_by(owner, bob), authorized_by(owner, owner)) == ([], ["Elm Ltd", "Oak Ltd"])


def test_who_sees_no_client_is_told_of_none_of_its_connections(
    owner: Person, bob: Person, stage: Stage
) -> None:
    """product.md 2.5"""
    client = a_client_known(owner, name="Oak Ltd")
    connect(owner, client["id"], signed_in(stage, owner, "sage", login=LOGIN)["id"])
    assert authorized_by(bob, owner) == []


def test_leaving_begins_with_a_review_and_with_what_is_to_be_authorised_again(
    owner: Person, bob: Person, stage: Stage, rpc: RpcClient
) -> None:
    """product.md 1.4"""
    client = a_client_known(owner, name="<b>Oak</b>")
    gives(owner, client["id"], colleague_ids=[bob.user_id])
    connect(bob, client["id"], signed_in(stage, bob, "sage", login=LOGIN)["id"])
    browser, leaving = Browser(rpc, owner), f"/team/colleagues/{bob.user_id}/leave?how=remove"
    page = browser.opens(leaving)
    assert "Review their access" in page
    assert "&lt;b&gt;Oak&lt;/b&gt;" in page
    assert "Authorise again" in page
    begun = browser.sends("/team/reviews/new", page, scope="colleague", user_id=bob.user_id)
    lines = browser.opens(begun.headers["Location"])
    assert "Connections they authorised" in lines
    assert "&lt;b&gt;Oak&lt;/b&gt;" in lines
    assert "0 of 1 decided" in browser.opens(leaving)
    with owner.acting():
        (review,) = access.list_access_reviews(owner.rpc, user_id=bob.user_id)["items"]
    finishes(owner, review)
    connect(owner, client["id"], signed_in(stage, owner, "sage", login=LOGIN)["id"])
    page = browser.opens(leaving)
    assert "1 kept, 0 changed, 0 ended" in page
    assert "No connection works by Bob Jones’s sign-in." in page
    assert browser.sends(leaving.partition("?")[0], page, how="remove").status_code == 303
    assert starts(owner)["colleagues"] == 1


def test_the_document_of_a_review_lists_what_works_by_each_colleagues_sign_in(
    owner: Person, bob: Person, stage: Stage, rpc: RpcClient
) -> None:
    """docs/adr/0078"""
    client = a_client_known(owner, name="Oak Ltd")
    gives(owner, client["id"], colleague_ids=[bob.user_id])
    connect(bob, client["id"], signed_in(stage, bob, "sage", login=LOGIN)["id"])
    review = finishes(owner, starts(owner, "colleague", user_id=bob.user_id))
    document = Browser(rpc, owner).asks(f"/team/reviews/{review['id']}/access-review.pdf")
    titles = "Connections they authorised, as of now Client Software Organisation State Connected"
    assert f"{titles} Oak Ltd Sage" in in_one_line(document.get_data())
