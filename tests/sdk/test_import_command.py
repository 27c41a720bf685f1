"""`clientele import`: what each row does is shown, and nothing is created that nobody agreed to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sdk.commands import Machine, registered

FILE = (
    "Client name,Code,Email,Colour\n"
    "Acme Widgets Ltd,ACM01,,red\n"
    "Zoe Cafe,ZOE,zoe@cafe.example,blue\n"
    ",BAD,,\n"
    "Bolt Ltd,B1,nope,\n"
)


@pytest.fixture
def machine(tmp_path: Path, product_url: str) -> Machine:
    machine = Machine(tmp_path, product_url)
    assert machine.signs_in(registered(product_url)).code == 0
    (tmp_path / "clients.csv").write_text(FILE)
    assert machine.runs("clients", "add", "--name", "Acme Widgets Ltd", "--practice-code", "ACM01").code == 0
    return machine


def names(machine: Machine) -> list[str]:
    listed = machine.runs("clients", "list", "--json").document["items"]
    return [each["name"] for each in listed]


def test_nothing_is_imported_that_nobody_agreed_to(machine: Machine) -> None:
    file = str(machine.folder / "clients.csv")
    assert machine.runs("import", file).code == 2
    looked = machine.runs("import", file, "--dry-run")
    assert looked.code == 0, looked.err
    assert "2\tAcme Widgets Ltd\tis skipped\tlike Acme Widgets Ltd" in looked.out
    assert "3\tZoe Cafe\tis created\t" in looked.out
    assert "4\t\tfails\tname: Enter the business name." in looked.out
    refused = machine.on_a_terminal(100, "import", file, answers={"[y/N]:": "n"})
    assert refused.code == 0
    assert "Nothing was imported" in refused.out
    assert names(machine) == ["Acme Widgets Ltd"]
    assert (
        machine.runs("import", str(machine.folder / "clients.csv"), "--column", "Nope=name", "--yes").code
        == 2
    )
    (machine.folder / "clients.txt").write_text(FILE)
    assert machine.runs("import", str(machine.folder / "clients.txt"), "--yes").code == 2


def test_a_file_is_imported_and_the_rows_that_failed_are_kept_to_be_mended(machine: Machine) -> None:
    file, failed = str(machine.folder / "clients.csv"), machine.folder / "failed.csv"
    done = machine.on_a_terminal(
        100, "import", file, "--failures", str(failed), "--column", "Email=", answers={"[y/N]:": "y"}
    )
    # One row has no name.
    assert done.code == 1, done.out
    assert "4 rows: 2 created, 1 skipped, 1 failed" in done.out
    assert names(machine) == ["Acme Widgets Ltd", "Bolt Ltd", "Zoe Cafe"]
    assert "BAD" in failed.read_text("utf-8-sig")
    # The columns of a file like one before are taken for what they were said to be then.
    document = machine.runs(
        "import", file, "--yes", "--json", "--near", "skip", "--column", "Email=email"
    ).document
    assert document["import"]["state"] == "done"
    assert [row["result"] for row in document["rows"]] == ["skipped", "skipped", "failed", "failed"]
