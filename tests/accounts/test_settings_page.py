"""The client's business settings page (product.md 8.1, 8.3)."""

import re
from typing import Any

import pytest
from werkzeug.test import Client as HttpClient
from werkzeug.test import TestResponse

from chassis.rpc.client import RpcClient
from contracts import access, invitations
from gateway import app
from gateway.settings import Settings
from tests.builders import PASSWORD, Mailbox, Person, a_colleague, sign_in, unique

HTML = {"Accept": "text/html"}


class Browser:
    """A person's browser, without scripts."""

    def __init__(self, rpc: RpcClient, person: Person) -> None:
        self._http = HttpClient(app.build(Settings(broker_url="memory://", rate_limits=False), rpc))
        signed_in = self._http.post(
            "/sign-in", data={"email": person.email, "password": PASSWORD}, headers=HTML
        )
        assert signed_in.status_code == 303

    def asks(self, path: str) -> TestResponse:
        return self._http.get(path, headers=HTML)

    def opens(self, path: str) -> str:
        page = self.asks(path)
        assert page.status_code == 200, page.text
        return page.text

    def posts(self, path: str, body: bytes, media: str) -> TestResponse:
        return self._http.post(path, data=body, content_type=media, headers=HTML)

    def sends(self, path: str, page: str, **fields: Any) -> TestResponse:
        """Send a form of a page: its hidden fields, and what was typed."""
        hidden = dict(re.findall(r'type="hidden" name="(csrf|key|version)" value="([^"]*)"', page))
        return self._http.post(path, data={**hidden, **fields}, headers=HTML)


def typed(**changes: str | list[str]) -> dict[str, str | list[str]]:
    given: dict[str, str | list[str]] = {"name": "Acme", "practice_code": "", "industry": "", "country": "GB"}
    return {**given, "base_currency": "GBP", "solutions": ["bookkeeping"], **changes}


@pytest.fixture
def browser(rpc: RpcClient, owner: Person) -> Browser:
    return Browser(rpc, owner)


def test_settings_are_changed(browser: Browser, owner: Person) -> None:
    """product.md 8.1"""
    client = owner.adds_client(name="Acme")
    path, address = f"/clients/{client['id']}/settings", unique("parcels").lower()
    wanted = typed(
        name="Acme & Sons",
        practice_code="A1",
        industry="62012",
        country="IE",
        base_currency="EUR",
        solutions=["bookkeeping", "insights"],
        extract_email=address,
    )
    saved = browser.sends(path, browser.opens(path), **wanted)
    assert saved.headers["Location"] == f"{path}?done=saved"
    changed = owner.reads(client["id"])
    assert (changed["name"], changed["practice_code"], changed["industry"]) == ("Acme & Sons", "A1", "62012")
    assert (changed["country"], changed["base_currency"]) == ("IE", "EUR")
    assert changed["solutions"] == ["bookkeeping", "insights"]
    assert changed["extract_email"].startswith(f"{address}@")
    assert "Acme &amp; Sons" in browser.opens(path)


def test_a_self_employed_clients_settings_are_changed_and_the_number_is_never_shown(
    browser: Browser, owner: Person
) -> None:
    """product.md 3.1"""
    client = owner.adds_self_employed(national_insurance_number="TC663795B")
    path = f"/clients/{client['id']}/settings"
    page = browser.opens(path)
    assert "TC66379" not in page
    assert "TC 66 37 9" not in page
    sources = {
        "income_sources.0.name": "Shop",
        "income_sources.0.type": "self_employment",
        "income_sources.1.name": "Flat 2",
        "income_sources.1.type": "uk_property",
        "income_sources.2.name": "",
        "income_sources.2.type": "self_employment",
    }
    own = {"email": "sam@stone.example", "postcode": "m11ae", "national_insurance_number": ""}
    assert browser.sends(path, page, **typed(name="Sam", **own, **sources)).status_code == 303
    changed = owner.reads(client["id"])
    assert changed["national_insurance_number"] == "*****795B"
    assert [source["name"] for source in changed["income_sources"]] == ["Shop", "Flat 2"]
    assert changed["postcode"] == "M1 1AE"


