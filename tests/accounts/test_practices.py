"""Practices: registration and defaults."""

import pytest

from chassis import context
from chassis.rpc.client import RpcClient
from contracts import access, accounts
from contracts.errors import InvalidInput, RoleRequired, StaleVersion
from tests.builders import PASSWORD, Mailbox, Person, a_colleague, a_practice, eventually, sign_in, unique


def test_the_first_user_is_owner_and_practice_admin(owner: Person) -> None:
    """product.md 1.1"""
    with owner.acting():
        colleagues = access.list_colleagues(owner.rpc)["items"]
    assert [(c["role"], c["owner"], c["status"]) for c in colleagues] == [("practice_admin", True, "active")]


def test_registering_again_under_the_same_key_makes_one_practice(rpc: RpcClient) -> None:
    address = f"{unique('ann')}@smith.example"
    answers = []
    for _ in range(2):
        with context.enter(context.Context("test", idempotency_key=address)):
            owner = {"name": "Ann", "email": address, "password": PASSWORD}
            answers.append(
                accounts.register_practice(rpc, name="Smith", country="GB", base_currency="GBP", owner=owner)
            )
    assert answers[0] == answers[1]
    session = access.sign_in(rpc, email=address, password=PASSWORD)
    assert len(session["accounts"]) == 1


def test_an_existing_user_registers_a_second_practice_with_their_password(owner: Person) -> None:
    person = {"name": "Ann", "email": owner.email, "password": PASSWORD}
    accounts.register_practice(owner.rpc, name="Second", country="GB", base_currency="GBP", owner=person)
    session = access.sign_in(owner.rpc, email=owner.email, password=PASSWORD)
    assert {account["name"] for account in session["accounts"]} == {"Smith & Co", "Second"}
    third = accounts.register_practice(
        owner.rpc,
        name="Third",
        country="GB",
        base_currency="GBP",
        owner={**person, "password": "not the password"},
    )
    assert third["user"]["id"] != owner.user_id
    session = access.sign_in(owner.rpc, email=owner.email, password=PASSWORD)
    assert "Third" not in {account["name"] for account in session["accounts"]}


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"country": "XX"}, "/country", "unknown_country"),
        ({"base_currency": "ABC"}, "/base_currency", "unknown_currency"),
        ({"name": ""}, "/name", "required"),
        ({"plan": "gold"}, "/plan", "not_a_choice"),
    ],
)
def test_bad_input_names_the_field(rpc: RpcClient, change: dict[str, str], pointer: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        a_practice(rpc, **change)
    assert [(e["pointer"], e["code"]) for e in refused.value.errors] == [(pointer, code)]


@pytest.mark.parametrize("password", ["short", "password123", "1234567890"])
def test_a_password_that_is_too_easy_is_refused(rpc: RpcClient, password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        accounts.register_practice(
            rpc,
            name="Smith",
            country="GB",
            base_currency="GBP",
            owner={"name": "Ann", "email": f"{unique('a')}@b.example", "password": password},
        )
    assert refused.value.errors[0]["pointer"] == "/owner/password"


def test_new_defaults_hold_for_the_next_client(owner: Person) -> None:
    with owner.acting():
        accounts.change_practice(
            owner.rpc, defaults={"base_currency": "EUR", "solutions": [accounts.Solution.INSIGHTS]}
        )
    client = owner.adds_client()
    assert client["base_currency"] == "EUR"
    assert client["solutions"] == ["insights"]


def test_a_stale_change_is_refused_and_changes_nothing(owner: Person) -> None:
    with owner.acting():
        version = accounts.get_practice(owner.rpc)["version"]
        accounts.change_practice(owner.rpc, name="First", if_version=version)
        with pytest.raises(StaleVersion):
            accounts.change_practice(owner.rpc, name="Second", if_version=version)
        assert accounts.get_practice(owner.rpc)["name"] == "First"


def test_the_plan_is_a_practice_admins(owner: Person, mailbox: Mailbox) -> None:
    """product.md 1"""
    client_admin = a_colleague(owner, mailbox, role="client_admin")
    with client_admin.acting():
        assert accounts.change_practice(owner.rpc, name="Renamed")["name"] == "Renamed"
        with pytest.raises(RoleRequired, match="practice_admin"):
            accounts.change_practice(owner.rpc, plan=accounts.Plan.ADVANCED)
    standard = a_colleague(owner, mailbox)
    with standard.acting(), pytest.raises(RoleRequired):
        accounts.change_practice(owner.rpc, name="Mine")


def test_a_new_name_is_shown_when_signing_in(owner: Person) -> None:
    with owner.acting():
        accounts.change_practice(owner.rpc, name="Renamed & Co")

    def renamed() -> bool:
        session = access.sign_in(owner.rpc, email=owner.email, password=PASSWORD)
        return bool(session["account"]["name"] == "Renamed & Co")

    eventually(renamed)
    assert sign_in(owner.rpc, owner.email).account_id == owner.account_id
