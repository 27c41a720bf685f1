"""Which clients that they cannot see colleagues find, to ask for them, and that trying finds no more
(docs/adr/0052).
"""

from __future__ import annotations

import pytest

from chassis import context
from chassis.context import Context
from chassis.rpc.client import RpcClient
from chassis.rpc.request import Request
from chassis.security.identity import Caller
from contracts import access, accounts
from contracts.access import AlreadyHasAccess
from contracts.errors import NotFound, Refusal, TooManyRequests
from deploy.allinone.product import Product
from services.access.access_requests import new_requests
from services.access.passwords.try_limits import Limit
from tests.access.test_access_requests import asks, listed
from tests.builders import Mailbox, Person, a_colleague, a_practice, eventually, gives

MADE_UP = "client_01ARZ3NDEKTSV4RRFFQ69G5FAV"


def sets(owner: Person, hidden_clients: str) -> None:
    """Let the practice say how clients that one cannot see are found, and access hear of it."""
    with owner.acting():
        accounts.change_practice(owner.rpc, hidden_clients=accounts.HiddenClients(hidden_clients))


def find(person: Person, q: str) -> list[accounts.HiddenClient]:
    with person.acting():
        return accounts.list_clients(person.rpc, q=q, include="names").get("hidden", [])


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


def test_what_is_not_there_is_answered_as_what_may_not_be_found(
    owner: Person, bob: Person, rpc: RpcClient
) -> None:
    hidden, elsewhere = owner.adds_client(), a_practice(rpc).adds_client()
    sets(owner, "off")

    def answer(client_id: str | None) -> str:
        with pytest.raises(NotFound) as refused:
            asks(bob, client_id)
        return str(refused.value)

    eventually(lambda: answer(hidden["id"]))
    assert {answer(each) for each in (hidden["id"], elsewhere["id"], MADE_UP, None)} == {
        "There is no client here that you can see."
    }
    with bob.acting():
        assert accounts.find_by_crn(rpc, hidden["crn"]) is None
    for practice_lets in ("search", "exact"):
        sets(owner, practice_lets)
        with bob.acting():
            assert accounts.find_by_crn(rpc, hidden["crn"]) == hidden["id"]
            assert accounts.find_by_crn(rpc, elsewhere["crn"]) is None
    assert eventually(lambda: asks(bob, hidden["id"]))["state"] == "pending"


def test_exact_words_find_a_hidden_client_by_name_code_and_crn_and_no_part_of_them(
    owner: Person, bob: Person
) -> None:
    client = owner.adds_client(name="Straße & Søn Ltd", practice_code="SS-01")
    for q in ("straSSe & søn LTD", "ss-01", client["crn"].lower()):
        assert find(bob, q) == [
            {"id": client["id"], "name": client["name"], "practice_code": "SS-01", "requested": False}
        ]
    for q in ("Straße", "SS-0", client["crn"][:-1], "Ltd", "%", "_"):
        assert find(bob, q) == []
    assert find(owner, client["name"]) == []
    asks(bob, client["id"])
    eventually(lambda: find(bob, "SS-01")[0]["requested"])


def test_by_search_parts_find_a_few_and_off_finds_none(owner: Person, bob: Person) -> None:
    names = [owner.adds_client(name=f"Orchard {n}")["name"] for n in range(5)]
    sets(owner, "search")
    assert [each["name"] for each in find(bob, "orch")] == names[:3]
    gives(owner, owner.adds_client(name="Orchard seen")["id"], colleague_ids=[bob.user_id])
    assert [each["name"] for each in find(bob, "orchard seen")] == []
    sets(owner, "off")
    assert find(bob, names[0]) == []


def test_an_archived_client_and_another_practices_are_not_found(
    owner: Person, bob: Person, rpc: RpcClient
) -> None:
    shelved = owner.adds_client(name="Shelved Ltd")
    with owner.acting():
        accounts.archive_client(rpc, shelved["id"])
    a_practice(rpc).adds_client(name="Elsewhere Ltd")
    assert [find(bob, q) for q in ("Shelved Ltd", "Elsewhere Ltd")] == [[], []]


def test_every_try_counts_whatever_comes_of_it(owner: Person, bob: Person, product: Product) -> None:
    """product.md 4.3 counts look-ups alike: what may not be found is not found by trying."""
    seen, hidden = owner.adds_client()["id"], owner.adds_client()["id"]
    gives(owner, seen, colleague_ids=[bob.user_id])
    few = Limit("access requests of a test", most=3, seconds=3600)
    with bob.acting():
        (session,) = access.list_own_sessions(bob.rpc)["items"]
    caller = Caller(bob.user_id, bob.account_id, "practice", session["id"], float("inf"))

    def tries(client_id: str | None) -> type[Exception] | None:
        wanted = access.RequestAccess(client_id=client_id, reason="VAT")
        try:
            with context.enter(Context("tests", scope=bob.account_id)):
                new_requests.request(
                    product.hosted["access"].database, few, Request(access.REQUEST_ACCESS, wanted, caller)
                )
        except Refusal as refusal:
            return type(refusal)
        return None

    assert [tries(each) for each in (None, seen, MADE_UP)] == [NotFound, AlreadyHasAccess, NotFound]
    assert tries(hidden) is TooManyRequests
    assert listed(bob) == []
