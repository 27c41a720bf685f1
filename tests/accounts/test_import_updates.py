"""Imports that change clients: what the check shows, and what the run does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import text

from contracts import access, accounts
from contracts.accounts.import_tables import Cell
from contracts.errors import InvalidInput
from deploy.allinone.product import Product
from services.accounts.imports import kept_states
from tests.accounts.import_calls import (
    changes,
    checked,
    checks,
    comes_to,
    does,
    rows,
    takes_back,
    updates_of,
    uploads,
)
from tests.builders import (
    Person,
    eventually,
)


def test_clients_are_found_by_crn_or_code_or_company_number_and_the_check_shows_before_and_after(
    owner: Person, product: Product
) -> None:
    acme = owner.adds_client(name="Acme", practice_code="A1", industry="62012")
    bramble = owner.adds_client(name="Bramble", practice_code="B1", postcode="LS1 4AP")
    cobalt = owner.adds_client(name="Cobalt", company_number="01234567")
    same = owner.adds_client(name="Dune", practice_code="D1")
    file = (
        "CRN,Client name,Ref,Company number,Postcode,SIC code\n"
        f"{acme['crn'].lower()},Acme Toys,,,,\n"
        ",,b1,7654321,M1 1AE,\n"
        ",Cobalt Ltd,C1,1234567,,\n"
        ",Dune,D1,,,\n"
        ",Elm,E1,,,\n"
    )
    found = checked(owner, file)
    assert found["mode"] == "create_and_update"
    assert found["counts"] == {"update": 3, "same": 1, "new": 1}
    assert (found["plan"]["creates"], found["plan"]["updates"]) == (1, 3)
    first, second, third, fourth, fifth = rows(owner, found)
    assert first["updates"]["id"] == acme["id"]
    assert first["changes"] == [{"field": "name", "before": "Acme", "after": "Acme Toys"}]
    assert second["changes"] == [
        {"field": "company_number", "before": None, "after": "07654321"},
        {"field": "postcode", "before": "LS1 4AP", "after": "M1 1AE"},
    ]
    assert [each["field"] for each in third["changes"]] == ["name", "practice_code"]
    assert (fourth["verdict"], fourth["changes"]) == ("same", [])
    assert (fifth["verdict"], fifth["updates"]) == ("new", None)
    assert owner.reads(acme["id"])["name"] == "Acme"

    done = does(owner, found)
    assert [row["result"] for row in rows(owner, done)] == ["changed"] * 3 + ["unchanged", "created"]
    changed = owner.reads(acme["id"])
    assert (changed["name"], changed["practice_code"], changed["industry"]) == ("Acme Toys", "A1", "62012")
    assert owner.reads(bramble["id"])["postcode"] == "M1 1AE"
    assert owner.reads(cobalt["id"])["practice_code"] == "C1"
    assert owner.sees() == ["Acme Toys", "Bramble", "Cobalt Ltd", "Dune", "Elm"]
    assert updates_of(product, same["id"]) == []
    (event,) = updates_of(product, acme["id"])
    assert (event["changed"], event["import_id"], event["updated_by"]) == (
        ["name"],
        found["id"],
        owner.user_id,
    )


def test_rows_that_name_no_client_are_left_out_where_clients_are_only_changed(owner: Person) -> None:
    acme = owner.adds_client(name="Acme", practice_code="A1")
    found = does(owner, checked(owner, "Ref,Postcode\nA1,M1 1AE\nX1,M1 1AE\n,M1 1AE\n", mode="update"))
    assert [(row["verdict"], row["result"]) for row in rows(owner, found)] == [
        ("update", "changed"),
        ("unmatched", "skipped"),
        ("unmatched", "skipped"),
    ]
    assert "names no client" in rows(owner, found)[1]["detail"]
    assert owner.reads(acme["id"])["postcode"] == "M1 1AE"
    assert owner.sees() == ["Acme"]


def test_without_a_mode_an_import_adds_clients_as_ever_and_keeps_no_crn(owner: Person) -> None:
    acme = owner.adds_client(name="Acme", practice_code="A1")
    found = checks(owner, uploads(owner, f"CRN,Client name,Ref\n{acme['crn']},Acme,A1\n,Elm,E1\n"))
    exact, new = rows(owner, found)
    assert (found["mode"], exact["verdict"], new["verdict"]) == ("create", "exact", "new")
    assert exact["notices"] == [
        {"field": "crn", "message": "Each new client gets a CRN of its own: this one is not kept."}
    ]
    assert (exact["updates"], exact["changes"]) == (None, [])
    assert "updates" not in found["plan"]


def test_rows_that_contradict_themselves_or_each_other_are_wrong_and_name_the_column(owner: Person) -> None:
    acme = owner.adds_client(name="Acme", practice_code="A1", company_number="01234567")
    owner.adds_client(name="Bramble", practice_code="B1")
    gone = owner.adds_client(name="Gone", practice_code="G1")
    cobalt = owner.adds_client(name="Cobalt", practice_code="C1")
    with owner.acting():
        accounts.archive_client(owner.rpc, gone["id"])
    file = (
        "CRN,Type,Ref,Company number,Postcode\n"
        f"{acme['crn']},,B1,,\n"
        ",,B1,01234567,\n"
        ",,G1,,M1 1AE\n"
        f"{cobalt['crn']},Sole trader,,,\n"
        "ZZZZZZZZZZ,,,,\n"
        ",,D1,,\n"
    )
    found = checked(owner, file, mode="update")
    wrong = [[(each["field"], each["code"]) for each in row["errors"]] for row in rows(owner, found)]
    assert wrong == [
        [("practice_code", "another_client")],
        [("company_number", "another_client")],
        [("practice_code", "client_archived")],
        [("type", "read_only")],
        [("crn", "unknown_client")],
        [],
    ]
    twice = f"CRN,Ref,Postcode\n{cobalt['crn']},,M1 1AE\n,B1,M1 1AE\n,C1,LS1 4AP\n"
    found = checked(owner, twice, mode="update")
    first, second, third = rows(owner, found)
    assert [(each["field"], each["code"]) for each in first["errors"]] == [("crn", "named_twice")]
    assert "Row 4" in first["errors"][0]["message"]
    assert [(each["field"], each["code"]) for each in third["errors"]] == [("practice_code", "named_twice")]
    assert "Row 2" in third["errors"][0]["message"]
    assert (first["changes"], second["verdict"]) == ([], "update")
    does(owner, found)
    assert owner.reads(cobalt["id"])["postcode"] is None


def test_what_is_given_is_checked_as_a_change_by_the_api_is(owner: Person) -> None:
    owner.adds_client(name="Acme", practice_code="A1")
    owner.adds_client(name="Bramble", practice_code="B1")
    owner.adds_self_employed(name="Sam Stone", practice_code="S1", email="sam@stone.example")
    file = (
        "Ref,CRN,Client name,Email,SIC code,NI number,Postcode,Company number\n"
        "A1,,,not an address,99,TC663795B,,\n"
        "S1,,,,,XX,LS1,01234567\n"
        "B1,,#N/A,,,,,\n"
    )
    found = checked(owner, file, mode="update")
    wrong = [sorted(each["field"] for each in row["errors"]) for row in rows(owner, found)]
    assert wrong == [["email", "industry"], ["national_insurance_number"], ["name"]]


def test_numbers_are_shown_masked_and_one_that_is_the_same_changes_nothing(
    owner: Person, product: Product
) -> None:
    sam = owner.adds_self_employed(
        name="Sam Stone", practice_code="S1", national_insurance_number="TC663795B", email="sam@stone.example"
    )
    found = does(owner, checked(owner, "Ref,NI number\nS1,tc 66 37 95 b\n", mode="update"))
    assert [(row["verdict"], row["result"]) for row in rows(owner, found)] == [("same", "unchanged")]
    assert updates_of(product, sam["id"]) == []
    found = checked(owner, "Ref,NI number\nS1,AB123456C\n", mode="update")
    (row,) = rows(owner, found)
    assert row["changes"] == [
        {"field": "national_insurance_number", "before": "*****795B", "after": "*****456C"}
    ]
    kept = text("SELECT changes FROM client_import_rows WHERE import_id = :id")
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        assert "AB123456" not in str(connection.execute(kept, {"id": found["id"]}).scalar())
    done = does(owner, found)
    assert owner.reads(sam["id"])["national_insurance_number"] == "*****456C"
    takes_back(owner, done)
    assert owner.reads(sam["id"])["national_insurance_number"] == "*****795B"
    found = checked(owner, "Ref,NI number\nS1,TC663795B\n", mode="update")
    assert rows(owner, found)[0]["verdict"] == "same"


def test_who_sees_a_client_and_whom_to_invite_is_left_as_it_is_and_that_is_said(owner: Person) -> None:
    owner.adds_client(name="Acme", practice_code="A1")
    headings = "Ref,Postcode,Account manager,Email to invite,First name,Last name"
    file = f"{headings}\nA1,M1 1AE,Ann Smith,j@a.example,Jo,Doe\n"
    (row,) = rows(owner, checked(owner, file, mode="update"))
    assert [each["field"] for each in row["notices"]] == [
        "account_manager",
        "invitee_email",
        "first_name",
        "last_name",
    ]
    assert [each["field"] for each in row["changes"]] == ["postcode"]
    assert row["invitee"] is None


def test_a_client_that_was_changed_between_check_and_run_is_left_as_it_is(owner: Person) -> None:
    acme = owner.adds_client(name="Acme", practice_code="A1")
    bramble = owner.adds_client(name="Bramble", practice_code="B1")
    cobalt = owner.adds_client(name="Cobalt", practice_code="C1")
    found = checked(owner, "Ref,Postcode\nA1,M1 1AE\nB1,M1 1AE\nC1,M1 1AE\n", mode="update")
    changes(owner, acme["id"], name="Acme Toys")
    changes(owner, cobalt["id"], postcode="M1 1AE")
    done = does(owner, found)
    first, second, third = rows(owner, done)
    assert (first["result"], second["result"], third["result"]) == ("failed", "changed", "unchanged")
    assert "changed this client since" in first["detail"]
    assert owner.reads(acme["id"])["postcode"] is None
    assert owner.reads(bramble["id"])["postcode"] == "M1 1AE"
    with owner.acting():
        assert "Somebody has changed" in accounts.export_import_failures(owner.rpc, done["id"])


def test_cells_of_a_file_that_changes_clients_are_mended_in_place(owner: Person) -> None:
    acme = owner.adds_client(name="Acme", practice_code="A1")
    found = checked(owner, "Ref,Postcode\nA1,nowhere\nX1,M1 1AE\n", mode="update")
    assert [row["verdict"] for row in rows(owner, found)] == ["update", "unmatched"]
    with owner.acting():
        accounts.write_cells(
            owner.rpc, found["id"], [Cell(row=2, field=accounts.ImportField.POSTCODE, text="LS1 4AP")]
        )
    found = comes_to(owner, found, "ready")
    assert (found["mode"], found["counts"]) == ("update", {"update": 1, "unmatched": 1})
    assert rows(owner, found)[0]["changes"] == [{"field": "postcode", "before": None, "after": "LS1 4AP"}]
    does(owner, found)
    assert owner.reads(acme["id"])["postcode"] == "LS1 4AP"


@pytest.mark.parametrize(
    ("file", "kind", "mode", "pointer"),
    [
        ("Client name,Postcode\nAcme,M1 1AE\n", "clients", "update", "/columns"),
        ("Ref,Postcode\nA1,M1 1AE\n", "clients", "create_and_update", "/columns"),
        ("CRN,Ref\nX,A1\n", "practice_codes", "update", "/mode"),
        ("Ref,Postcode\nA1,M1 1AE\n", "clients", "overwrite", "/mode"),
    ],
)
def test_a_column_that_finds_the_client_has_to_be_there(
    owner: Person, file: str, kind: str, mode: str, pointer: str
) -> None:
    found = uploads(owner, file, kind=kind)
    with owner.acting(), pytest.raises(InvalidInput) as refused:
        owner.rpc.forward(accounts.MAP_COLUMNS, {"import_id": found["id"], "mode": mode})
    assert refused.value.errors[0]["pointer"] == pointer


def test_the_release_before_leaves_imports_that_change_clients_alone(owner: Person, product: Product) -> None:
    """It takes up what is `checking`, `importing` or `undoing`, and starts what is `ready`."""
    owner.adds_client(name="Acme", practice_code="A1")
    found = checked(owner, "Ref,Postcode\nA1,M1 1AE\n", mode="update")

    def kept() -> str:
        state = text("SELECT state FROM client_imports WHERE id = :id")
        with product.hosted["accounts"].database.read(everywhere=True) as connection:
            return str(connection.execute(state, {"id": found["id"]}).scalar())

    assert kept() == "update:ready"
    does(owner, found)
    assert kept() == "update:done"
    assert kept_states.both(accounts.ImportStatus.CHECKING) == ("checking", "update:checking")
    # Read again, it is any file: what its columns are is to be said anew.
    again = checked(owner, "Ref,Postcode\nA1,M1 1AE\n", mode="update")
    with owner.acting():
        accounts.map_columns(owner.rpc, import_id=again["id"], heading_row=1)
    assert comes_to(owner, again, "mapping")["mode"] == "create"


def test_the_activity_names_the_import(owner: Person) -> None:
    """product.md 8.5"""
    acme = owner.adds_client(name="Acme", practice_code="A1")
    found = does(owner, checked(owner, "Ref,Client name\nA1,Acme Toys\n", mode="update"))

    def line() -> Mapping[str, Any] | None:
        with owner.acting():
            lines = access.list_activity(owner.rpc, client_id=acme["id"], kind="client.updated")["items"]
        return lines[0] if lines else None

    noted = eventually(line)
    assert noted["actor"]["id"] == owner.user_id
    assert noted["before"] == {"name": "Acme"}
    assert noted["after"] == {"name": "Acme Toys", "import_id": found["id"]}
