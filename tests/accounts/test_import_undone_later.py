"""What was imported is taken back, or told, with the rights and the clients of that later moment."""

from __future__ import annotations

from sqlalchemy import text

from contracts import access, accounts
from deploy.allinone.product import Product
from tests.access.two_practices import goes_over
from tests.accounts.import_calls import checks, comes_to, does, rows, uploads
from tests.builders import (
    Mailbox,
    Person,
    a_colleague,
    a_practice,
    caught_up,
    unique,
)

FILE = "Client name\nAcme Widgets Ltd\nBramble & Co\n"


def test_nothing_is_taken_back_for_who_may_add_no_clients_any_more(
    owner: Person, mailbox: Mailbox, product: Product
) -> None:
    """product.md 8.4"""
    adder = a_colleague(owner, mailbox, permissions=["add_clients"])
    done = does(adder, checks(adder, uploads(adder, FILE)))
    with owner.acting():
        caught_up(owner, access.change_colleague(owner.rpc, user_id=adder.user_id, permissions=[]))
    begin = text("UPDATE client_imports SET state = 'undoing', done = 0 WHERE id = :id")
    with product.hosted["accounts"].database.unit_of_work(everywhere=True) as uow:
        uow.execute(begin, {"id": done["id"]})
        uow.left_jobs = True
    assert comes_to(owner, done, "stopped", "undone")["state"] == "stopped"
    assert len(owner.sees()) == 2


def test_a_client_that_went_over_is_neither_taken_back_nor_named(owner: Person, mailbox: Mailbox) -> None:
    done = does(owner, checks(owner, uploads(owner, FILE)))
    again = checks(owner, uploads(owner, FILE))
    gone = next(row for row in rows(owner, done) if row["values"]["name"] == "Acme Widgets Ltd")["client_id"]
    other = a_practice(owner.rpc)
    goes_over(owner, other, mailbox, gone)
    resembled = {
        row["values"]["name"]: [match["client"] for match in row["matches"]] for row in rows(owner, again)
    }
    assert resembled["Acme Widgets Ltd"] == []
    assert len(resembled["Bramble & Co"]) == 1
    with owner.acting():
        accounts.undo_import(owner.rpc, done["id"])
    undone = comes_to(owner, done, "undone", "stopped")
    assert [row["result"] for row in rows(owner, undone)] == ["undone", "undone"]
    assert other.reads(gone)["name"] == "Acme Widgets Ltd"


def test_a_client_that_went_over_is_not_among_those_left_to_invite(owner: Person, mailbox: Mailbox) -> None:
    file = "Client name,Person to invite,Email of person to invite\n" + "".join(
        f"{name},Jo Bloggs,{unique('jo')}@acme.example\n" for name in ("Acme Widgets Ltd", "Bramble & Co")
    )
    done = does(owner, checks(owner, uploads(owner, file)))
    gone = next(row for row in rows(owner, done) if row["values"]["name"] == "Acme Widgets Ltd")["client_id"]
    goes_over(owner, a_practice(owner.rpc), mailbox, gone)
    with owner.acting():
        left = accounts.get_import(owner.rpc, done["id"])["invitations"]
        begun = accounts.invite_imported(owner.rpc, done["id"])
    assert left is not None
    assert (left["to_send"], begun["total"]) == (1, 1)
