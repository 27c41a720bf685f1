"""Importing clients and practice codes from files (product.md 2, 2.10)."""

import csv
import io
from typing import Any

import eventlet
import pytest
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from contracts import accounts
from contracts.errors import InvalidInput, NotFound, RoleRequired
from deploy.allinone.product import Product
from services.accounts.imports import checked_rows, import_jobs, imported_clients
from tests.accounts.import_calls import FILE, checks, comes_to, does, rows, uploads
from tests.builders import Mailbox, Person, a_colleague, a_practice, unique


def test_a_file_is_read_and_its_columns_are_guessed(owner: Person) -> None:
    found = uploads(owner, FILE)
    assert found["rows"] == 5
    assert [(c["heading"], c["field"]) for c in found["columns"]] == [
        ("Client name", "name"),
        ("Ref", "practice_code"),
        ("SIC code", "industry"),
        ("Type", "type"),
        ("Email", "email"),
        ("NI number", "national_insurance_number"),
        ("Income sources", "income_sources"),
    ]
    assert found["columns"][0]["samples"] == ["Acme Widgets Ltd", "Sam Stone", "Bramble"]


def test_a_dry_run_says_of_each_row_what_it_is_and_changes_nothing(owner: Person) -> None:
    owner.adds_client(name="ACME WIDGETS LIMITED")
    owner.adds_client(name="Cobalts")
    found = checks(owner, uploads(owner, FILE.replace("Cobalt,,99", "Cobalt,,62012")))
    assert found["counts"] == {"exact": 1, "new": 1, "invalid": 2, "near": 1}
    first, second, third, fourth, fifth = rows(owner, found)
    assert (first["number"], first["verdict"]) == (2, "exact")
    assert first["matches"][0]["client"]["name"] == "ACME WIDGETS LIMITED"
    assert second["values"]["national_insurance_number"].endswith("5 B")
    assert "TC" not in second["values"]["national_insurance_number"]
    assert [(e["field"], e["code"]) for e in third["errors"]] == [("practice_code", "practice_code_taken")]
    assert [(e["field"], e["code"]) for e in fourth["errors"]] == [("name", "required")]
    assert fifth["verdict"] == "near"
    assert owner.sees() == ["ACME WIDGETS LIMITED", "Cobalts"]


def test_a_check_that_is_over_keeps_nothing_of_the_practice_in_memory(owner: Person) -> None:
    found = checks(owner, uploads(owner, FILE))
    assert found["id"] not in checked_rows._seen


def test_what_is_imported_are_clients_like_all_others_and_each_row_has_a_result(
    owner: Person, product: Product
) -> None:
    found = does(owner, checks(owner, uploads(owner, FILE)))
    assert {k: v for k, v in found["counts"].items() if k in ("created", "failed")} == {
        "created": 2,
        "failed": 3,
    }
    assert owner.sees() == ["Acme Widgets Ltd", "Sam Stone"]
    results = [(row["number"], row["result"]) for row in rows(owner, found)]
    assert results == [(2, "created"), (3, "created"), (4, "failed"), (5, "failed"), (6, "failed")]
    with owner.acting():
        acme, sam = accounts.list_clients(owner.rpc)["items"]
    assert (acme["practice_code"], acme["industry"], acme["type"]) == ("A1", "62012", "business")
    assert acme["onboarding"]["state"] == "complete"
    assert sam["national_insurance_number"] == "*****795B"
    assert sam["income_sources"] == [
        {"name": "Pottery", "type": "self_employment"},
        {"name": "Flat 2", "type": "uk_property"},
    ]
    with owner.acting():
        assert [c["name"] for c in accounts.list_clients(owner.rpc, q="widg")["items"]] == [
            "Acme Widgets Ltd"
        ]
    sent = text("SELECT count(*) FROM outbox WHERE type = 'ClientCreated' AND aggregate = :id")
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        assert connection.execute(sent, {"id": acme["id"]}).scalar() == 1


def test_what_failed_is_downloaded_with_why_to_be_mended(owner: Person) -> None:
    found = does(owner, checks(owner, uploads(owner, FILE.replace("Bramble", "=1+1"))))
    with owner.acting():
        table = list(csv.DictReader(io.StringIO(accounts.export_import_failures(owner.rpc, found["id"]))))
    assert [row["Client name"] for row in table] == ["'=1+1", "", "Cobalt"]
    assert "Choose another" in table[0]["What is wrong"]
    assert "five digits" in table[2]["What is wrong"]


