"""Business settings, archive, restore and delete (product.md 8)."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from contracts import access, accounts, invitations
from contracts.errors import InvalidInput, NotFound, StaleVersion
from deploy.allinone.product import Product
from tests.accounts.client_changes import changes, code_of
from tests.builders import (
    PASSWORD,
    Mailbox,
    Person,
    a_colleague,
    a_practice,
    eventually,
    present,
    sign_in,
    unique,
)


@pytest.fixture
def client_and_jo(owner: Person, mailbox: Mailbox, rpc: RpcClient) -> tuple[Mapping[str, Any], Person]:
    """A client, and its business admin."""
    address = f"{unique('jo')}@acme.example"
    client = owner.adds_client(name="Acme", practice_code="A1", invitation={"name": "Jo", "email": address})
    invitations.redeem_invitation(rpc, token=mailbox.token_for(address), password=PASSWORD)
    return client, sign_in(rpc, address)


def test_a_business_admin_changes_the_settings_of_their_own_account(
    owner: Person, client_and_jo: tuple[Mapping[str, Any], Person]
) -> None:
    """product.md 1: everything in the client account; 2.11; 8.5"""
    client, jo = client_and_jo
    address = f"{unique('post')}@{client['extract_email'].partition('@')[2]}".lower()
    changed = changes(jo, client, name="Zenith Widgets", base_currency="EUR", extract_email=address)
    assert (changed["name"], changed["base_currency"], changed["extract_email"]) == (
        *("Zenith Widgets", "EUR"),
        address,
    )
    assert changed["practice_code"] is None
    seen = owner.reads(client["id"])
    assert (seen["name"], seen["practice_code"]) == ("Zenith Widgets", "A1")
    with owner.acting():
        assert [each["id"] for each in accounts.list_clients(owner.rpc, q="zenith")["items"]] == [
            client["id"]
        ]

    def sent_events() -> bool:
        with owner.acting():
            found = access.list_activity(owner.rpc, client_id=client["id"], kind="client.updated")["items"]
        return [present(line["actor"])["id"] for line in found] == [jo.user_id]

    eventually(sent_events)


def test_the_practices_own_reference_is_not_the_clients_to_change(
    client_and_jo: tuple[Mapping[str, Any], Person],
) -> None:
    """product.md 2.10"""
    client, jo = client_and_jo
    with pytest.raises(InvalidInput) as refused:
        changes(jo, client, practice_code="MINE")
    assert code_of(refused) == ("/practice_code", "read_only")


def test_a_client_changes_no_other_client_and_nothing_on_a_stale_sight(
    owner: Person, client_and_jo: tuple[Mapping[str, Any], Person]
) -> None:
    client, jo = client_and_jo
    with pytest.raises(NotFound):
        changes(jo, owner.adds_client(name="Other"), name="Mine")
    changes(owner, client, name="Acme & Sons")
    with pytest.raises(StaleVersion):
        changes(jo, client, name="Acme Group", if_version=client["version"])


def test_an_edit_by_the_client_that_is_sent_again_is_answered_again(
    client_and_jo: tuple[Mapping[str, Any], Person],
) -> None:
    """design.md: a command has one effect however often it is sent"""
    client, jo = client_and_jo
    with jo.acting("once"):
        first = accounts.change_client(jo.rpc, client_id=client["id"], name="Acme & Sons")
    with jo.acting("once"):
        assert accounts.change_client(jo.rpc, client_id=client["id"], name="Acme & Sons") == first


def test_every_setting_of_a_business_can_be_changed(owner: Person) -> None:
    """product.md 8.1"""
    client = owner.adds_client(name="Acme")
    wanted = {
        "name": "Acme Widgets",
        "practice_code": "ACM1",
        "industry": "62012",
        "base_currency": "EUR",
        "country": "IE",
        "solutions": ["bookkeeping", "insights"],
    }
    changed = changes(owner, client, **wanted)
    assert {name: changed[name] for name in wanted} == wanted
    assert changed["version"] == client["version"] + 1
    assert owner.reads(client["id"]) == changed


def test_a_self_employed_clients_own_settings_can_be_changed(owner: Person) -> None:
    """product.md 8.1, 3.1"""
    client = owner.adds_self_employed()
    sources = [{"name": "Flat 2", "type": "uk_property"}]
    changed = changes(
        owner,
        client,
        email="new@stone.example",
        national_insurance_number="TC663795B",
        postcode="m11ae",
        income_sources=sources,
    )
    assert changed["email"] == "new@stone.example"
    assert changed["national_insurance_number"] == "*****795B"
    assert changed["postcode"] == "M1 1AE"
    assert changed["income_sources"] == sources
    assert changes(owner, client, national_insurance_number=None)["national_insurance_number"] is None


def test_a_business_has_no_national_insurance_number(owner: Person) -> None:
    with pytest.raises(InvalidInput) as refused:
        changes(owner, owner.adds_client(), national_insurance_number="TC663795B")
    assert code_of(refused) == ("/national_insurance_number", "not_of_this_type")


def test_a_business_may_have_an_email_address_and_a_postcode_of_any_country(owner: Person) -> None:
    client = owner.adds_client(email="office@acme.example", postcode="m1 1ae")
    assert (client["email"], client["postcode"]) == ("office@acme.example", "M1 1AE")
    changed = changes(owner, client, email=None, postcode="D02 AF30")
    assert (changed["email"], changed["postcode"]) == (None, "D02 AF30")


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ({"email": None}, ("/email", "required")),
        ({"postcode": "D02 AF30"}, ("/postcode", "invalid_postcode")),
    ],
)
def test_a_self_employed_client_needs_an_email_address_and_a_postcode_of_the_united_kingdom(
    owner: Person, wanted: Mapping[str, Any], error: tuple[str, str]
) -> None:
    """product.md 3.1"""
    with pytest.raises(InvalidInput) as refused:
        changes(owner, owner.adds_self_employed(), **wanted)
    assert code_of(refused) == error


@pytest.mark.parametrize("crn", ["K7QM4T2X9B", None, 7])
def test_the_crn_is_read_only(owner: Person, crn: object) -> None:
    """product.md 2.9"""
    client = owner.adds_client()
    with pytest.raises(InvalidInput) as refused:
        changes(owner, client, crn=crn, name="Other")
    assert code_of(refused) == ("/crn", "read_only")
    assert owner.reads(client["id"])["name"] == client["name"]


def test_of_two_edits_of_one_version_the_second_is_stale(owner: Person) -> None:
    client = owner.adds_client()
    changes(owner, client, name="First", if_version=client["version"])
    with pytest.raises(StaleVersion):
        changes(owner, client, name="Second", if_version=client["version"])
    assert owner.reads(client["id"])["name"] == "First"


def test_an_edit_that_changes_nothing_makes_no_version(owner: Person) -> None:
    client = owner.adds_client(name="Acme")
    assert changes(owner, client, name="Acme")["version"] == client["version"]


def test_a_practice_code_stays_unique_within_the_practice(owner: Person) -> None:
    """product.md 2.10"""
    owner.adds_client(practice_code="A1")
    client = owner.adds_client()
    with pytest.raises(accounts.PracticeCodeTaken):
        changes(owner, client, practice_code="a1")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"country": "ZZ"}, "/country"),
        ({"base_currency": "QQQ"}, "/base_currency"),
        ({"industry": "12345"}, "/industry"),
        ({"solutions": []}, "/solutions"),
        ({"extract_email": "a"}, "/extract_email"),
        ({"extract_email": "postmaster"}, "/extract_email"),
        ({"extract_email": "acme@elsewhere.example"}, "/extract_email"),
    ],
)
def test_wrong_settings_are_named(owner: Person, change: Mapping[str, Any], pointer: str) -> None:
    client = owner.adds_client()
    with pytest.raises(InvalidInput) as refused:
        changes(owner, client, **change)
    assert refused.value.errors[0]["pointer"] == pointer


def test_a_colleague_changes_the_clients_they_reach_and_no_others(owner: Person, mailbox: Mailbox) -> None:
    """product.md 1.2"""
    colleague = a_colleague(owner, mailbox)
    theirs = owner.adds_client(access={"colleague_ids": [colleague.user_id]})
    assert changes(colleague, theirs, name="Renamed")["name"] == "Renamed"
    with pytest.raises(NotFound):
        changes(colleague, owner.adds_client(), name="Mine")


def test_another_practice_changes_nothing(owner: Person, rpc: RpcClient) -> None:
    client, stranger = owner.adds_client(), a_practice(rpc)
    with pytest.raises(NotFound):
        changes(stranger, client, name="Mine")
    with stranger.acting(), pytest.raises(NotFound):
        accounts.archive_client(rpc, client["id"])
    with stranger.acting(), pytest.raises(NotFound):
        accounts.delete_client(rpc, client["id"], client["name"])


def test_each_change_is_told_with_what_changed_and_by_whom(owner: Person, product: Product) -> None:
    """product.md 8.5, 9.2"""
    client = owner.adds_self_employed()
    changes(owner, client, name="Other", national_insurance_number="TC663795B")
    with owner.acting():
        accounts.archive_client(owner.rpc, client["id"])
        accounts.restore_client(owner.rpc, client["id"])
        accounts.delete_client(owner.rpc, client["id"], "Other")
    sent = text("SELECT type, body::jsonb AS body FROM outbox WHERE aggregate = :id ORDER BY seq")
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        sent_events = connection.execute(sent, {"id": client["id"]}).all()
    assert [row.type for row in sent_events] == [
        "ClientCreated",
        "ClientUpdated",
        "ClientArchived",
        "ClientRestored",
        "ClientDeleted",
    ]
    assert sent_events[1].body["changed"] == ["name", "national_insurance_number"]
    assert sent_events[1].body["updated_by"] == owner.user_id
    assert [row.body["version"] for row in sent_events] == [1, 2, 3, 4, 5]
    assert not re.search(r"[3*]795B", repr(sent_events))
