"""Numbers of businesses at Companies House: checked, once in a practice, found by, imported, published."""

import pytest
from sqlalchemy import text

from chassis.rpc.client import RpcClient
from contracts import accounts, fields
from contracts.accounts.identifiers import CompanyNumber
from contracts.errors import InvalidInput
from deploy.allinone.product import Product
from tests.accounts.client_changes import changes, code_of
from tests.accounts.import_calls import checks, does, rows, uploads
from tests.accounts.test_practice_requests import a_business_admin, asks, requests_of
from tests.builders import Mailbox, Person, a_practice, eventually


class Form(fields.Contract):
    number = CompanyNumber()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("01234567", "01234567"),
        ("1234567", "01234567"),
        ("6", "00000006"),
        (" 0123 4567 ", "01234567"),
        ("sc123456", "SC123456"),
        ("SC 1234", "SC001234"),
        ("NI-012345", "NI012345"),
        ("OC301234", "OC301234"),
        ("SO300001", "SO300001"),
        ("NC000123", "NC000123"),
        ("R0000123", "R0000123"),
        ("IP12345R", "IP12345R"),
        ("SL01234A", "SL01234A"),
        ("\u200b01234567", "01234567"),
    ],
)
def test_a_company_number_is_kept_in_its_eight_places(written: str, kept: str) -> None:
    assert fields.load(Form, {"number": written})["number"] == kept


