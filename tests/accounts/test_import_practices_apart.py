"""What an import takes of its practice, and of no other: people, teams, and what columns were said to be."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from contracts import access, accounts
from contracts.accounts import FileFormat
from services.accounts.imports import import_decisions
from services.accounts.imports.columns import remembered_columns
from tests.access.two_practices import works_for_both
from tests.accounts.import_calls import checks, comes_to, rows, uploads
from tests.builders import Mailbox, Person, a_colleague, a_practice, caught_up, eventually, unique


def names_offered(practice: Person) -> list[str]:
    """The people and teams that the template lets one choose from."""
    with practice.acting():
        book = load_workbook(io.BytesIO(accounts.get_import_template(practice.rpc, FileFormat.XLSX)))
    return [str(cell.value) for row in book["Lists"] for cell in row if cell.value is not None]


def a_named_team(practice: Person, name: str) -> str:
    with practice.acting():
        made = access.create_team(practice.rpc, name=name, member_ids=[])
        return str(caught_up(practice, made)["id"])


def test_a_template_offers_the_people_and_teams_of_one_practice(owner: Person, mailbox: Mailbox) -> None:
    """They are looked for in the order of their names, of which a list has a thousand."""
    other, bob, payroll = a_practice(owner.rpc), unique("Aaron"), unique("A payroll")
    works_for_both(owner.rpc, mailbox, owner, other)
    a_colleague(other, mailbox, name=bob)
    a_named_team(other, payroll)
    eventually(lambda: {bob, payroll, "Robert"} <= set(names_offered(other)))
    offered = names_offered(owner)
    assert "Bob" in offered
    assert not {bob, payroll, "Robert"} & set(offered)


def test_a_row_names_teams_of_its_practice(owner: Person) -> None:
    other = a_practice(owner.rpc)
    both, elsewhere = unique("Payroll"), unique("Tax")
    a_named_team(owner, both)
    for name in (both, elsewhere):
        a_named_team(other, name)
    eventually(lambda: {both, elsewhere} <= set(names_offered(other)) and both in names_offered(owner))
    file = f"Client name,Teams\nOne Ltd,{both}\nTwo Ltd,{elsewhere}\n"
    one, two = rows(owner, checks(owner, uploads(owner, file)))
    assert (one["errors"], [each["field"] for each in two["errors"]]) == ([], ["teams"])


def of_colours(practice: Person) -> list[str | None]:
    """What the columns of such a file are taken for, before anybody has said so."""
    found = uploads(practice, "Client name,Colour\nOne Ltd,A1\n")
    return [column["field"] for column in found["columns"]]


def says_what_colours_are(practice: Person, field: str, heading: str = "Colour") -> None:
    found = uploads(practice, f"Client name,{heading}\nOne Ltd,A1\n")
    with practice.acting():
        columns: list[str | None] = [accounts.ImportField.NAME, accounts.ImportField(field)]
        accounts.map_columns(practice.rpc, import_id=found["id"], columns=columns)
    comes_to(practice, found, "ready")


def test_what_columns_are_is_remembered_by_each_practice_for_itself(owner: Person) -> None:
    other = a_practice(owner.rpc)
    says_what_colours_are(other, "practice_code")
    assert of_colours(other) == ["name", "practice_code"]
    assert of_colours(owner) == ["name", None]


def test_what_one_practice_says_takes_no_room_of_what_another_has_said(
    owner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = a_practice(owner.rpc)
    monkeypatch.setattr(remembered_columns, "MOST", 1)
    says_what_colours_are(other, "practice_code")
    says_what_colours_are(owner, "practice_code", "Shade")
    assert of_colours(other) == ["name", "practice_code"]
    says_what_colours_are(other, "practice_code", "Shade")
    assert of_colours(other) == ["name", None]


def test_files_are_counted_in_each_practice(owner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    uploads(a_practice(owner.rpc), "Client name\nOne Ltd\n")
    monkeypatch.setattr(import_decisions, "MOST_KEPT", 1)
    uploads(owner, "Client name\nOne Ltd\n")
    with pytest.raises(accounts.ImportLimit):
        uploads(owner, "Client name\nTwo Ltd\n")