def test_rows_that_resemble_clients_are_treated_as_was_decided(owner: Person) -> None:
    owner.adds_client(name="Acme")
    owner.adds_client(name="Brambles")
    file = "name\nAcme Ltd\nBramble\nCobalt\n"
    found = does(owner, checks(owner, uploads(owner, file), near="skip", exact="skip"))
    assert [(row["verdict"], row["result"]) for row in rows(owner, found)] == [
        ("exact", "skipped"),
        ("near", "skipped"),
        ("new", "created"),
    ]
    assert "already" in rows(owner, found)[0]["detail"]
    found = does(owner, checks(owner, uploads(owner, file), near="create", exact="create"))
    assert [row["result"] for row in rows(owner, found)] == ["created"] * 3


def test_rows_are_compared_with_the_rows_before_them_too(owner: Person) -> None:
    found = checks(owner, uploads(owner, "name\nAcme\nBramble\nACME LTD\n"))
    third = rows(owner, found)[2]
    assert (third["verdict"], third["matches"][0]["row"]) == ("exact", 2)


def test_everybody_named_gets_access_and_managers_are_found_by_name(owner: Person, mailbox: Mailbox) -> None:
    colleague = a_colleague(owner, mailbox)
    found = uploads(owner, "name,manager\nAcme,Bob Jones\nBramble,\nCobalt,Nobody\n")
    found = does(owner, checks(owner, found, access={"everyone": True}))
    assert [row["result"] for row in rows(owner, found)] == ["created", "created", "failed"]
    assert colleague.sees() == ["Acme", "Bramble"]
    with colleague.acting():
        acme = accounts.list_clients(owner.rpc)["items"][0]
    assert acme["account_manager_id"] == colleague.user_id


@pytest.mark.parametrize(
    ("columns", "pointer"),
    [
        ([None, None], "/columns"),
        (["name"], "/columns"),
        (["name", "name"], "/columns/0"),
    ],
)
def test_columns_are_said_once_and_the_name_must_be_among_them(
    owner: Person, columns: list[str | None], pointer: str
) -> None:
    found = uploads(owner, "a,b\n1,2\n")
    with owner.acting(), pytest.raises(InvalidInput) as refused:
        owner.rpc.forward(accounts.MAP_COLUMNS, {"import_id": found["id"], "columns": columns})
    assert refused.value.errors[0]["pointer"] == pointer


def test_a_column_is_a_field_that_files_of_this_kind_have(owner: Person) -> None:
    found = uploads(owner, "a,b\n1,2\n", kind="practice_codes")
    wanted = {"import_id": found["id"], "columns": ["crn", "postcode"]}
    with owner.acting(), pytest.raises(InvalidInput) as refused:
        owner.rpc.forward(accounts.MAP_COLUMNS, wanted)
    assert refused.value.errors[0]["pointer"] == "/columns/1"


def test_an_import_is_undone_but_for_clients_that_somebody_has_worked_with(owner: Person) -> None:
    before = owner.adds_client(name="Before")
    found = does(owner, checks(owner, uploads(owner, "name\nAcme\nBramble\nCobalt\n")))
    kept = next(row for row in rows(owner, found) if row["values"]["name"] == "Bramble")
    with owner.acting():
        accounts.change_client(owner.rpc, client_id=kept["client_id"], practice_code="B1")
        accounts.undo_import(owner.rpc, found["id"])
    found = comes_to(owner, found, "undone")
    assert owner.sees() == [before["name"], "Bramble"]
    assert [row["result"] for row in rows(owner, found)] == ["undone", "kept", "undone"]


def test_an_import_is_not_undone_after_a_day_nor_before_it_is_done(owner: Person, product: Product) -> None:
    found = checks(owner, uploads(owner, "name\nAcme\n"))
    with owner.acting(), pytest.raises(accounts.ImportState):
        accounts.undo_import(owner.rpc, found["id"])
    found = does(owner, found)
    with product.hosted["accounts"].database.unit_of_work(everywhere=True) as uow:
        uow.execute(
            text("UPDATE client_imports SET finished_at = now() - interval '25 hours' WHERE id = :id"),
            {"id": found["id"]},
        )
    with owner.acting(), pytest.raises(accounts.ImportState):
        accounts.undo_import(owner.rpc, found["id"])
    assert owner.sees() == ["Acme"]


def test_practice_codes_are_set_in_bulk(owner: Person) -> None:
    """product.md 2.10"""
    acme, bramble = owner.adds_client(name="Acme"), owner.adds_client(name="Bramble")
    owner.adds_client(name="Cobalt", practice_code="C1")
    file = f"CRN,Code\n{acme['crn']},A1\n{bramble['crn'].lower()},c1\nZZZZZZZZZZ,Z1\n"
    found = does(owner, checks(owner, uploads(owner, file, kind="practice_codes")))
    assert [row["result"] for row in rows(owner, found)] == ["changed", "failed", "failed"]
    assert owner.reads(acme["id"])["practice_code"] == "A1"
    by_name = does(
        owner, checks(owner, uploads(owner, "Name,Code\nacme,A1\nBramble,B1\n", kind="practice_codes"))
    )
    assert [row["result"] for row in rows(owner, by_name)] == ["skipped", "changed"]
    with owner.acting():
        assert [c["name"] for c in accounts.list_clients(owner.rpc, q="b1")["items"]] == ["Bramble"]


