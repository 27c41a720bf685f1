"""A client's settings and an import, as people walk through them."""

from __future__ import annotations

import requests
from playwright.sync_api import FilePayload, expect

from tests.browser.office import Ada, looks_well
from tests.builders import PASSWORD


def add_client(ada: Ada, **client: object) -> str:
    """A client of Ada's practice; gives its id."""
    signed_in = requests.post(
        f"{ada.url}/v1/sessions", json={"email": ada.email, "password": PASSWORD}, timeout=10
    )
    headers = {"Authorization": f"Bearer {signed_in.json()['token']}"}
    made = requests.post(f"{ada.url}/v1/clients", json=client, headers=headers, timeout=10)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def test_a_clients_settings_are_changed_and_it_is_deleted(ada: Ada) -> None:
    """product.md 8.1, 8.3"""
    page = ada.page
    client_id = add_client(ada, type="business", name="Acme Widgets Ltd", industry="62012")
    ada.go(f"/clients/{client_id}/settings")
    looks_well(ada.page, "client-settings")
    page.fill("[name=name]", "")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter the client's name")
    looks_well(ada.page, "client-settings-wrong")
    page.fill("[name=name]", "Acme & Sons")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    page.get_by_role("link", name="Delete for good…").click()
    looks_well(ada.page, "client-delete")
    page.fill("[name=confirm_name]", "Acme & Sons")
    page.get_by_role("button", name="Delete for good").click()
    expect(page).to_have_url(f"{ada.url}/clients?done=deleted")


def test_a_self_employed_clients_settings_look_well(ada: Ada) -> None:
    """product.md 3"""
    sources = [{"name": "Pottery", "type": "self_employment"}]
    client_id = add_client(
        ada, type="self_employed", name="Sam Stone", email="sam@stone.example", income_sources=sources
    )
    ada.go(f"/clients/{client_id}/settings")
    looks_well(ada.page, "client-settings-self-employed")
    ada.page.fill("[name='income_sources.1.name']", "Flat 2")
    ada.page.get_by_role("button", name="Save").click()
    expect(ada.page.locator("[name='income_sources.1.name']")).to_have_value("Flat 2")


def test_a_file_changes_clients_that_are_here_and_is_taken_back(ada: Ada) -> None:
    page = ada.page
    acme = add_client(ada, type="business", name="Acme Widgets Ltd", practice_code="A1", postcode="LS1 4AP")
    bramble = add_client(ada, type="business", name="Bramble & Co", practice_code="B1")
    add_client(ada, type="business", name="Cobalt", practice_code="C1")
    ada.go("/clients/import")
    file = (
        b"Ref,Client name,Postcode,Industry\n"
        b"A1,Acme Toys and Widgets Holdings Ltd,M1 1AE,\nB1,,M1 1AE,62012\nC1,Cobalt,,\nX1,New & Co,,\n"
    )
    upload: FilePayload = {"name": "changes.csv", "mimeType": "text/csv", "buffer": file}
    page.set_input_files("[name=file]", files=upload)
    page.get_by_role("button", name="Upload").click()
    page.check("[name=mode][value=create_and_update]")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_visible()
    expect(page.locator("main")).to_contain_text(
        "Name: Acme Widgets Ltd → Acme Toys and Widgets Holdings Ltd"
    )
    expect(page.locator("main")).to_contain_text("Nothing changes: 1")
    looks_well(ada.page, "import-updates-checked")
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("Take it back", exact=True).click()
    expect(page.get_by_role("button", name="Undo this import")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Changed: 2")
    looks_well(ada.page, "import-updates-done")
    there = page.url
    ada.go(f"/clients/{acme}/settings")
    page.fill("[name=postcode]", "SW1A 1AA")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved")
    page.goto(there)
    page.get_by_text("Take it back", exact=True).click()
    page.get_by_role("button", name="Undo this import").click()
    expect(page.locator("main")).to_contain_text("Kept: 1")
    expect(page.locator("main")).to_contain_text("somebody has changed it since: postcode")
    looks_well(ada.page, "import-updates-taken-back")
    ada.go(f"/activity?client_id={bramble}")
    expect(page.get_by_role("link", name="an import").first).to_be_visible()
    looks_well(ada.page, "import-updates-activity")


def test_a_file_is_imported_and_taken_back(ada: Ada) -> None:
    page = ada.page
    add_client(ada, type="business", name="Acme Widgets")
    ada.go("/clients/import")
    looks_well(ada.page, "import")
    file = b"Client name,Ref,Note\nAcme Widgets Ltd,A1,x\nBramble & Co,B1,y\n,C1,z\nAcme Widgetts,D1,\n"
    upload: FilePayload = {"name": "clients.csv", "mimeType": "text/csv", "buffer": file}
    page.set_input_files("[name=file]", files=upload)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("button", name="Check the rows")).to_be_visible()
    looks_well(ada.page, "import-columns")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_visible()
    looks_well(ada.page, "import-checked")
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("Take it back", exact=True).click()
    expect(page.get_by_role("button", name="Delete these clients")).to_be_visible()
    looks_well(ada.page, "import-done")
    page.get_by_role("button", name="Delete these clients").click()
    expect(page.locator("main")).to_contain_text("Taken back: 2")
