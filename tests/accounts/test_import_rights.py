"""Whose an import is, in whose name it runs, and what it leaves alone (product.md 8.3, 8.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text

from contracts import access, accounts
from contracts.errors import NotFound, RoleRequired
from deploy.allinone.product import Product
from services.accounts.imports import import_decisions
from tests.accounts.import_calls import checks, comes_to, does, rows, uploads
from tests.builders import Mailbox, Person, a_colleague, caught_up, eventually, unique

FILE = "Client name\nAcme Widgets Ltd\nBramble & Co\n"


def an_adder(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, permissions=["add_clients"])


def test_a_colleagues_file_is_nobodys_but_theirs_and_the_admins(owner: Person, mailbox: Mailbox) -> None:
    theirs = checks(owner, uploads(owner, FILE))
    adder = an_adder(owner, mailbox)
    with adder.acting():
        assert accounts.list_imports(adder.rpc)["items"] == []
    for act in (
        lambda: accounts.get_import(adder.rpc, theirs["id"]),
        lambda: accounts.list_import_rows(adder.rpc, theirs["id"]),
        lambda: accounts.export_import_failures(adder.rpc, theirs["id"]),
        lambda: accounts.map_columns(adder.rpc, import_id=theirs["id"], near=accounts.Treatment.SKIP),
        lambda: accounts.start_import(adder.rpc, theirs["id"]),
        lambda: accounts.resume_import(adder.rpc, theirs["id"]),
        lambda: accounts.undo_import(adder.rpc, theirs["id"]),
        lambda: accounts.delete_import(adder.rpc, theirs["id"]),
    ):
        with adder.acting(), pytest.raises(NotFound):
            act()
    with owner.acting():
        assert accounts.get_import(owner.rpc, theirs["id"])["state"] == "ready"


def test_an_admin_sees_and_starts_a_colleagues_file_and_it_runs_in_the_admins_name(
    owner: Person, mailbox: Mailbox
) -> None:
    adder = an_adder(owner, mailbox)
    found = checks(adder, uploads(adder, FILE))
    with owner.acting():
        assert [each["id"] for each in accounts.list_imports(owner.rpc)["items"]] == [found["id"]]
    done = does(owner, found)
    assert done["counts"]["created"] == 2
    assert created_by(owner, "Acme Widgets Ltd") == owner.user_id
    undone = takes_back(owner, done)
    assert undone["counts"] == {"new": 2, "undone": 2}


def test_a_row_does_not_name_a_client_that_who_looks_cannot_see(owner: Person, mailbox: Mailbox) -> None:
    """An admin has had it checked, and its author looks at what came of it."""
    owner.adds_client(name="Acme Widgets Limited")
    adder = an_adder(owner, mailbox)
    found = checks(owner, uploads(adder, FILE))
    assert [match["client"]["name"] for match in rows(owner, found)[0]["matches"]] == ["Acme Widgets Limited"]
    assert rows(adder, found)[0]["matches"] == []


def test_a_row_is_not_compared_with_clients_that_its_author_cannot_see(
    owner: Person, mailbox: Mailbox
) -> None:
    owner.adds_client(name="Acme Widgets Limited")
    adder = an_adder(owner, mailbox)
    found = checks(adder, uploads(adder, FILE))
    assert [row["verdict"] for row in rows(adder, found)] == ["new", "new"]


def test_who_may_add_no_clients_neither_begins_a_file_nor_goes_on_with_one(
    owner: Person, mailbox: Mailbox
) -> None:
    adder = an_adder(owner, mailbox)
    with adder.acting():
        begun = accounts.receive_file(adder.rpc, kind="clients", filename="clients.csv", form="csv")
    with owner.acting():
        caught_up(owner, access.change_colleague(owner.rpc, user_id=adder.user_id, permissions=[]))
    with adder.acting():
        with pytest.raises(RoleRequired):
            accounts.receive_file_part(adder.rpc, import_id=begun["id"], number=0, data="", last=True)
        with pytest.raises(RoleRequired):
            accounts.receive_file(adder.rpc, kind="clients", filename="clients.csv", form="csv")


def test_it_runs_with_the_rights_that_who_asked_has_then(
    owner: Person, mailbox: Mailbox, product: Product
) -> None:
    """product.md 8.4"""
    adder = an_adder(owner, mailbox)
    found = checks(adder, uploads(adder, FILE))
    with owner.acting():
        access.change_colleague(owner.rpc, user_id=adder.user_id, permissions=[])
    eventually(lambda: refused(adder, found))
    stopped = goes_on_by_itself(product, owner, found)
    assert stopped["state"] == "stopped"
    assert "may add clients no more" in stopped["problem"]
    assert owner.sees() == []
    with owner.acting():
        accounts.resume_import(owner.rpc, found["id"])
    assert comes_to(owner, found, "done")["counts"]["created"] == 2


def test_of_who_is_no_colleague_any_more_nothing_runs(
    owner: Person, mailbox: Mailbox, product: Product
) -> None:
    adder = an_adder(owner, mailbox)
    found = checks(adder, uploads(adder, FILE))
    with owner.acting():
        caught_up(owner, access.deactivate_colleague(owner.rpc, user_id=adder.user_id))
    stopped = goes_on_by_itself(product, owner, found)
    assert stopped["state"] == "stopped"
    assert "may add clients no more" in stopped["problem"]
    assert owner.sees() == []


def refused(person: Person, found: Mapping[str, Any]) -> bool:
    try:
        with person.acting():
            accounts.start_import(person.rpc, found["id"])
    except RoleRequired:
        return True
    return False


def goes_on_by_itself(product: Product, owner: Person, found: Mapping[str, Any]) -> Mapping[str, Any]:
    """As where the right went after the start and before the first row."""
    begin = text("UPDATE client_imports SET state = 'importing', done = 0 WHERE id = :id")
    with product.hosted["accounts"].database.unit_of_work(everywhere=True) as uow:
        uow.execute(begin, {"id": found["id"]})
        uow.left_jobs = True
    return comes_to(owner, found, "stopped", "done")


def test_taking_it_back_leaves_clients_that_have_users(owner: Person, mailbox: Mailbox) -> None:
    """product.md 8.3"""
    done = does(owner, checks(owner, uploads(owner, FILE)))
    first = rows(owner, done)[0]["client_id"]
    with owner.acting():
        access.add_client_user(
            owner.rpc,
            client_id=first,
            name="Jo",
            email=f"{unique('jo')}@acme.example",
            role="business_admin",
            invite=False,
        )
    undone = takes_back(owner, done)
    assert {k: undone["counts"][k] for k in ("kept", "undone")} == {"kept": 1, "undone": 1}
    assert "has users" in rows(owner, undone)[0]["detail"]
    assert owner.sees() == ["Acme Widgets Ltd"]


def takes_back(person: Person, done: Mapping[str, Any]) -> Mapping[str, Any]:
    with person.acting():
        accounts.undo_import(person.rpc, done["id"])
    return comes_to(person, done, "undone")


def created_by(owner: Person, name: str) -> str:
    with owner.acting():
        client = next(each for each in accounts.list_clients(owner.rpc)["items"] if each["name"] == name)
        activity = eventually(
            lambda: [
                each
                for each in access.list_activity(owner.rpc, client_id=client["id"])["items"]
                if each["kind"] == "client.created"
            ]
        )
    return str(activity[0]["actor"]["id"])


def test_there_is_room_for_so_many_files_and_no_more(owner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_decisions, "MOST_KEPT", 2)
    uploads(owner, FILE), uploads(owner, FILE)
    with owner.acting(), pytest.raises(accounts.ImportLimit) as refusal:
        accounts.receive_file(owner.rpc, kind="clients", filename="x.csv", form="csv")
    assert "At most 2 files" in refusal.value.detail
    monkeypatch.setattr(import_decisions, "MOST_KEPT", 20)
    monkeypatch.setattr(import_decisions, "MOST_UNREAD", 1)
    with owner.acting():
        accounts.receive_file(owner.rpc, kind="clients", filename="x.csv", form="csv")
        with pytest.raises(accounts.ImportLimit):
            accounts.receive_file(owner.rpc, kind="clients", filename="x.csv", form="csv")


def test_what_is_not_kept_is_said_in_the_check_and_in_the_result(owner: Person) -> None:
    file = (
        "Client name,Type,Email,NI number,Postcode,Trade\n"
        "Keep Ltd,Limited,office@keep.example,TC663795B,LS1 4AP,Plumbing\n"
        "Rob Person,Person,rob@person.example,TC663795B,LS1 4AP,Plumbing\n"
        "Lena,Landlord,lena@person.example,,,12 High Street\n"
        "Zog,Martian,,,,\n"
    )
    checked = checks(owner, uploads(owner, file))
    for found in (checked, does(owner, checked)):
        keep, rob, _, zog = rows(owner, found)
        assert [each["field"] for each in keep["notices"]] == ["national_insurance_number", "income_sources"]
        assert rob["notices"] == []
        assert [(e["field"], e["code"]) for e in zog["errors"]] == [("type", "unknown_type")]
    with owner.acting():
        made = {each["name"]: each for each in accounts.list_clients(owner.rpc)["items"]}
    assert (made["Keep Ltd"]["email"], made["Keep Ltd"]["postcode"]) == ("office@keep.example", "LS1 4AP")
    rob = made["Rob Person"]
    assert (rob["type"], rob["email"], rob["postcode"]) == ("self_employed", "rob@person.example", "LS1 4AP")
    assert rob["national_insurance_number"] == "*****795B"
    assert made["Lena"]["income_sources"] == [{"name": "12 High Street", "type": "uk_property"}]


def test_rows_to_mend_come_back_with_what_they_said(owner: Person) -> None:
    file = "Client name,Type,Email,Trade,Postcode\n@Home Services,Sole trader,a@example.com,Trade,bad\n"
    found = does(owner, checks(owner, uploads(owner, file)))
    with owner.acting():
        to_mend = accounts.export_import_failures(owner.rpc, found["id"])
    assert "'@Home Services" in to_mend
    does(owner, checks(owner, uploads(owner, to_mend.replace('"bad"', '"LS1 4AP"'))))
    assert owner.sees() == ["@Home Services"]


def test_what_is_exported_is_imported_again_as_it_was(owner: Person) -> None:
    sources = [
        {"name": "Pottery; glass", "type": "self_employment"},
        {"name": "Flat 2", "type": "uk_property"},
    ]
    owner.adds_self_employed(name="=Sam", practice_code="'-1", income_sources=sources, postcode="M1 1AE")
    owner.adds_client(
        name="Acme", industry="62012", email="a@acme.example", solutions=["bookkeeping", "insights"]
    )
    with owner.acting():
        exported = "".join(accounts.export_clients(owner.rpc, accounts.ExportClients()))
        before = accounts.list_clients(owner.rpc)["items"]
    again = exported.replace("''-1", "''-2").replace('"\'=Sam"', '"\'=Sam B"').replace('"Acme"', '"Acme B"')
    found = uploads(owner, again)
    does(owner, checks(owner, found, near="create", exact="create"))
    with owner.acting():
        after = {each["name"]: each for each in accounts.list_clients(owner.rpc)["items"]}
    for was in before:
        copy = after[f"{was['name']} B"]
        for field in ("type", "email", "postcode", "industry", "solutions", "income_sources"):
            assert copy[field] == was[field], field