def test_an_import_broken_off_in_the_middle_ends_with_every_row_exactly_once(
    owner: Person, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_jobs, "_ROWS", 10)
    file = "name\n" + "".join(f"Client {number:03}\n" for number in range(95))
    found = checks(owner, uploads(owner, file))
    make, times = imported_clients.make, []

    def breaking(uow: Any, *arguments: Any) -> None:
        make(uow, *arguments)
        times.append(1)
        if len(times) in (3, 4, 7):
            # As when the process is killed before the commit: the transaction is gone.
            raise ConnectionError("killed")

    monkeypatch.setattr(imported_clients, "make", breaking)
    found = does(owner, found)
    assert found["counts"]["created"] == 95
    names = [row["values"]["name"] for row in rows(owner, found, result="created")]
    assert len(set(names)) == len(names) == 95
    with owner.acting():
        counted = accounts.count_clients(owner.rpc)
    assert counted["all"] == 95
    assert len(times) == 10 + 3


def test_an_import_that_keeps_failing_stops_with_its_reason_and_goes_on_when_told(
    owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_jobs, "_ATTEMPTS", 2)
    found = checks(owner, uploads(owner, "name\nAcme\n"))
    make = imported_clients.make

    def broken(*_arguments: Any) -> None:
        raise ConnectionError("no")

    monkeypatch.setattr(imported_clients, "make", broken)
    with owner.acting():
        accounts.start_import(owner.rpc, found["id"])
    found = comes_to(owner, found, "stopped")
    assert "Nothing is lost" in found["problem"]
    monkeypatch.setattr(imported_clients, "make", make)
    with owner.acting():
        accounts.resume_import(owner.rpc, found["id"])
    assert comes_to(owner, found, "done")["counts"]["created"] == 1


def test_two_workers_at_one_import_do_each_row_once(owner: Person, product: Product) -> None:
    file = "name\n" + "".join(f"Client {number:04}\n" for number in range(450))
    found = checks(owner, uploads(owner, file))
    hosted = product.hosted["accounts"]
    vault = hosted.container.config["vault"]
    with owner.acting():
        accounts.start_import(owner.rpc, found["id"])
    pool = eventlet.GreenPool(2)
    for _ in range(6):
        pool.spawn(import_jobs.work_off_some, hosted.database, vault)
    pool.waitall()
    assert comes_to(owner, found, "done")["counts"]["created"] == 450


def test_imports_are_for_who_may_add_clients_of_the_practice(
    owner: Person, mailbox: Mailbox, rpc: RpcClient
) -> None:
    """product.md 1.3"""
    found = uploads(owner, "name\nAcme\n")
    with a_colleague(owner, mailbox).acting(), pytest.raises(RoleRequired):
        accounts.get_import(rpc, found["id"])
    stranger = a_practice(rpc)
    for request in (accounts.get_import, accounts.list_import_rows, accounts.export_import_failures):
        with stranger.acting(), pytest.raises(NotFound):
            request(rpc, found["id"])
    with a_colleague(owner, mailbox, permissions=["add_clients"]).acting(), pytest.raises(NotFound):
        accounts.get_import(rpc, found["id"])
    with a_colleague(owner, mailbox, "client_admin").acting():
        assert accounts.get_import(rpc, found["id"])["created_by"]["name"] == "Ann Smith"


def test_nothing_of_a_file_is_at_rest_in_clear(owner: Person, product: Product) -> None:
    """product.md 3.1"""
    name = unique("Secretive")
    found = uploads(owner, f"name,nino,email,income\n{name},TC663795B,s@stone.example,Pots\n")
    checks(owner, found)
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        for table in ("client_import_parts", "client_import_rows", "client_imports", "commands"):
            query = text(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%TC663795B%'")  # noqa: S608
            assert connection.execute(query).scalar() == 0, table


def test_an_import_is_forgotten_when_told(owner: Person) -> None:
    found = does(owner, checks(owner, uploads(owner, "name\nAcme\n")))
    with owner.acting():
        accounts.delete_import(owner.rpc, found["id"])
        assert accounts.list_imports(owner.rpc)["items"] == []
    assert owner.sees() == ["Acme"]