def test_a_stale_edit_keeps_what_was_typed_and_says_what_differs(browser: Browser, owner: Person) -> None:
    client = owner.adds_client(name="Acme")
    path = f"/clients/{client['id']}/settings"
    first, second = browser.opens(path), browser.opens(path)
    assert browser.sends(path, first, **typed(name="Acme Widgets")).status_code == 303
    stale = browser.sends(path, second, **typed(name="Acme Gadgets", practice_code="A1"))
    assert stale.status_code == 412
    assert "nothing of it is lost" in stale.text
    assert "Different now: Name, Practice code" in stale.text
    assert 'value="Acme Gadgets"' in stale.text
    assert owner.reads(client["id"])["name"] == "Acme Widgets"
    again = browser.sends(path, stale.text, **typed(name="Acme Gadgets", practice_code="A1"))
    assert again.status_code == 303
    assert owner.reads(client["id"])["name"] == "Acme Gadgets"


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    browser: Browser, owner: Person
) -> None:
    owner.adds_client(practice_code="A1")
    client = owner.adds_client(name="Acme")
    path = f"/clients/{client['id']}/settings"
    wrong = browser.sends(path, browser.opens(path), **typed(name="", practice_code="B1"))
    assert wrong.status_code == 422
    assert 'href="#name"' in wrong.text
    assert 'value="B1"' in wrong.text
    taken = browser.sends(path, browser.opens(path), **typed(practice_code="a1"))
    assert taken.status_code == 409
    assert "has the practice code a1" in taken.text
    assert '<a href="#practice_code">' in taken.text
    assert 'id="practice_code-error"' in taken.text


def test_the_address_and_what_is_dangerous_are_shown_to_admins_only(
    rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    """product.md 2.11, 8.3"""
    colleague = a_colleague(owner, mailbox)
    client = owner.adds_client(name="Acme", access={"everyone": True})
    path = f"/clients/{client['id']}/settings"
    theirs = Browser(rpc, colleague)
    page = theirs.opens(path)
    assert 'name="extract_email"' not in page
    assert "Delete for good" not in page
    assert theirs.sends(path, page, **typed(name="Renamed")).status_code == 303


def test_a_client_is_deleted_after_typing_its_name(browser: Browser, owner: Person) -> None:
    """product.md 8.3"""
    client = owner.adds_client(name="Acme")
    path = f"/clients/{client['id']}/delete"
    page = browser.opens(path)
    wrong = browser.sends(path, page, confirm_name="Other")
    assert wrong.status_code == 422
    assert owner.sees() == ["Acme"]
    assert browser.sends(path, page, confirm_name="Acme").headers["Location"] == "/clients?done=deleted"
    assert owner.sees() == []


def test_a_business_admin_changes_their_own_accounts_settings_and_a_user_admin_reads_them(
    browser: Browser, owner: Person, mailbox: Mailbox, rpc: RpcClient
) -> None:
    """product.md 1"""
    jo = f"{unique('jo')}@acme.example"
    client = owner.adds_client(name="Acme", practice_code="OURS-A1", invitation={"name": "Jo", "email": jo})
    invitations.redeem_invitation(rpc, token=mailbox.token_for(jo), password=PASSWORD)
    own = Browser(rpc, sign_in(rpc, jo))
    page = own.opens("/account/settings")
    assert "OURS-A1" not in page
    assert "Delete for good" not in page
    wanted = typed(name="Acme & Sons")
    del wanted["practice_code"]
    saved = own.sends("/account/settings", page, **wanted)
    assert saved.headers["Location"] == "/account/settings?done=saved"
    assert (owner.reads(client["id"])["name"], owner.reads(client["id"])["practice_code"]) == (
        *("Acme & Sons", "OURS-A1"),
    )
    lee = f"{unique('lee')}@acme.example"
    with owner.acting():
        access.add_client_user(
            owner.rpc, client_id=client["id"], name="Lee", email=lee, role="user_admin", invite=True
        )
    invitations.redeem_invitation(rpc, token=mailbox.token_for(lee), password=PASSWORD)
    reading = Browser(rpc, sign_in(rpc, lee)).opens("/account/settings")
    assert "Acme &amp; Sons" in reading
    assert "Save" not in reading
