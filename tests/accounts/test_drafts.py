"""Drafts: a creation that can be left and resumed (product.md 2)."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import eventlet
import pytest
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from contracts import accounts
from contracts.errors import InvalidInput, NotFound, RoleRequired, StaleVersion
from deploy.allinone.product import Product
from services.accounts.drafts import kept_drafts
from tests.builders import Mailbox, Person, a_colleague, a_practice, as_a_timer, unique


def begins(person: Person, **answers: Any) -> Mapping[str, Any]:
    with person.acting():
        return accounts.begin_draft(person.rpc, **answers)


def changes(person: Person, draft: Mapping[str, Any], **answers: Any) -> Mapping[str, Any]:
    with person.acting():
        return accounts.change_draft(person.rpc, draft_id=draft["id"], **answers)


def creates(person: Person, draft: Mapping[str, Any], key: str | None = None) -> Mapping[str, Any]:
    with person.acting(key):
        return accounts.create_from_draft(person.rpc, draft["id"])


def listed(person: Person) -> Sequence[Mapping[str, Any]]:
    with person.acting():
        items: Sequence[Mapping[str, Any]] = accounts.list_drafts(person.rpc)["items"]
    return items


def states(draft: Mapping[str, Any]) -> dict[str, str]:
    return {step["step"]: step["state"] for step in draft["steps"]}


def test_a_draft_holds_what_was_answered_and_tells_how_far_it_is(owner: Person, mailbox: Mailbox) -> None:
    a_colleague(owner, mailbox)
    draft = begins(owner, type="business")
    assert states(draft) == {
        "type": "done",
        "solutions": "open",
        "software": "open",
        "details": "open",
        "access": "open",
        "invitation": "open",
    }
    assert not draft["ready"]
    draft = changes(owner, draft, name="Acme", authorization_id=None, invitation=None)
    assert (draft["name"], draft["version"]) == ("Acme", 2)
    assert states(draft)["details"] == "done"
    assert states(draft)["software"] == states(draft)["invitation"] == "skipped"
    assert draft["ready"]


def test_what_was_not_given_stays(owner: Person) -> None:
    draft = changes(owner, begins(owner, type="business", name="Acme"), practice_code="A1")
    assert (draft["name"], draft["practice_code"]) == ("Acme", "A1")
    assert "name" not in changes(owner, draft, name=None)


def test_a_practice_of_one_skips_access(owner: Person) -> None:
    """product.md 2.5"""
    assert states(begins(owner))["access"] == "not_needed"


def test_steps_that_a_self_employed_client_has_not_are_not_there(owner: Person) -> None:
    """product.md 3"""
    draft = begins(owner, type="self_employed", name="Sam")
    assert list(states(draft)) == ["type", "details", "access", "invitation"]
    details = draft["steps"][1]
    assert details["state"] == "open"
    assert [error["pointer"] for error in details["errors"]] == ["/email", "/income_sources"]


@pytest.mark.parametrize(
    ("answers", "pointer"),
    [
        ({"type": "charity"}, "/type"),
        ({"practice_code": "x" * 41}, "/practice_code"),
        ({"industry": "12345"}, "/industry"),
        ({"national_insurance_number": "QQ123456C"}, "/national_insurance_number"),
        ({"postcode": "nowhere"}, "/postcode"),
        ({"income_sources": []}, "/income_sources"),
        ({"invitation": {"email": "jo"}}, "/invitation/email"),
        ({"invitation": {"mobile": "123"}}, "/invitation/mobile"),
        ({"access": {"account_manager_id": "user_01ARZ3NDEKTSV4RRFFQ69G5FAV"}}, "/access/account_manager_id"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_each_answer_is_checked_as_given(owner: Person, answers: Mapping[str, Any], pointer: str) -> None:
    draft = begins(owner, name="Acme")
    with pytest.raises(InvalidInput) as refused:
        changes(owner, draft, **answers)
    assert [error["pointer"] for error in refused.value.errors] == [pointer]


def test_a_taken_practice_code_is_refused_when_given_and_shown_when_taken_since(owner: Person) -> None:
    """product.md 2.10"""
    owner.adds_client(practice_code="A1")
    draft = begins(owner, type="business", name="Acme", practice_code="A2")
    with pytest.raises(accounts.PracticeCodeTaken):
        changes(owner, draft, practice_code="a1")
    owner.adds_client(practice_code="A2")
    with owner.acting():
        draft = accounts.get_draft(owner.rpc, draft["id"])
    assert states(draft)["details"] == "needs_attention"
    assert not draft["ready"]


def test_a_colleague_with_the_right_goes_on_with_it(owner: Person, mailbox: Mailbox) -> None:
    draft = begins(owner, name="Acme")
    colleague = a_colleague(owner, mailbox, permissions=["add_clients"])
    changed = changes(colleague, draft, type="business")
    assert changed["created_by"] == {"id": owner.user_id, "name": "Ann Smith"}
    assert changed["updated_by"] == {"id": colleague.user_id, "name": "Bob Jones"}
    assert creates(colleague, draft)["name"] == "Acme"


def test_others_have_no_drafts(owner: Person, mailbox: Mailbox, rpc: RpcClient) -> None:
    """product.md 1.3"""
    draft = begins(owner, name="Acme")
    with pytest.raises(RoleRequired):
        listed(a_colleague(owner, mailbox))
    stranger = a_practice(rpc)
    assert listed(stranger) == []
    with pytest.raises(NotFound):
        changes(stranger, draft, name="Mine")
    with pytest.raises(NotFound):
        creates(stranger, draft)


def test_a_draft_that_became_a_client_is_changed_no_more(owner: Person) -> None:
    draft = begins(owner, type="business", name="Acme")
    creates(owner, draft)
    with pytest.raises(NotFound):
        changes(owner, draft, name="Other")


def test_a_stale_edit_is_refused(owner: Person) -> None:
    draft = begins(owner, name="Acme")
    changes(owner, draft, name="Acme Widgets", if_version=1)
    with pytest.raises(StaleVersion):
        changes(owner, draft, name="Acme Gadgets", if_version=1)


def test_a_draft_becomes_one_client_however_often_it_is_created(owner: Person) -> None:
    draft = begins(owner, type="business", name="Acme")
    pool = eventlet.GreenPool(8)
    made = {client["id"] for client in pool.imap(lambda _: creates(owner, draft), range(8))}
    assert len(made) == 1
    assert owner.sees() == ["Acme"]
    assert listed(owner) == []


def test_creating_with_a_key_is_answered_alike_each_time(owner: Person) -> None:
    draft, key = begins(owner, type="business", name="Acme", access={"everyone": True}), unique("key")
    assert creates(owner, draft, key) == creates(owner, draft, key)


def test_an_unfinished_draft_says_what_is_missing(owner: Person) -> None:
    with pytest.raises(InvalidInput) as refused:
        creates(owner, begins(owner, type="self_employed", name="Sam"))
    assert [error["pointer"] for error in refused.value.errors] == ["/email", "/income_sources"]


def test_an_existing_user_is_acknowledged_in_the_draft(owner: Person) -> None:
    """product.md 4.1, 4.2"""
    draft = begins(owner, type="business", name="Acme", invitation={"name": "Ann", "email": owner.email})
    with pytest.raises(accounts.ExistingUser):
        creates(owner, draft)
    changes(owner, draft, acknowledge_existing_user=True)
    assert creates(owner, draft)["invitation"] is not None


def test_answers_of_another_type_of_client_are_left_out(owner: Person) -> None:
    draft = begins(owner, type="self_employed", name="Sam", email="sam@stone.example", postcode="M1 1AE")
    draft = changes(owner, draft, type="business", industry="62012")
    client = creates(owner, draft)
    assert (client["type"], client["industry"], client["email"]) == ("business", "62012", None)


def test_the_national_insurance_number_is_sealed_in_the_draft_and_in_the_client(
    owner: Person, product: Product
) -> None:
    """product.md 3.1"""
    draft = begins(owner, type="self_employed", name="Sam", email=f"{unique('sam')}@stone.example")
    sources = [{"name": "Pottery", "type": "self_employment"}]
    draft = changes(owner, draft, national_insurance_number="TC663795B", income_sources=sources)
    assert draft["national_insurance_number"] == "*****795B"
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        row = connection.execute(
            text("SELECT d::text FROM client_drafts d WHERE id = :id"), {"id": draft["id"]}
        )
        assert "TC663795B" not in row.scalar_one()
    assert creates(owner, draft)["national_insurance_number"] == "*****795B"


def test_a_draft_nobody_touches_is_announced_and_then_removed(owner: Person, product: Product) -> None:
    draft, kept = begins(owner, name="Old"), begins(owner, name="New")
    database = product.hosted["accounts"].database
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=2)
    with database.unit_of_work(everywhere=True) as uow:
        uow.execute(
            text("UPDATE client_drafts SET expires_at = :at WHERE id = :id"), {"at": soon, "id": draft["id"]}
        )
    notices = {item["name"]: item["notice"] for item in listed(owner)}
    assert notices["New"] is None
    assert "removed on" in notices["Old"]
    with as_a_timer():
        kept_drafts.forget_expired(database, soon + datetime.timedelta(hours=1))
    assert [item["id"] for item in listed(owner)] == [kept["id"]]


def test_a_draft_is_thrown_away(owner: Person) -> None:
    draft = begins(owner, name="Acme")
    with owner.acting():
        accounts.delete_draft(owner.rpc, draft["id"])
    assert listed(owner) == []


def test_drafts_are_listed_newest_first_in_pages(owner: Person) -> None:
    for name in ("one", "two", "three"):
        begins(owner, name=name)
    with owner.acting():
        first = accounts.list_drafts(owner.rpc, limit=2)
        rest = accounts.list_drafts(owner.rpc, limit=2, cursor=first["next_cursor"])
    names = [[item["name"] for item in page["items"]] for page in (first, rest)]
    assert names == [["three", "two"], ["one"]]
    assert rest["next_cursor"] is None
