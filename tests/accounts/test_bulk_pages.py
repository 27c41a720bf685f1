"""The pages for inviting many clients, without scripts: after an import, and from the list of clients."""

from __future__ import annotations

import re

import pytest

from chassis.rpc.client import RpcClient
from tests.accounts.test_import_page import says, sends, uploads
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, eventually, unique


@pytest.fixture
def browser(rpc: RpcClient, owner: Person) -> Browser:
    return Browser(rpc, owner)


def follows(browser: Browser, path: str, page: str, **fields: str | list[str]) -> str:
    """Send a form; gives the path that it leads to."""
    sent = browser.sends(path, page, **fields)
    assert sent.status_code == 303, sent.text
    return str(sent.headers["Location"])


def test_an_import_sends_its_invitations_by_a_button_that_says_how_many(
    browser: Browser, owner: Person, mailbox: Mailbox
) -> None:
    jo, al = (f"{unique(name)}@acme.example" for name in ("jo", "al"))
    file = f"Client name,Person to invite,Email of person to invite\nAcme,Jo,{jo}\nBramble,Al,{al}\nCob,,\n"
    path = uploads(browser, file.encode())
    page = browser.opens(path)
    fields = {"columns.0": "name", "columns.1": "invitee_name", "columns.2": "invitee_email"}
    sends(browser, path, page, near="create", exact="skip", **fields)
    page = says(browser, path, "waiting for you to start")
    assert "3 clients are added" in page
    assert "2 of them can be invited by email afterwards" in page
    assert jo in page
    sends(browser, f"{path}/start", page)
    page = says(browser, path, "Send 2 invitations")
    assert mailbox.to(jo) == []
    sending = follows(browser, f"{path}/invitations", page)
    page = says(browser, sending, "<strong>Done</strong>")
    assert "Invited: 2" in page
    eventually(lambda: mailbox.to(jo) and mailbox.to(al))
    page = browser.opens(path)
    assert "Send 2" not in page
    assert sending in page
    again = browser.sends(f"{path}/invitations", page)
    assert again.status_code == 409
    assert "nobody to invite" in again.text


def test_templates_are_offered_and_are_files(browser: Browser) -> None:
    page = browser.opens("/clients/import")
    for form in ("csv", "xlsx"):
        assert f'href="/clients/import-template.{form}"' in page
    assert "Email of person to invite" in browser.opens("/clients/import-template.csv")
    path = uploads(
        browser, (browser.opens("/clients/import-template.csv") + "\n,Acme,,,,,,,,,,,,,,\n").encode()
    )
    assert '<option value="invitee_mobile" selected>' in browser.opens(path)


def test_missing_addresses_are_typed_in_place_and_what_is_wrong_is_said_there(
    browser: Browser, owner: Person, mailbox: Mailbox
) -> None:
    one, two = owner.adds_client(name="One"), owner.adds_client(name="Two", email="office@two.example")
    sam = owner.adds_self_employed(name="Sam Stone", email=f"{unique('sam')}@stone.example")
    ticked = [f"{each['id']} {each['name']}" for each in (one, two, sam)]
    # One that was deleted since the list was shown takes nothing from the others.
    ticked.insert(1, "client_01JC2Z5T8V9QWERTY0ABCDEFGH Gone")
    page = browser.sends("/clients/invite", browser.opens("/clients"), client=ticked).text
    assert f'value="{sam["email"]}"' in page
    lines = dict(re.findall(r'type="hidden" name="(invitations[^"]*)" value="([^"]*)"', page))
    typed = {
        **lines,
        "invitations.0.name": "Jo",
        "invitations.0.email": "nonsense",
        "invitations.1.email": "office@two.example",
        "invitations.2.name": "Sam Stone",
        "invitations.2.email": sam["email"],
        "invitations.2.mobile": "020 7946 0018",
    }
    wrong = browser.sends("/clients/invite/send", page, **typed)
    assert wrong.status_code == 422
    assert 'href="#invitations.0.email"' in wrong.text
    assert 'href="#invitations.1' not in wrong.text, "nobody is named for it, so it is left out"
    assert 'value="nonsense"' in wrong.text
    jo = f"{unique('jo')}@one.example"
    typed |= {"invitations.0.email": jo}
    wrong = browser.sends("/clients/invite/send", wrong.text, **typed)
    assert 'href="#invitations.2.mobile"' in wrong.text
    assert "landline" in wrong.text
    typed |= {"invitations.2.mobile": ""}
    sending = follows(browser, "/clients/invite/send", wrong.text, **typed)
    assert "Invited: 2" in says(browser, sending, "<strong>Done</strong>")
    eventually(lambda: mailbox.to(jo) and mailbox.to(sam["email"]))
    assert owner.reads(two["id"])["invitation"] is None


def test_nothing_typed_is_said(browser: Browser, owner: Person) -> None:
    client = owner.adds_client(name="One")
    page = browser.sends("/clients/invite", browser.opens("/clients"), client=[f"{client['id']} One"]).text
    lines = dict(re.findall(r'type="hidden" name="(invitations[^"]*)" value="([^"]*)"', page))
    refused = browser.sends("/clients/invite/send", page, **lines)
    assert refused.status_code == 422
    assert "Enter at least one person" in refused.text


def test_all_that_the_filters_show_can_be_invited_and_who_was_is_left_out(
    browser: Browser, owner: Person
) -> None:
    owner.adds_client(name="Acme")
    owner.adds_client(name="Acme Invited", invitation={"name": "Al", "email": f"{unique('al')}@acme.example"})
    owner.adds_client(name="Bramble")
    listed = browser.opens("/clients?invitation=none&q=acme")
    assert "/clients/invite?" in listed
    page = browser.opens("/clients/invite?invitation=none&q=acme")
    assert ">Acme</a>" in page
    assert "Acme Invited" not in page
    assert "Bramble" not in page
    assert "Nobody to invite" in browser.opens("/clients/invite?q=nothing-like-it")


def test_a_sending_that_is_not_there_is_not_found(browser: Browser) -> None:
    page = browser.opens("/clients")
    for path in ("stop", "resume"):
        sent = browser.sends(f"/invitations/many/bulk_01ARZ3NDEKTSV4RRFFQ69G5FAV/{path}", page)
        assert sent.status_code == 404
