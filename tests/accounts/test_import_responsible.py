"""Columns for who is responsible for what at a row's client (docs/adr/0073, product.md 2.5)."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from contracts import access, accounts
from contracts.access import AccessLevel
from contracts.accounts.import_columns import of_responsibility
from contracts.accounts.import_states import FileFormat
from contracts.accounts.import_tables import Cell
from contracts.errors import InvalidInput
from tests.access.test_levels import why
from tests.access.test_responsibilities import made
from tests.access.test_responsible_colleagues import held
from tests.accounts.import_calls import changes, checks, comes_to, does, rows, takes_back, uploads
from tests.accounts.test_import_people import with_teams
from tests.builders import Mailbox, Person, a_colleague, a_practice, caught_up, eventually

VIEW, WORK, MANAGE = AccessLevel


@pytest.fixture
def owner(rpc: Any) -> Person:
    return a_practice(rpc)


@pytest.fixture
def bob(owner: Person, mailbox: Mailbox) -> Person:
    return a_colleague(owner, mailbox, name="Bob Jones")


@pytest.fixture
def tax(owner: Person) -> str:
    return made(owner, "Tax", VIEW)


def fields_of(found: Any) -> list[str | None]:
    return [column["field"] for column in found["columns"]]


def ends(owner: Person, responsibility_id: str) -> None:
    with owner.acting():
        caught_up(owner, access.end_responsibility(owner.rpc, responsibility_id=responsibility_id))


def test_a_row_says_who_is_responsible_for_what(owner: Person, bob: Person, tax: str) -> None:
    """By name or address, as for the account manager; an empty cell names nobody."""
    payroll = made(owner, "Payroll", WORK)
    found = uploads(
        owner,
        "Client name,Tax manager,Responsible for Payroll\n"
        f"One Ltd,bob jones,{owner.email.upper()}\n"
        f"Two Ltd,{bob.email},n/a\n"
        "Three Ltd,,\n",
    )
    assert fields_of(found) == ["name", of_responsibility(tax), of_responsibility(payroll)]
    done = does(owner, checks(owner, found))
    assert done["counts"]["created"] == 3
    one, two, three = (str(row["client_id"]) for row in rows(owner, done))
    # Before access has answered, too: accounts knows what the rows said.
    assert [each["responsibility_id"] for each in owner.reads(three)["responsibilities"]] == []
    eventually(lambda: held(owner, one) == {tax: bob.user_id, payroll: owner.user_id})
    eventually(lambda: held(owner, two) == {tax: bob.user_id})
    eventually(lambda: bob.sees() == ["One Ltd", "Two Ltd"])
    assert [(each["reason"], each["level"]) for each in why(owner, bob, one)] == [("responsibility", VIEW)]
    assert held(owner, three) == {}


def test_who_is_unknown_or_one_of_two_or_has_left_is_an_error_that_names_the_column(
    owner: Person, bob: Person, tax: str, mailbox: Mailbox
) -> None:
    for _ in "12":
        a_colleague(owner, mailbox, name="Cy Moss")
    gone = a_colleague(owner, mailbox, name="Dee Gone")
    with owner.acting():
        caught_up(owner, access.deactivate_colleague(owner.rpc, user_id=gone.user_id))
    names = ("Nobody", "Cy Moss", "Bob Jones; Cy Moss", "Dee Gone", "dee@elsewhere.example", "Bob Jones")
    file = "Client name,Responsible for Tax,Manager\n" + "".join(
        f"Client {place},{name},Nobody\n" for place, name in enumerate(names)
    )
    *wrong, last = rows(owner, checks(owner, uploads(owner, file)))
    for row, name in zip(wrong, names, strict=False):
        assert [(each["field"], each["code"]) for each in row["errors"]] == [
            (of_responsibility(tax), "unknown_colleague"),
            ("account_manager", "unknown_colleague"),
        ], name
        assert (
            f"There is no colleague {name} to be responsible for Tax, or more than one"
            in (row["errors"][0]["message"])
        )
    assert [each["field"] for each in last["errors"]] == ["account_manager"]


def test_somebody_who_is_invited_and_has_not_come_yet_can_be(owner: Person, tax: str) -> None:
    """As they can be account managers."""
    with owner.acting():
        invited = access.invite_colleague(
            owner.rpc, name="Eve Hill", email="eve@hill.example", role="standard"
        )
    eventually(lambda: "Eve Hill" in with_teams(owner))
    done = does(owner, checks(owner, uploads(owner, "Name,Responsible for Tax\nOne Ltd,Eve Hill\n")))
    (row,) = rows(owner, done)
    eventually(lambda: held(owner, str(row["client_id"])) == {tax: invited["id"]})


def test_one_that_is_ended_after_the_columns_were_named_is_an_error_and_then_no_column(
    owner: Person, bob: Person, tax: str
) -> None:
    file = "Name,Responsible for Tax,Steuer\nOne Ltd,Bob Jones,\nTwo Ltd,,\n"
    checked = checks(owner, uploads(owner, file))
    assert checked["counts"] == {"new": 2}
    ends(owner, tax)
    # What was checked is looked at once more before it is done.
    done = does(owner, checked)
    failed, created = rows(owner, done)
    assert (failed["result"], created["result"]) == ("failed", "created")
    assert "has ended the responsibility" in failed["detail"]
    # The practice had said what these columns are: now one is none, and that is told.
    again = uploads(owner, file.replace("Two", "Three"))
    assert fields_of(again) == ["name", None, None]
    assert any("“Responsible for Tax” names no responsibility" in each for each in again["notices"])


def test_a_column_is_said_by_the_responsibility_s_id_and_none_of_another_practice(
    owner: Person, bob: Person, tax: str, rpc: Any
) -> None:
    found = uploads(owner, "Name,Wer,Wer noch\nOne Ltd,Bob Jones,Bob Jones\n")
    column, theirs = of_responsibility(tax), of_responsibility(made(a_practice(rpc), "Tax"))
    wrong = {
        theirs: ("/columns/1", "unknown_responsibility"),
        "responsible:resp_1": ("/columns/1", "not_a_choice"),
        "responsible:": ("/columns/1", "not_a_choice"),
    }
    with owner.acting():
        for field, (pointer, code) in wrong.items():
            with pytest.raises(InvalidInput) as refused:
                accounts.map_columns(owner.rpc, import_id=found["id"], columns=["name", field, None])
            assert [(each["pointer"], each["code"]) for each in refused.value.errors] == [(pointer, code)]
        with pytest.raises(InvalidInput) as refused:
            accounts.map_columns(owner.rpc, import_id=found["id"], columns=["name", column, column])
        assert refused.value.errors[0]["code"] == "not_a_choice"
    checks(owner, found, columns=["name", column, None])
    (row,) = rows(owner, found)
    assert (row["values"][column], row["errors"]) == ("Bob Jones", [])
    # It is remembered, also when the responsibility has another name by then.
    with owner.acting():
        caught_up(owner, access.change_responsibility(owner.rpc, responsibility_id=tax, name="Steuern"))
    assert fields_of(uploads(owner, "Name,Wer,Wer noch\nTwo Ltd,,\n")) == ["name", column, None]


def test_who_is_responsible_at_a_client_that_is_there_is_left_as_it_is_and_that_is_said(
    owner: Person, bob: Person, tax: str
) -> None:
    """product.md 2.5: as for the account manager."""
    client_id = str(owner.adds_client(name="Oak Ltd", practice_code="OAK")["id"])
    file = "Ref,Postcode,Responsible for Tax\nOAK,M1 1AE,Bob Jones\n"
    checked = checks(owner, uploads(owner, file), mode="update")
    (row,) = rows(owner, checked)
    (notice,) = row["notices"]
    assert notice["field"] == of_responsibility(tax)
    assert "is changed on its page: it is left as it is" in notice["message"]
    does(owner, checked)
    assert (owner.reads(client_id)["postcode"], held(owner, client_id)) == ("M1 1AE", {})


def test_taking_it_back_takes_the_clients_with_who_was_responsible(
    owner: Person, bob: Person, tax: str
) -> None:
    file = "Name,Responsible for Tax\nOne Ltd,Bob Jones\nTwo Ltd,Bob Jones\n"
    done = does(owner, checks(owner, uploads(owner, file)))
    _, two = (str(row["client_id"]) for row in rows(owner, done))
    eventually(lambda: bob.sees() == ["One Ltd", "Two Ltd"])
    changes(owner, two, name="Two & Co")
    assert takes_back(owner, done)["counts"] == {"new": 2, "undone": 1, "kept": 1}
    assert bob.sees() == ["Two & Co"]
    assert held(owner, two) == {tax: bob.user_id}
    with owner.acting():
        assert access.get_responsibility(owner.rpc, responsibility_id=tax)["people"][0]["clients"] == 1


def test_the_template_has_a_column_for_each_with_the_colleagues_to_choose_from(
    owner: Person, bob: Person, tax: str
) -> None:
    made(owner, "Payroll & P11D")
    ends(owner, made(owner, "Audit"))
    with owner.acting():
        as_csv = accounts.get_import_template(owner.rpc, FileFormat.CSV).decode("utf-8-sig")
        book = load_workbook(io.BytesIO(accounts.get_import_template(owner.rpc, FileFormat.XLSX)))
    headings = as_csv.strip().split(",")
    place = headings.index("Responsible for Tax")
    assert headings[place - 1 : place + 3] == [
        "Access level", "Responsible for Tax", "Responsible for Payroll & P11D", "Person to invite",
    ]  # fmt: skip
    sheet = book["Clients"]
    assert [cell.value for cell in sheet[1]] == headings
    offered = {str(each.sqref).rstrip("0123456789"): each for each in sheet.data_validations.dataValidation}
    letter = sheet.cell(2, place + 1).column_letter
    (chosen,) = [each for at, each in offered.items() if at.startswith(f"{letter}2:")]
    list_of = chosen.formula1.split("!")[1].replace("$", "")
    assert [row[0].value for row in book["Lists"][list_of]] == ["Ann Smith", "Bob Jones"]
    sheet.cell(2, headings.index("Client name") + 1, "Oak Ltd")
    sheet.cell(2, place + 1, "Bob Jones")
    file = io.BytesIO()
    book.save(file)
    found = uploads(owner, file.getvalue(), form="xlsx")
    assert found["notices"] == []
    assert None not in fields_of(found)
    (row,) = rows(owner, does(owner, checks(owner, found)))
    eventually(lambda: held(owner, str(row["client_id"])) == {tax: bob.user_id})


def test_they_are_typed_and_pasted_as_a_table(owner: Person, bob: Person, tax: str) -> None:
    column = of_responsibility(tax)
    with owner.acting():
        table = accounts.begin_table(owner.rpc)
        cells = [Cell(row=1, field="name", text="One Ltd"), Cell(row=1, field=column, text="Bob Jones")]
        now = accounts.write_cells(owner.rpc, table["id"], cells)
        assert now["columns"][-1] == {"heading": "Responsible for Tax", "samples": [], "field": column}
        put = accounts.paste_rows(
            owner.rpc, table["id"], rows=[2], columns=["name"],
            text="Client name\tTax lead\nTwo Ltd\tBob Jones\nThree Ltd\tNobody",
        )  # fmt: skip
        assert put == {"rows": 2, "rows_left_out": 0, "columns_left_out": 0}
    comes_to(owner, table, "ready")
    with owner.acting():
        accounts.replace_cells(owner.rpc, table["id"], field=column, was="Nobody", text="Ann Smith")
        of_nobody = Cell(row=3, field=of_responsibility(f"resp_{'0' * 26}"), text="Bob Jones")
        with pytest.raises(InvalidInput):
            accounts.write_cells(owner.rpc, table["id"], [of_nobody])
    done = does(owner, comes_to(owner, table, "ready"))
    ids = {row["values"]["name"]: str(row["client_id"]) for row in rows(owner, done)}
    eventually(lambda: bob.sees() == ["One Ltd", "Two Ltd"])
    eventually(lambda: held(owner, ids["Three Ltd"]) == {tax: owner.user_id})
