"""The pages for importing a file: without scripts, from the upload to taking it back."""

import io

import pytest

from chassis.rpc.client import RpcClient
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
