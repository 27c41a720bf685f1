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


def test_clients_that_rows_name_are_changed_where_the_mode_says_so(machine: Machine) -> None:
    file = machine.folder / "changes.csv"
    file.write_text("Code,Client name,Postcode\nacm01,Acme Toys Ltd,M1 1AE\nNOPE,Nobody Ltd,LS1 4AP\n")
    looked = machine.runs("import", str(file), "--mode", "update", "--dry-run")
    assert looked.code == 0, looked.err
    shown = "name: Acme Widgets Ltd -> Acme Toys Ltd; postcode: none -> M1 1AE"
    assert f"2\tAcme Toys Ltd\tis changed\t{shown}" in looked.out
    assert "3\tNobody Ltd\tis left out\t" in looked.out
    assert "2 rows: 1 update, 1 unmatched" in looked.out
    assert names(machine) == ["Acme Widgets Ltd"]
    refused = machine.on_a_terminal(
        100, "import", str(file), "--mode", "update", answers={"Import changes.csv? [y/N]:": "n"}
    )
    assert "Nothing was imported" in refused.out
    done = machine.runs("import", str(file), "--mode", "create_and_update", "--yes", "--json")
    assert done.code == 0, done.err
    assert done.document["import"]["mode"] == "create_and_update"
    assert [each["result"] for each in done.document["rows"]] == ["changed", "created"]
    assert names(machine) == ["Acme Toys Ltd", "Nobody Ltd"]
    assert machine.runs("import", str(file), "--mode", "overwrite", "--yes").code == 2


def test_whom_the_rows_name_is_invited_once_somebody_agrees_to_so_many(machine: Machine) -> None:
    file = machine.folder / "people.csv"
    file.write_text(
        "Client name,Code,Invite name,Invite email\n"
        "Elm Ltd,ELM,Jo Bloggs,jo@elm.example\n"
        "Fir Ltd,FIR,Jim Bloggs,jim@fir.example\n"
        "Oak Ltd,OAK,,\n"
    )
    done = machine.on_a_terminal(
        100,
        "import",
        str(file),
        answers={"Import people.csv? [y/N]:": "y", "Send 2 invitations? [y/N]:": "y"},
    )
    assert done.code == 0, done.out
    assert "3 rows: 3 created" in done.out
    assert "2 invitations: 2 invited" in done.out
    listed = machine.runs("clients", "list", "--invitation", "none", "--json").document["items"]
    assert [each["name"] for each in listed] == ["Acme Widgets Ltd", "Oak Ltd"]


def test_nobody_is_invited_where_only_the_import_was_agreed_to(machine: Machine) -> None:
    file = machine.folder / "people.csv"
    file.write_text("Client name,Code,Invite name,Invite email\nElm Ltd,ELM,Jo Bloggs,jo@elm.example\n")
    done = machine.runs("import", str(file), "--yes")
    assert done.code == 0, done.err
    assert "1 invitation can be sent still" in done.err
    assert machine.runs("clients", "list", "--json").document["items"][1]["invitation"] is None
    file.write_text("Client name,Code,Invite name,Invite email\nFir Ltd,FIR,Jim Bloggs,jim@fir.example\n")
    document = machine.runs("import", str(file), "--yes", "--invite", "--json").document
    assert document["invitations"]["state"] == "done"
    assert [(each["client_name"], each["result"]) for each in document["invited"]] == [("Fir Ltd", "invited")]


def test_who_was_not_invited_is_named_with_the_reason(machine: Machine) -> None:
    file = machine.folder / "people.csv"
    taken = machine.runs("whoami").out.split("\t")[1]
    file.write_text(f"Client name,Code,Invite name,Invite email\nElm Ltd,ELM,Ann Smith,{taken}\n")
    done = machine.runs("import", str(file), "--yes", "--invite")
    assert done.code == 1, done.out
    assert taken in done.out
    assert "1 invitations: 1 refused" in done.out
