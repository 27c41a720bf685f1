"""Columns for who sees a client and whom it can be invited for (product.md 2.5, 2.6, 4.1, 4.3)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pytest
from openpyxl import load_workbook

from chassis.rpc.client import RpcClient
from contracts import access, accounts
from contracts.accounts.import_states import FileFormat
from contracts.errors import RoleRequired
from deploy.allinone.product import Product
from services.access.passwords.try_limits import Limit
from services.accounts.imports.columns import column_headings, import_template, template_workbook
from services.accounts.imports.file_reader import reading
from services.accounts.imports.file_reader.tables import Unreadable
from services.accounts.imports.rows import row_invitees
from tests.accounts.import_calls import checks, does, rows, uploads
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_colleague, a_practice, eventually, unique


def a_team(owner: Person, name: str, *members: Person) -> str:
    with owner.acting():
        team = access.create_team(owner.rpc, name=name, member_ids=[each.user_id for each in members])
    return str(team["id"])


def made_of(owner: Person, found: Mapping[str, Any]) -> dict[str, Any]:
    """The clients of an import once their access is granted, by name."""
    ids = [row["client_id"] for row in rows(owner, found, result="created")]
    clients = [owner.reads(each) for each in ids]
    return {each["name"]: each for each in clients}


def test_a_row_says_who_sees_its_client(owner: Person, mailbox: Mailbox) -> None:
    """product.md 2.5: by name or address, as in the wizard."""
    bea, cy = a_colleague(owner, mailbox, name="Bea Hill"), a_colleague(owner, mailbox, name="Cy Moss")
    payroll = a_team(owner, "Payroll", cy)
    file = (
        "Client name,Account manager,Colleagues,Teams\n"
        f"One Ltd,{bea.email.upper()},,\n"
        "Two Ltd,bea hill,Cy Moss; Bea Hill,payroll\n"
        f"Three Ltd,,Everyone,\n"
        f"Four Ltd,,,\n"
        f"Five Ltd,nobody@elsewhere.example,Nobody; {cy.email},No such team\n"
    )
    eventually(lambda: "Payroll" in with_teams(owner))
    checked = checks(owner, uploads(owner, file), access={"colleague_ids": [cy.user_id]})
    *_, five = rows(owner, checked)
    assert [(each["field"], each["code"]) for each in five["errors"]] == [
        ("account_manager", "unknown_colleague"),
        ("colleagues", "unknown_colleague"),
        ("teams", "unknown_team"),
    ]
    assert "nobody@elsewhere.example" in five["errors"][0]["message"]
    made = made_of(owner, does(owner, checked))
    seen = {name: client["access"] for name, client in made.items()}
    assert seen["One Ltd"]["account_manager_id"] == bea.user_id
    assert seen["One Ltd"]["colleague_ids"] == [cy.user_id]
    assert sorted(seen["Two Ltd"]["colleague_ids"]) == sorted([bea.user_id, cy.user_id])
    assert seen["Two Ltd"]["team_ids"] == [payroll]
    assert (seen["Three Ltd"]["everyone"], seen["Four Ltd"]["everyone"]) == (True, False)
    assert seen["Four Ltd"]["colleague_ids"] == [cy.user_id]
    assert set(seen) == {"One Ltd", "Two Ltd", "Three Ltd", "Four Ltd"}
    granted = made["Two Ltd"]["id"]
    eventually(lambda: granted in [each["id"] for each in seen_by(bea)])


def with_teams(owner: Person) -> str:
    """The names that the template offers: what accounts knows of the practice."""
    with owner.acting():
        book = load_workbook(io.BytesIO(accounts.get_import_template(owner.rpc, FileFormat.XLSX)))
    return " ".join(str(cell.value) for row in book["Lists"] for cell in row)


def seen_by(person: Person) -> list[Any]:
    with person.acting():
        return list(accounts.list_clients(person.rpc)["items"])


def test_the_check_says_who_can_be_invited_and_writes_to_nobody(owner: Person, mailbox: Mailbox) -> None:
    taken = a_colleague(owner, mailbox).email
    jo = f"{unique('jo')}@acme.example"
    file = (
        "Client name,Type,Email,First name,Last name,Person to invite,Email of person to invite,Mobile\n"
        f"Acme Ltd,,,,,Jo Bloggs,{jo},07700 900123\n"
        f"Known Ltd,,,,,Kim,{taken},020 7946 0018\n"
        "Office Ltd,,office@office.example,,,,,\n"
        "Person Ltd,,pat@person.example,Pat,Lee,,,\n"
        "Wrong Ltd,,,,,Will,not an address,\n"
    )
    checked = checks(owner, uploads(owner, file))
    acme, known, office, person, wrong = rows(owner, checked)
    assert acme["invitee"] == {"name": "Jo Bloggs", "email": jo, "mobile": "+447700900123"}
    assert (acme["existing_user"], known["existing_user"], office["existing_user"]) == (False, True, None)
    assert known["invitee"]["mobile"] is None
    assert "landline" in known["notices"][0]["message"]
    assert office["invitee"] is None
    assert person["invitee"] == {"name": "Pat Lee", "email": "pat@person.example", "mobile": None}
    assert person["notices"] == []
    assert [(each["field"], each["code"]) for each in wrong["errors"]] == [("invitee_email", "invalid_email")]
    planned = {"creates": 4, "invites": 3, "texts": 1, "existing_users": 1, "unknown_users": 0}
    assert checked["plan"] == planned
    with owner.acting():
        (line,) = access.list_activity(owner.rpc, kind="email.looked_up")["items"]
    assert line["after"] == {"addresses": 3, "exist": 1}
    done = does(owner, checked)
    assert done["plan"] == planned
    assert [each["invitation"] for each in made_of(owner, done).values()] == [None] * 4
    assert mailbox.to(jo) == []


def test_who_is_a_user_is_told_of_so_many_addresses_an_hour_and_the_rest_is_said_to_be_unknown(
    owner: Person, mailbox: Mailbox, product: Product, rpc: RpcClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """product.md 4.3: a list of addresses asks no more than somebody could one by one."""
    taken = a_colleague(owner, mailbox).email
    config = product.hosted["access"].container.config
    monkeypatch.setitem(config, "look_ups", Limit("email look-ups", most=2, seconds=3600))
    heading = "Client name,Person to invite,Email of person to invite\n"
    few = heading + f"One Ltd,Kim,{taken}\nTwo Ltd,Jo,{unique('jo')}@acme.example\n"
    checked = checks(owner, uploads(owner, few))
    assert (checked["plan"]["existing_users"], checked["plan"]["unknown_users"]) == (1, 0)
    more = heading + f"Three Ltd,Al,{unique('al')}@acme.example\nFour Ltd,Bo,{unique('bo')}@acme.example\n"
    checked = checks(owner, uploads(owner, more))
    assert (checked["plan"]["existing_users"], checked["plan"]["unknown_users"]) == (0, 2)
    assert [row["existing_user"] for row in rows(owner, checked)] == [None, None]
    page = Browser(rpc, owner).opens(f"/clients/import/{checked['id']}")
    assert "Whether 2 more are users already was not looked up" in page
    with owner.acting():
        lines = access.list_activity(owner.rpc, kind="email.looked_up")["items"]
    assert [line["after"] for line in lines] == [{"addresses": 2, "exist": 1}]
    assert set(made_of(owner, does(owner, checked))) == {"Three Ltd", "Four Ltd"}


def test_headings_of_the_template_are_known_and_its_explanations_are_no_clients(owner: Person) -> None:
    headings = [column.heading for column in import_template.COLUMNS]
    wanted = [column.field for column in import_template.COLUMNS]
    assert column_headings.suggested(headings, "clients") == wanted
    with owner.acting():
        as_csv = accounts.get_import_template(owner.rpc, FileFormat.CSV)
        book = load_workbook(io.BytesIO(accounts.get_import_template(owner.rpc, FileFormat.XLSX)))
    assert as_csv.decode("utf-8-sig").strip().split(",") == headings
    sheet = book["Clients"]
    assert book["Lists"].sheet_state == "hidden"
    offered = {str(each.sqref).rstrip("0123456789"): each for each in sheet.data_validations.dataValidation}
    assert len(offered) == 5, "no teams, so no list of teams"
    for column in import_template.COLUMNS:
        sheet.cell(2, headings.index(column.heading) + 1, column.example)
    sheet.cell(2, headings.index("Type") + 1, "Self-employed")
    for heading in ("Account manager", "Colleagues", "Teams"):
        sheet.cell(2, headings.index(heading) + 1).value = None
    sheet.cell(2, headings.index("Email of person to invite") + 1, f"{unique('t')}@acme.example")
    file = io.BytesIO()
    book.save(file)
    found = uploads(owner, file.getvalue(), form="xlsx")
    assert (found["sheet"], found["rows"], found["notices"]) == ("Clients", 1, [])
    assert [column["field"] for column in found["columns"]] == wanted
    (row,) = rows(owner, checks(owner, found))
    assert (row["verdict"], row["errors"]) == ("new", [])


def test_a_name_that_looks_like_a_formula_is_none_in_the_template() -> None:
    made = template_workbook.made(import_template.COLUMNS, {import_template.COLUMNS[0].field: ("=1+1",)})
    assert load_workbook(io.BytesIO(made))["Lists"].cell(1, 1).data_type == "s"


def test_a_filled_template_without_clients_says_so() -> None:
    empty = template_workbook.made(import_template.COLUMNS, {})
    with pytest.raises(Unreadable, match="no rows under its headings"):
        reading.read(empty, reading.Choice())


def test_the_template_is_for_who_may_add_clients(owner: Person, mailbox: Mailbox) -> None:
    standard = a_colleague(owner, mailbox)
    with standard.acting(), pytest.raises(RoleRequired):
        accounts.get_import_template(standard.rpc, FileFormat.CSV)


def test_what_columns_are_is_remembered_for_the_same_headings(owner: Person, rpc: RpcClient) -> None:
    file = "Kunde,Nummer,Memo\nAcme Ltd,K1,x\n"
    first = uploads(owner, file)
    assert [column["field"] for column in first["columns"]] == [None, None, None]
    checks(owner, first, columns=["name", "practice_code", None])
    again = uploads(owner, "KUNDE,nummer, Memo\nBramble Ltd,K2,y\n")
    assert [column["field"] for column in again["columns"]] == ["name", "practice_code", None]
    assert any("last time" in notice for notice in again["notices"])
    assert [c["field"] for c in uploads(owner, "Kunde,Memo\nA,x\n")["columns"]] == [None, None]
    assert [c["field"] for c in uploads(a_practice(rpc), file)["columns"]] == [None, None, None], (
        "another practice's"
    )


@pytest.mark.parametrize(
    ("said", "kind", "person"),
    [
        ({"name": "Acme", "invitee_email": "a@b.example"}, "business", ("Acme", "a@b.example")),
        ({"name": "Acme", "email": "a@b.example"}, "business", None),
        ({"name": "Acme", "invitee_name": "Jo"}, "business", None),
        ({"name": "Acme", "email": "a@b.example", "invitee_name": "Jo"}, "business", ("Jo", "a@b.example")),
        ({"name": "Sam", "email": "a@b.example"}, "self_employed", ("Sam", "a@b.example")),
        ({"first_name": "Sam", "email": "a@b.example"}, "self_employed", ("Sam", "a@b.example")),
    ],
)
def test_whom_a_row_names(said: dict[str, str], kind: str, person: tuple[str, str] | None) -> None:
    found = row_invitees.of(said, kind, "GB")
    assert (None if found is None else found[:2]) == person