@pytest.mark.parametrize(
    "written", ["123456789", "00000000", "XX123456", "SC", "A1234567", "SC1234567", "12345A78"]
)
def test_what_is_no_company_number_is_refused_by_name(written: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        fields.load(Form, {"number": written})
    assert refused.value.errors[0]["code"] == "invalid_company_number"


def test_a_business_has_a_number_and_is_found_by_it(owner: Person) -> None:
    acme = owner.adds_client(name="Acme Widgets Ltd", company_number="1234567")
    other = owner.adds_client(name="Birch Ltd", company_number="SC 1234")
    assert (acme["company_number"], other["company_number"]) == ("01234567", "SC001234")
    for query, found in (("01234567", acme), ("1234567", acme), ("sc001234", other)):
        with owner.acting():
            assert [each["id"] for each in accounts.list_clients(owner.rpc, q=query)["items"]] == [
                found["id"]
            ]


def test_each_company_is_one_client_of_a_practice(owner: Person, rpc: RpcClient) -> None:
    owner.adds_client(company_number="01234567")
    other = owner.adds_client(name="Another")
    with pytest.raises(accounts.CompanyNumberTaken):
        owner.adds_client(name="Again", company_number="1234567")
    with pytest.raises(accounts.CompanyNumberTaken):
        changes(owner, other, company_number="01234567")
    with owner.acting(), pytest.raises(accounts.CompanyNumberTaken):
        accounts.begin_draft(owner.rpc, company_number="01234567")
    # Two practices may look after one company at different times.
    assert a_practice(rpc).adds_client(company_number="01234567")["company_number"] == "01234567"


def test_a_clients_own_people_give_it_no_number_that_another_client_has(
    owner: Person, mailbox: Mailbox
) -> None:
    jo = a_business_admin(owner, mailbox)
    owner.adds_client(company_number="01234567")
    with pytest.raises(accounts.CompanyNumberTaken):
        changes(jo, {"id": jo.account_id}, company_number="1234567")
    assert changes(jo, {"id": jo.account_id}, company_number="7654321")["company_number"] == "07654321"


def test_a_number_is_changed_and_taken_away(owner: Person) -> None:
    client = owner.adds_client(company_number="01234567")
    changed = changes(owner, client, company_number="7654321")
    assert changed["company_number"] == "07654321"
    assert changes(owner, client, company_number=None)["company_number"] is None
    with owner.acting():
        assert accounts.list_clients(owner.rpc, q="07654321")["items"] == []


def test_a_person_has_no_company_number(owner: Person) -> None:
    with pytest.raises(InvalidInput) as refused:
        owner.adds_self_employed(company_number="01234567")
    assert refused.value.errors[0]["pointer"] == "/company_number"
    person = owner.adds_self_employed()
    with pytest.raises(InvalidInput) as refused:
        changes(owner, person, company_number="01234567")
    assert code_of(refused) == ("/company_number", "not_of_this_type")


def test_a_company_that_is_there_resembles_exactly_whatever_it_is_called(owner: Person) -> None:
    client = owner.adds_client(name="Acme Widgets Ltd", company_number="01234567")
    with owner.acting():
        (found,) = accounts.check_duplicates(owner.rpc, name="Quite Another", company_number="1234567")
    assert (found["id"], found["match"]) == (client["id"], "exact")
    assert found["alike"] == [{"field": "company_number", "match": "exact"}]


def test_an_import_takes_numbers_with_their_zeros_and_names_each_that_is_taken(owner: Person) -> None:
    owner.adds_client(name="Here Already Ltd", company_number="00000123")
    file = (
        "Company Name,Company Number,Type\n"
        "Acme Ltd,1234567,\n"
        "Acme Too Ltd,01234567,\n"
        "Birch Ltd,123,\n"
        "Cobalt Ltd,12X,\n"
        "Sam Stone,OC301234,LLP\n"
    )
    found = uploads(owner, file)
    assert [column["field"] for column in found["columns"]] == ["name", "company_number", "type"]
    checks(owner, found, columns=["name", "company_number", "type"])
    said = {row["number"]: row for row in rows(owner, found)}
    assert [said[number]["verdict"] for number in range(2, 7)] == [
        "new",
        "invalid",
        "invalid",
        "invalid",
        "new",
    ]
    codes = [[(e["field"], e["code"]) for e in said[number]["errors"]] for number in (3, 4, 5)]
    assert codes == [
        [("company_number", "company_number_taken")],
        [("company_number", "company_number_taken")],
        [("company_number", "invalid_company_number")],
    ]
    does(owner, found)
    made = [row["client_id"] for row in rows(owner, found, result="created")]
    assert [owner.reads(client_id)["company_number"] for client_id in made] == ["01234567", "OC301234"]


def test_it_is_in_the_export_and_in_the_events(owner: Person, product: Product) -> None:
    client = owner.adds_client(company_number="01234567")
    changes(owner, client, company_number="7654321")
    sent = text("SELECT body::jsonb AS body FROM outbox WHERE aggregate = :id ORDER BY seq")
    with product.hosted["accounts"].database.read(everywhere=True) as connection:
        created, updated = connection.execute(sent, {"id": client["id"]}).scalars()
    assert (created["company_number"], updated["company_number"]) == ("01234567", "07654321")
    assert updated["changed"] == ["company_number"]
    with owner.acting():
        header, line = "".join(accounts.export_clients(owner.rpc, accounts.ExportClients())).splitlines()[:2]
    assert dict(zip(header.split(","), line.split(","), strict=True))['"Company number"'] == '"07654321"'


def test_a_client_goes_over_with_its_number_unless_the_company_is_there_already(
    owner: Person, rpc: RpcClient, mailbox: Mailbox
) -> None:
    jo = a_business_admin(owner, mailbox, company_number="01234567")
    ada = a_practice(rpc)
    here = ada.adds_client(name="The same", company_number="01234567")
    asks(jo, ada.email)
    (request,) = eventually(lambda: requests_of(ada))
    with ada.acting(), pytest.raises(accounts.CompanyNumberTaken):
        accounts.accept_practice_request(ada.rpc, request["id"], {"everyone": True})
    changes(ada, here, company_number=None)
    with ada.acting():
        taken_on = accounts.accept_practice_request(ada.rpc, request["id"], {"everyone": True})
    assert taken_on["company_number"] == "01234567"
