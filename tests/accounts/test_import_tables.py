"""Rows typed as a table, and those of a file mended in place (product.md 2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from chassis.database.tables import commands, outbox
from chassis.rpc.client import RpcClient
from contracts import access, accounts
from contracts.accounts import import_tables
from contracts.accounts.import_states import ImportField
from contracts.accounts.import_tables import Cell
from contracts.errors import InvalidInput, NotFound, RoleRequired
from deploy.allinone.product import Product
from services.accounts.tables import ClientImport, ClientImportRow
from tests.accounts.import_calls import FILE, checks, comes_to, does, rows, uploads
from tests.builders import Mailbox, Person, a_colleague, a_practice, unique


def begins(person: Person) -> Mapping[str, Any]:
    with person.acting():
        return accounts.begin_table(person.rpc)


def writes(person: Person, found: Mapping[str, Any], *cells: tuple[int, str, str]) -> Mapping[str, Any]:
    """Write cells, and wait until they are checked."""
    with person.acting():
        written = [Cell(row=row, field=ImportField(field), text=text) for row, field, text in cells]
        accounts.write_cells(person.rpc, found["id"], written)
    return comes_to(person, found, "ready")


def pastes(person: Person, found: Mapping[str, Any], text: str, **where: Any) -> Mapping[str, Any]:
    at: dict[str, Any] = {"rows": [1], "columns": [ImportField.NAME, ImportField.PRACTICE_CODE], **where}
    with person.acting():
        return accounts.paste_rows(person.rpc, found["id"], text=text, **at)


def test_clients_are_typed_checked_as_it_goes_and_added(owner: Person) -> None:
    table = begins(owner)
    assert (table["typed"], table["state"], table["rows"]) == (True, "mapping", 0)
    found = writes(owner, table, (1, "name", "Acme Ltd"), (1, "practice_code", "A1"), (2, "email", "x"))
    assert found["counts"] == {"new": 1, "invalid": 1}
    found = writes(owner, found, (2, "name", "Bramble"), (2, "email", ""), (2, "practice_code", "a1"))
    assert [error["field"] for error in rows(owner, found)[1]["errors"]] == ["practice_code"]
    found = writes(owner, found, (2, "practice_code", "B1"), (3, "name", "Cobalt"), (3, "teams", "None such"))
    assert [error["field"] for error in rows(owner, found)[2]["errors"]] == ["teams"]
    found = writes(owner, found, (3, "name", ""), (3, "teams", ""))
    assert (found["rows"], found["counts"]) == (2, {"new": 2})
    assert owner.sees() == []
    done = does(owner, found)
    assert done["counts"] == {"new": 2, "created": 2}
    assert owner.sees() == ["Acme Ltd", "Bramble"]
    cell = Cell(row=1, field=ImportField.NAME, text="Too late")
    with owner.acting(), pytest.raises(accounts.ImportState):
        accounts.write_cells(owner.rpc, done["id"], [cell])


def test_rows_of_a_file_are_mended_in_place(owner: Person) -> None:
    found = checks(owner, uploads(owner, FILE))
    wrong = {row["number"]: [each["field"] for each in row["errors"]] for row in rows(owner, found)}
    assert wrong == {2: [], 3: [], 4: ["practice_code"], 5: ["name"], 6: ["industry"]}
    found = writes(owner, found, (4, "practice_code", "B1"), (5, "name", "Xylo"), (6, "industry", "62012"))
    assert found["counts"] == {"new": 5}
    with owner.acting(), pytest.raises(InvalidInput) as refused:
        accounts.write_cells(owner.rpc, found["id"], [Cell(row=7, field=ImportField.NAME, text="Seventh")])
    assert refused.value.errors[0]["message"] == "The file has no row 7."
    does(owner, found)
    assert owner.sees() == ["Acme Widgets Ltd", "Bramble", "Cobalt", "Sam Stone", "Xylo"]


def test_what_the_columns_of_a_file_are_is_said_before_its_rows_are_mended(owner: Person) -> None:
    found = uploads(owner, FILE)
    with owner.acting(), pytest.raises(accounts.ImportState):
        accounts.write_cells(owner.rpc, found["id"], [Cell(row=2, field=ImportField.NAME, text="A")])


def test_a_national_insurance_number_stays_where_it_comes_back_masked(owner: Person) -> None:
    """product.md 3.1: it is shown masked, so that is what a form sends back."""
    cells = [(1, "name", "Sam"), (1, "email", "s@s.example"), (1, "income_sources", "Pots")]
    found = writes(owner, begins(owner), *cells, (1, "national_insurance_number", "TC663795B"))
    (row,) = rows(owner, found)
    assert row["values"]["national_insurance_number"] == "*****795B"
    found = writes(owner, found, (1, "national_insurance_number", "*****795B"), (1, "name", "Sam Stone"))
    (row,) = rows(owner, found)
    assert (row["verdict"], row["errors"]) == ("new", [])


def test_rows_are_pasted_with_headings_into_what_they_say_and_else_into_the_columns_there(
    owner: Person,
) -> None:
    table = begins(owner)
    put = pastes(owner, table, "Ref\tClient name\tShoe size\tTeams\nA1\tAcme\t9\tNone such\nB1\tBramble\t8\t")
    assert put == {"rows": 2, "rows_left_out": 0, "columns_left_out": 1}
    found = comes_to(owner, table, "ready")
    first, second = rows(owner, found)
    assert first["values"] == {"practice_code": "A1", "name": "Acme", "teams": "None such"}
    assert second["values"] == {"practice_code": "B1", "name": "Bramble"}
    put = pastes(owner, found, "Cobalt\tC1\tmore\nDunmore\tD1\t", rows=[2])
    assert put == {"rows": 2, "rows_left_out": 0, "columns_left_out": 1}
    found = comes_to(owner, table, "ready")
    assert [row["values"]["name"] for row in rows(owner, found)] == ["Acme", "Cobalt", "Dunmore"]


def test_corrections_are_pasted_into_the_rows_that_are_shown_and_no_others(owner: Person) -> None:
    file = "name,code\nOne,A\nTwo,A\nThree,T\nFour,A\n"
    found = checks(owner, uploads(owner, file))
    wrong = [row["number"] for row in rows(owner, found, verdict="invalid")]
    assert wrong == [3, 5]
    where = {"rows": wrong, "columns": [ImportField.PRACTICE_CODE], "only_these": True}
    assert pastes(owner, found, "B\nD\nE", **where)["rows_left_out"] == 1
    found = comes_to(owner, found, "ready")
    assert [row["values"]["practice_code"] for row in rows(owner, found)] == ["A", "B", "T", "D"]
    assert pastes(owner, found, "Y\nZ", rows=[5], columns=[ImportField.PRACTICE_CODE])["rows"] == 1


def test_what_is_wrong_in_the_same_way_is_mended_at_once_and_nothing_else(owner: Person) -> None:
    file = "name,type\nOne,Martian\nTwo,Martian\nThree,Limited\nFour,Venusian\n"
    found = checks(owner, uploads(owner, file))
    with owner.acting():
        accounts.replace_cells(owner.rpc, found["id"], field=ImportField.TYPE, was="Martian", text="Limited")
    found = comes_to(owner, found, "ready")
    said = [row["values"]["type"] for row in rows(owner, found)]
    assert said == ["Limited", "Limited", "Limited", "Venusian"]


def test_a_table_has_so_many_rows_and_more_come_as_a_file(owner: Person) -> None:
    table = begins(owner)
    most = import_tables.MOST_TYPED
    assert pastes(owner, table, "\n".join(f"Client {n}" for n in range(most)))["rows"] == most
    comes_to(owner, table, "ready")
    cell = Cell(row=most + 1, field=ImportField.NAME, text="One more")
    with owner.acting(), pytest.raises(InvalidInput) as refused:
        accounts.write_cells(owner.rpc, table["id"], [cell])
    assert refused.value.errors[0]["message"] == "A table has at most 500 rows. Import more as a file."
    with pytest.raises(InvalidInput) as refused:
        pastes(owner, table, "x" * (import_tables.LONGEST_PASTE + 1))
    assert refused.value.errors[0]["pointer"] == "/text"


def test_whether_somebody_is_a_user_is_asked_once_for_an_address(owner: Person, mailbox: Mailbox) -> None:
    """product.md 4.3: each address that is looked up counts, and is on the trail."""
    taken = a_colleague(owner, mailbox).email
    person = [(1, "name", "Known Ltd"), (1, "invitee_email", taken)]
    found = writes(owner, begins(owner), *person)
    assert found["plan"]["existing_users"] == 1
    found = writes(owner, found, (2, "name", "Acme"), (2, "invitee_email", f"{unique('a')}@acme.example"))
    found = writes(owner, found, (1, "practice_code", "K1"))
    assert [row["existing_user"] for row in rows(owner, found)] == [True, False]
    with owner.acting():
        lines = access.list_activity(owner.rpc, kind="email.looked_up")["items"]
    looked_up = [(line["after"] or {})["addresses"] for line in lines]
    assert looked_up == [1, 1, 1], "the first twice, as its row was changed; the second once"


def test_a_table_is_for_who_may_add_clients_and_whose_it_is(
    owner: Person, mailbox: Mailbox, rpc: RpcClient
) -> None:
    """product.md 1.3; as with files, nobody else sees what is in it but the practice's admins."""
    adder = a_colleague(owner, mailbox, permissions=["add_clients"])
    other = a_colleague(owner, mailbox, permissions=["add_clients"])
    none, stranger = a_colleague(owner, mailbox), a_practice(rpc)
    table = begins(adder)
    cell = Cell(row=1, field=ImportField.NAME, text="Acme")
    for person, refusal in ((other, NotFound), (stranger, NotFound), (none, RoleRequired)):
        with person.acting():
            with pytest.raises(refusal):
                accounts.write_cells(rpc, table["id"], [cell])
            with pytest.raises(refusal):
                accounts.replace_cells(rpc, table["id"], field=ImportField.NAME, was="Acme", text="Mine")
        with pytest.raises(refusal):
            pastes(person, table, "Acme\tA1")
    with none.acting(), pytest.raises(RoleRequired):
        accounts.begin_table(rpc)
    assert writes(owner, table, (1, "name", "Acme"))["rows"] == 1


def test_nothing_that_is_typed_is_kept_in_clear(owner: Person, product: Product) -> None:
    word = unique("Secretive")
    found = writes(owner, begins(owner), (1, "name", word), (1, "national_insurance_number", "TC663795B"))
    database = product.hosted["accounts"].database
    with database.read(everywhere=True) as connection:
        for table in (ClientImport.__table__, ClientImportRow.__table__, commands, outbox):
            kept = connection.execute(select(table)).all()
            assert not any(word in str(row) or "TC663795B" in str(row) for row in kept), table
    assert rows(owner, found)[0]["values"]["name"] == word
