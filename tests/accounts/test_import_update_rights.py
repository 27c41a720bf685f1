"""Whose clients an import changes: those that whoever asked for it can see when it does."""

from __future__ import annotations

from contracts import access, accounts
from tests.accounts.import_calls import (
    checked,
    checks,
    comes_to,
    does,
    rows,
    takes_back,
    uploads,
)
from tests.accounts.test_settings_page import Browser
from tests.builders import (
    Mailbox,
    Person,
    a_client_user,
    a_colleague,
    a_practice,
    caught_up,
    eventually,
    gives,
)


def test_a_colleague_changes_only_clients_that_they_see(owner: Person, mailbox: Mailbox) -> None:
    seen = owner.adds_client(name="Seen", practice_code="A1")
    unseen = owner.adds_client(name="Unseen", practice_code="B1", company_number="01234567")
    adder = a_colleague(owner, mailbox, permissions=["add_clients"])
    gives(owner, seen["id"], everyone=False, colleague_ids=[adder.user_id])
    by_others = ",A1,,M1 1AE\n,B1,,M1 1AE\n,,01234567,M1 1AE\n"
    file = f"CRN,Ref,Company number,Postcode\n{by_others}{unseen['crn']},,,M1 1AE\n"
    found = checked(adder, file, mode="update")
    assert [row["verdict"] for row in rows(adder, found)] == ["update", "unmatched", "unmatched", "invalid"]
    assert "no client that you can change" in rows(adder, found)[3]["errors"][0]["message"]
    assert "Unseen" not in str(rows(adder, found))
    does(adder, found)
    assert owner.reads(seen["id"])["postcode"] == "M1 1AE"
    assert owner.reads(unseen["id"])["postcode"] is None

    # What an admin has had checked shows its author nothing of clients they do not see.
    theirs = checks(owner, uploads(adder, "Ref,Postcode\nB1,M1 1AE\n"), mode="update")
    assert rows(owner, theirs)[0]["updates"]["name"] == "Unseen"
    (row,) = rows(adder, theirs)
    assert (row["updates"], row["changes"], row["notices"]) == (None, [], [])


def test_access_that_went_between_check_and_run_or_undo_changes_nothing(
    owner: Person, mailbox: Mailbox
) -> None:
    client = owner.adds_client(name="Acme", practice_code="A1")
    adder = a_colleague(owner, mailbox, permissions=["add_clients"])
    gives(owner, client["id"], everyone=False, colleague_ids=[adder.user_id])
    found = checked(adder, "Ref,Postcode\nA1,M1 1AE\n", mode="update")
    gives(owner, client["id"], everyone=False, colleague_ids=[])
    done = does(adder, found)
    assert [row["result"] for row in rows(adder, done)] == ["failed"]
    assert owner.reads(client["id"])["postcode"] is None
    gives(owner, client["id"], everyone=False, colleague_ids=[adder.user_id])
    done = does(adder, checked(adder, "Ref,Postcode\nA1,M1 1AE\n", mode="update"))
    gives(owner, client["id"], everyone=False, colleague_ids=[])
    undone = takes_back(adder, done)
    (row,) = rows(adder, undone)
    assert (row["result"], row["changes"]) == ("kept", [])
    assert "no such client that you can change" in row["detail"]
    assert owner.reads(client["id"])["postcode"] == "M1 1AE"


def test_who_may_add_clients_no_more_changes_none(owner: Person, mailbox: Mailbox) -> None:
    """product.md 8.4"""
    client = owner.adds_client(name="Acme", practice_code="A1")
    adder = a_colleague(owner, mailbox, permissions=["add_clients"])
    gives(owner, client["id"], everyone=False, colleague_ids=[adder.user_id])
    done = does(adder, checked(adder, "Ref,Postcode\nA1,M1 1AE\n", mode="update"))
    with owner.acting():
        caught_up(owner, access.change_colleague(owner.rpc, user_id=adder.user_id, permissions=[]))
        accounts.undo_import(owner.rpc, done["id"])
    comes_to(owner, done, "undone")
    assert owner.reads(client["id"])["postcode"] is None


def test_the_activity_leads_to_an_import_only_who_can_look_at_it(owner: Person, mailbox: Mailbox) -> None:
    """docs/adr/0016: an import is its author's and the admins'."""
    client = owner.adds_client(name="Acme", practice_code="A1")
    colleague = a_colleague(owner, mailbox)
    gives(owner, client["id"], everyone=True)
    done = does(owner, checked(owner, "Ref,Client name\nA1,Acme Toys\n", mode="update"))
    path = f"/activity?client_id={client['id']}"

    def shows(person: Person) -> str | None:
        page = Browser(person.rpc, person).opens(path)
        return page if "an import" in page else None

    link = f'<a href="/clients/import/{done["id"]}">an import</a>'
    assert link in eventually(lambda: shows(owner))
    assert "/clients/import/" not in eventually(lambda: shows(colleague))


def test_another_practices_clients_are_never_found(owner: Person) -> None:
    other = a_practice(owner.rpc)
    theirs = other.adds_client(name="Theirs", practice_code="T1", company_number="01234567")
    file = f"CRN,Ref,Company number,Postcode\n{theirs['crn']},,,M1 1AE\n,T1,,M1 1AE\n,,01234567,M1 1AE\n"
    found = does(owner, checked(owner, file, mode="update"))
    assert [row["verdict"] for row in rows(owner, found)] == ["invalid", "unmatched", "unmatched"]
    assert other.reads(theirs["id"])["postcode"] is None


def test_what_a_practice_changed_of_a_client_that_went_is_not_taken_back(
    owner: Person, mailbox: Mailbox
) -> None:
    """product.md 7.1: a previous practice has lost it, whatever it wrote before."""
    client = owner.adds_client(name="Acme", practice_code="A1")
    done = does(owner, checked(owner, "Ref,Postcode\nA1,M1 1AE\n", mode="update"))
    after, jo = a_practice(owner.rpc), a_client_user(owner, mailbox, client["id"])
    with jo.acting():
        request = accounts.request_practice(jo.rpc, practice_admin_email=after.email)
    with after.acting():
        accounts.accept_practice_request(after.rpc, request["id"], {"everyone": True})
    undone = takes_back(owner, done)
    (row,) = rows(owner, undone)
    assert (row["result"], row["updates"], row["changes"]) == ("kept", None, [])
    assert "no such client that you can change" in row["detail"]
    assert after.reads(client["id"])["postcode"] == "M1 1AE"
