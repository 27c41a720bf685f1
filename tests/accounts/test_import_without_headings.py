"""A file without headings: its first row is a client like the others."""

from __future__ import annotations

import pytest

from contracts import accounts
from tests.accounts.import_calls import checks, comes_to, does, uploads
from tests.accounts.test_import_files import found, workbook
from tests.builders import Person

ROWS = [["Acme", "A1", "office@acme.example"], ["Bramble", "B1", ""]]


def as_csv(rows: list[list[str]]) -> bytes:
    return "\n".join(map(",".join, rows)).encode()


def test_a_first_row_of_values_is_no_headings() -> None:
    for file in (as_csv(ROWS), workbook(ROWS)):
        table = found(file)
        assert (table.heading_row, table.headings) == (0, ["", "", ""])
        assert [cells[0] for _, cells in table.rows] == ["Acme", "Bramble"]
        assert "no headings" in table.notices[0]


def test_values_that_look_like_headings_are_for_the_person_to_say() -> None:
    """Nothing in a list of names alone says whether the first is one of them."""
    names = [["Acme"], ["Bramble"]]
    table = found(as_csv(names))
    assert (table.heading_row, table.headings) == (1, ["Acme"])
    assert "No heading in row 1 is known" in table.notices[0]
    table = found(as_csv(names), heading_row=0)
    assert [cells for _, cells in table.rows] == names


def test_headings_under_a_title_with_an_address_are_found() -> None:
    titled = [["Smith & Co", "office@smith.example"], ["Client name", "Code"], ["Acme", "A1"]]
    assert found(as_csv(titled)).heading_row == 2


@pytest.mark.timeout(60)
@pytest.mark.parametrize("cell", ["@." * 2400 + " x", "a@" + "a." * 2400 + " x", "total" + "." * 4900 + "x"])
def test_no_cell_keeps_the_reader_looking_for_a_value_in_it(cell: str) -> None:
    """A pattern that goes back over each sign for each other sign takes minutes for one cell."""
    assert found(as_csv([[cell, "b"], ["Acme", "A1"]])).rows


def test_every_row_becomes_a_client_once_the_columns_are_said(owner: Person) -> None:
    begun = uploads(owner, as_csv(ROWS))
    assert (begun["heading_row"], [each["heading"] for each in begun["columns"]]) == (0, ["", "", ""])
    assert begun["columns"][2]["samples"] == ["office@acme.example"]
    ready = checks(owner, begun, columns=["name", "practice_code", "email"])
    done = does(owner, ready)
    assert done["counts"]["created"] == 2
    with owner.acting():
        assert [each["name"] for each in accounts.list_clients(owner.rpc)["items"]] == ["Acme", "Bramble"]


def test_a_file_can_be_read_again_as_one_without_headings(owner: Person) -> None:
    begun = uploads(owner, "Acme\nBramble\n")
    assert begun["heading_row"] == 1
    with owner.acting():
        accounts.map_columns(owner.rpc, import_id=begun["id"], heading_row=0)
    again = comes_to(owner, begun, "mapping")
    assert (again["heading_row"], again["rows"]) == (0, 2)
