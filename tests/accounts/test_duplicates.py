"""A hint where a client may be there already (product.md 4; never in the way)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from contracts import accounts
from contracts.errors import RoleRequired
from deploy.allinone.product import Product
from services.accounts.client_lists.resemblance import Known, Register
from tests.builders import Mailbox, Person, a_colleague, a_practice
from tests.lowered_walls import lowered_walls


def alike(person: Person, **client: Any) -> list[tuple[str, str, dict[str, str]]]:
    with person.acting():
        found = accounts.check_duplicates(person.rpc, **client)
    return [(each["name"], each["match"], {f["field"]: f["match"] for f in each["alike"]}) for each in found]


@pytest.mark.parametrize(
    ("name", "match"),
    [
        ("ACME WIDGETS LIMITED", "exact"),
        ("Widgets Acme", "exact"),
        ("Acme Widget", "near"),
        ("Acmee Widgets Ltd", "near"),
        ("Ácme Wídgets", "exact"),
        ("Acme Gadgets", None),
        ("Acme Widgets 2", None),
        ("Bramble", None),
    ],
)
def test_names_are_compared_without_what_differs_by_chance(
    owner: Person, name: str, match: str | None
) -> None:
    owner.adds_client(name="Acme Widgets Ltd")
    found = alike(owner, name=name)
    assert found == ([("Acme Widgets Ltd", match, {"name": match})] if match else [])


def test_codes_emails_and_numbers_are_compared_too(owner: Person) -> None:
    owner.adds_self_employed(
        name="Sam Stone",
        practice_code="ST-01",
        email="sam@stone.example",
        national_insurance_number="TC663795B",
    )
    assert alike(owner, practice_code="st01") == [("Sam Stone", "near", {"practice_code": "near"})]
    assert alike(owner, practice_code="st-01") == [("Sam Stone", "exact", {"practice_code": "exact"})]
    assert alike(owner, email="SAM@stone.example") == [("Sam Stone", "exact", {"email": "exact"})]
    assert alike(owner, email="sams@stone.example") == [("Sam Stone", "near", {"email": "near"})]
    number = alike(owner, national_insurance_number="tc 66 37 95 b")
    assert number == [("Sam Stone", "exact", {"national_insurance_number": "exact"})]
    assert alike(owner, national_insurance_number="TC663796B") == []


def test_only_clients_that_one_can_see_are_named(owner: Person, mailbox: Mailbox, rpc: RpcClient) -> None:
    owner.adds_client(name="Acme Widgets")
    assert alike(a_practice(rpc), name="Acme Widgets") == []
    assert alike(a_colleague(owner, mailbox, permissions=["add_clients"]), name="Acme Widgets") == []
    with pytest.raises(RoleRequired):
        alike(a_colleague(owner, mailbox), name="Acme Widgets")


def test_what_another_practice_has_crowds_none_of_ones_own_out(
    owner: Person, rpc: RpcClient, product: Product
) -> None:
    """Of what may resemble 500 are looked at. Without row-level security, which would make up for it."""
    other = owner.adds_client(name="Acme Widgets Ltd")
    many = text(
        "INSERT INTO client_words (practice_id, word, client_id)"
        " SELECT :practice, 'acm' || number, :client FROM generate_series(1, 600) AS number"
    )
    with product.hosted["accounts"].database.unit_of_work(everywhere=True) as uow:
        uow.execute(many, {"practice": owner.account_id, "client": other["id"]})
    mine = a_practice(rpc)
    mine.adds_client(name="Acme Widgets Ltd")
    with lowered_walls(product, "accounts"):
        found = alike(mine, name="Acme Widgets")
    assert found == [("Acme Widgets Ltd", "exact", {"name": "exact"})]


def test_a_draft_shows_what_it_resembles_and_is_created_all_the_same(owner: Person) -> None:
    owner.adds_client(name="Acme Widgets Ltd")
    with owner.acting():
        begun = accounts.begin_draft(owner.rpc, type=accounts.ClientType.BUSINESS, name="Acme Widgets")
        draft = accounts.get_draft(owner.rpc, begun["id"])
        assert [each["name"] for each in draft["possible_duplicates"]] == ["Acme Widgets Ltd"]
        assert accounts.create_from_draft(owner.rpc, draft["id"])["name"] == "Acme Widgets"


@given(st.lists(st.text(min_size=1, max_size=30), max_size=20), st.integers(0, 19))
def test_every_known_name_is_found_again_as_exact(names: list[str], place: int) -> None:
    register = Register(Known(number, name, None, None, None) for number, name in enumerate(names))
    if place < len(names) and any(letter.isalnum() for letter in names[place]):
        found = register.find(names[place], None, None)
        assert place in {match.row for match in found if match.kind == "exact"}
