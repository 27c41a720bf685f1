"""The pages for importing a file: without scripts, from the upload to taking it back."""

import io

import pytest

from chassis.rpc.client import RpcClient
from contracts import accounts
from tests.accounts.test_settings_page import Browser
from tests.builders import Person, eventually

FILE = b"Client name,Ref,What\nAcme Widgets Ltd,A1,x\nBramble & Co,B1,y\n,C1,z\n"


@pytest.fixture
def browser(rpc: RpcClient, owner: Person) -> Browser:
    return Browser(rpc, owner)


def uploads(browser: Browser, file: bytes, name: str = "mine.csv", kind: str = "clients") -> str:
    """Upload a file; gives the path of its page once it can be gone on with."""
    sent = browser.sends(
        "/clients/import", browser.opens("/clients/import"), kind=kind, file=(io.BytesIO(file), name)
    )
    assert sent.status_code == 303, sent.text
    path = sent.headers["Location"]
    says(browser, path, "Waiting for you to say", "Could not be read")
    return path


def says(browser: Browser, path: str, *words: str) -> str:
    def page() -> str | None:
        shown = browser.opens(path)
        return shown if any(word in shown for word in words) else None

    found: str = eventually(page, within=30)
    return found


def sends(browser: Browser, path: str, page: str, **fields: str) -> None:
    answer = browser.sends(path, page, **fields)
    assert answer.status_code == 303, answer.text


def test_a_file_is_uploaded_looked_over_imported_and_taken_back(browser: Browser, owner: Person) -> None:
    owner.adds_client(name="ACME WIDGETS")
    path = uploads(browser, FILE)
    page = browser.opens(path)
    assert '<option value="name" selected>' in page
    fields = {"columns.0": "name", "columns.1": "practice_code", "columns.2": "", "near": "create"}
    sends(browser, path, page, exact="skip", **fields)
    page = says(browser, path, "waiting for you to start")
    for words in ("Here already: 1", "New: 1", "Not valid: 1", "Enter the business name", "ACME WIDGETS"):
        assert words in page
    assert ">B1</span>" in page
    assert ">B1</span>" not in browser.opens(f"{path}?verdict=invalid")
    assert owner.sees() == ["ACME WIDGETS"]
    sends(browser, f"{path}/start", page)
    page = says(browser, path, "Added: 1")
    assert owner.sees() == ["ACME WIDGETS", "Bramble & Co"]
    assert "C1" in browser.opens(f"{path}/failures.csv")
    sends(browser, f"{path}/undo", page)
    says(browser, path, "Taken back: 1")
    assert owner.sees() == ["ACME WIDGETS"]
    sends(browser, f"{path}/delete", page)
    assert "mine.csv" not in browser.opens("/clients/import")


def test_a_file_changes_clients_and_shows_each_field_before_and_after(
    browser: Browser, owner: Person
) -> None:
    acme = owner.adds_client(name="Acme", practice_code="A1", postcode="LS1 4AP")
    owner.adds_client(name="Bolt", practice_code="B1")
    path = uploads(browser, b"Ref,Client name,Postcode\nA1,Acme <Toys>,M1 1AE\nB1,Bolt,\nX1,Elm,\n")
    page = browser.opens(path)
    assert 'name="mode" value="create" checked>' in page
    fields = {"columns.0": "practice_code", "columns.1": "name", "columns.2": "postcode"}
    sends(browser, path, page, mode="update", near="create", exact="skip", **fields)
    page = says(browser, path, "waiting for you to start")
    for words in (
        *("Changes a client: 1", "Nothing changes: 1", "Names no client: 1"),
        "Name: Acme → <strong>Acme &lt;Toys&gt;</strong>",
        "Postcode: LS1 4AP → <strong>M1 1AE</strong>",
        "1 client is changed",
    ):
        assert words in page
    assert "Adds the rows" not in page
    # A row is mended, and all is begun, on the page where rows are mended.
    table = browser.opens(f"{path}/rows")
    for words in ("Changes a client", "Nothing changes", "Names no client", ">Change 1 client<"):
        assert words in table
    sends(browser, f"{path}/rows", table, action="add", **{"3.postcode": "SW1A 1AA"})
    page = says(browser, path, "Changed: 2")
    assert (owner.reads(acme["id"])["name"], owner.sees()) == ("Acme <Toys>", ["Acme <Toys>", "Bolt"])
    assert "2 clients get back what was there before" in page
    with owner.acting():
        accounts.change_client(owner.rpc, client_id=acme["id"], postcode=None)
    sends(browser, f"{path}/undo", page)
    page = says(browser, path, "Taken back: 1")
    assert "Left as it is, as somebody has changed it since: postcode." in page
    now = owner.reads(acme["id"])
    assert (now["name"], now["postcode"]) == ("Acme", None)


def test_a_file_that_cannot_be_read_says_why(browser: Browser) -> None:
    path = uploads(browser, b"PK\x03\x04 no workbook", "clients.xlsx")
    assert "This XLSX file is damaged. Open it in the spreadsheet" in browser.opens(path)


def test_no_file_and_wrong_columns_are_said_beside_their_fields(browser: Browser) -> None:
    page = browser.opens("/clients/import")
    none = browser.sends("/clients/import", page, kind="clients", file=(io.BytesIO(b""), ""))
    assert none.status_code == 422
    assert 'href="#file"' in none.text
    path = uploads(browser, FILE)
    wrong = browser.sends(path, browser.opens(path), **{"columns.0": "", "columns.1": "practice_code"})
    assert wrong.status_code == 422
    assert "which column is the client" in wrong.text


def test_practice_codes_are_set_by_a_file(browser: Browser, owner: Person) -> None:
    """product.md 2.10"""
    client = owner.adds_client(name="Acme")
    path = uploads(browser, f"crn,code\n{client['crn']},A7\n".encode(), kind="practice_codes")
    sends(browser, path, browser.opens(path), **{"columns.0": "crn", "columns.1": "practice_code"})
    sends(browser, f"{path}/start", says(browser, path, "waiting for you to start"))
    says(browser, path, "Changed: 1")
    assert owner.reads(client["id"])["practice_code"] == "A7"
