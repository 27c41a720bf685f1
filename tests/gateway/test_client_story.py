"""A client's page as one story, and the client's own home with a guide (ui.md, "After Create")."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from werkzeug.test import Client as HttpClient

from chassis.rpc.client import RpcClient
from contracts import accounts
from contracts.errors import ServiceUnavailable
from gateway.web.home import client_guide
from gateway.web.home.client_guide import AccountState
from tests.accounts.document_calls import uploads
from tests.accounts.test_settings_page import Browser
from tests.builders import Mailbox, Person, a_client_user, a_colleague, unique
from tests.gateway.stand_in import StandIn, gateway
from tests.gateway.test_visits import SESSION, SIGNED_IN

NOTHING = AccountState(authenticator=None, client=None, users=None, documents=None, practice=None)
CLIENT: Any = {"connection": None, "status": "active"}


def words(part: str) -> str:
    """What a reader sees of it."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", part)).split())


def head(page: str) -> dict[str, str]:
    """The facts above the tabs' page, by name."""
    story = re.search(r'<dl class="story">(.*?)</dl>', page, re.S)
    assert story is not None
    return {
        words(name): words(fact) for name, fact in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", story[1], re.S)
    }


def test_the_head_says_who_and_what_in_one_place(rpc: RpcClient, owner: Person, mailbox: Mailbox) -> None:
    ben = a_colleague(owner, mailbox, name="Ben Ash")
    person = {"name": "Kim Lee", "email": f"{unique('kim')}@acme.example"}
    client = owner.adds_client(
        access={"everyone": False, "account_manager_id": ben.user_id}, invitation=person, software="xero"
    )
    page = Browser(rpc, owner).opens(f"/clients/{client['id']}")
    assert head(page) == {
        "Account manager": "Ben Ash",
        "People": "Kim Lee (invited)",
        "Software": "Xero, not connected yet",
        "Extract by email": f"{client['extract_email']} Copy",
    }
    main = page.partition("<main")[2]
    assert words(main).count(client["extract_email"]) == 1
    # The manager reads it too, though a standard colleague sees no team.
    assert head(Browser(rpc, ben).opens(f"/clients/{client['id']}"))["Account manager"] == "You"


def test_a_colleague_who_sees_no_team_reads_the_managers_name(
    rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    ben, cy = (a_colleague(owner, mailbox, name=name) for name in ("Ben Ash", "Cy Oak"))
    client = owner.adds_client(access={"colleague_ids": [cy.user_id], "account_manager_id": ben.user_id})
    assert head(Browser(rpc, cy).opens(f"/clients/{client['id']}"))["Account manager"] == "Ben Ash"


def test_who_has_joined_stands_by_name(rpc: RpcClient, owner: Person, mailbox: Mailbox) -> None:
    """product.md 5.6"""
    client = owner.adds_client()
    browser, path = Browser(rpc, owner), f"/clients/{client['id']}"
    assert head(browser.opens(path))["People"] == "Nobody yet"
    a_client_user(owner, mailbox, client["id"])
    assert head(browser.opens(path))["People"] == "Jo Bloggs"


def test_it_is_shown_where_access_is_down(services: StandIn) -> None:
    """api.md: a part that is down."""
    down = ServiceUnavailable(service="access")
    client = {
        **dict.fromkeys(("practice_code", "industry", "software", "connection", "invitation")),
        **dict.fromkeys(("email", "national_insurance_number", "postcode", "company_number")),
        "id": "client_1",
        "type": "business",
        "name": "Acme",
        "status": "active",
        "crn": "AB",
        "extract_email": "acme@x.example",
        "income_sources": [],
        "solutions": ["bookkeeping"],
        "country": "GB",
        "base_currency": "GBP",
        "created_at": "2026-05-03T10:00:00Z",
        "account_manager_id": None,
        "onboarding": {"state": "complete", "steps": []},
    }
    services.answers |= {"get_session": SESSION}
    services.answers["get_practice"] = {"plan": "advanced", "defaults": {"country": "GB"}}
    services.answers |= {"get_client": client, "get_guide": {"items": []}, "list_client_users": down}
    http: HttpClient = gateway(services)
    page = http.get("/clients/client_1", headers=SIGNED_IN)
    assert page.status_code == 200
    assert head(page.text)["People"] == "Cannot be shown at the moment"


def test_a_clients_own_people_have_a_guide_of_their_own(
    rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    """product.md 1, 2.8"""
    client = owner.adds_client()
    jo = a_client_user(owner, mailbox, client["id"])
    browser = Browser(rpc, jo)
    page = browser.opens("/account")
    assert client["extract_email"] in page
    for path in ("/profile/authenticator", "/account/documents", "/account/users"):
        assert f'<a href="{path}">' in page
        assert browser.asks(path).status_code == 200
    assert "Smith & Co’s turn" in unescape(page)
    uploads(owner, client["id"], "March.pdf")
    a_client_user(owner, mailbox, client["id"], "standard_user")
    page = browser.opens("/account")
    assert "A first document is here" in page
    assert "A colleague is in the account too" in page
    assert "2 of 4 done" in page


def test_a_standard_user_is_shown_nothing_that_is_not_theirs(
    rpc: RpcClient, owner: Person, mailbox: Mailbox
) -> None:
    """product.md 1"""
    client = owner.adds_client()
    a_client_user(owner, mailbox, client["id"])
    page = Browser(rpc, a_client_user(owner, mailbox, client["id"], "standard_user")).opens("/account")
    assert client["extract_email"] not in page
    assert "/account/users" not in page
    assert "0 of 2 done" in page


@pytest.mark.parametrize(
    ("changes", "kind", "turn"),
    [
        ({}, "plain", "Your accountant’s turn"),
        ({"practice": "Birch"}, "plain", "Birch’s turn"),
        ({"client": {**CLIENT, "connection": {"provider": "xero", "state": "connected"}}}, "good", ""),
        (
            {"client": {**CLIENT, "connection": {"provider": "xero", "state": "needs_reconnect"}}},
            "bad",
            "Your accountant’s turn",
        ),
    ],
)
def test_software_is_the_accountants_turn_until_it_is_connected(
    changes: dict[str, Any], kind: str, turn: str
) -> None:
    """product.md 2.3, 6.3"""
    given: dict[str, Any] = {"client": CLIENT, "practice": None, **changes}
    state = AccountState(authenticator=None, users=None, documents=None, **given)
    [item] = client_guide.of(state).items
    assert (item.kind, item.turn) == (kind, turn)


def test_what_cannot_be_said_is_left_out() -> None:
    assert client_guide.of(NOTHING).items == []


def test_an_archived_client_has_nothing_next(rpc: RpcClient, owner: Person) -> None:
    """product.md 8.3"""
    client = owner.adds_client()["id"]
    with owner.acting():
        accounts.archive_client(owner.rpc, client)
    page = Browser(rpc, owner).opens(f"/clients/{client}")
    assert "Archived" in page
    assert 'class="turn"' not in page
